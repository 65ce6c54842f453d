"""Folders of definition files as frozen values, with every problem of all files at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assessment.definitions.checking import (
    Files,
    check_facts_file,
    check_files,
    check_industries_file,
    check_programme_file,
    check_together,
)
from assessment.definitions.institution_files import read_network
from assessment.definitions.institutions import Network
from assessment.definitions.programmes import Facts, Industries, Programme
from assessment.definitions.questionnaires import Questionnaire
from assessment.definitions.register_files import read_registers
from assessment.definitions.registers import Registers
from assessment.definitions.releases import Actions, Cases, Release
from assessment.definitions.scoring import Scoring
from assessment.definitions.shape import Part, read_part
from assessment.definitions.source import COMPILED, shown
from assessment.definitions.texts import Texts
from assessment.locale import message
from assessment.problems import Problem, errors_in

Problems = tuple[Problem, ...]


@dataclass(frozen=True)
class Library:
    """All that a project folder defines; what has errors is left out and told in `problems`."""

    root: Path
    releases: Mapping[str, Release] = field(default_factory=dict)
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    facts: Facts | None = None
    industries: Industries | None = None
    registers: Registers = field(default_factory=Registers)
    network: Network = field(default_factory=Network)
    problems: Problems = ()


def load_library(root: Path) -> Library:
    """Every questionnaire, programme, fact and industry under this project folder."""
    root = root.resolve()
    shelf = _Shelf(root)
    folders = sorted(path.parent for path in root.glob("questionnaires/*/questionnaire.yaml"))
    found = {folder: shelf.release(folder) for folder in folders}
    releases = {release.id: release for release in found.values() if release}
    paths = sorted(root.glob("data/programmes/*.yaml"))
    programmes = {path: shelf.programme(path) for path in paths}
    industries = shelf.industries()
    shelf.facts()
    known = {path.stem for path in paths}
    together = check_together(
        [(folder.name, shelf.files[folder]) for folder in folders if folder in shelf.files], known
    )
    asked = {folder.name: files.questionnaire for folder, files in shelf.files.items()}
    network, told = read_network(root, asked, shelf.cache)
    return Library(
        root=root,
        releases=releases,
        programmes={programme.id: programme for programme in programmes.values() if programme},
        facts=shelf.facts() if shelf.facts_are_right else None,
        industries=industries,
        registers=shelf.registers(),
        network=network,
        problems=(*shelf.problems, *together, *told),
    )


def load_release(folder: Path, library_root: Path | None = None) -> tuple[Release | None, Problems]:
    """A questionnaire's folder, anywhere on disk; None where it has an error.

    `library_root` is the project folder whose questionnaires it may include; by default the one
    that it lies in. Actions stand in `data/actions/<folder>.yaml` there, or in its own
    `actions.yaml`.
    """
    folder = folder.resolve()
    shelf = _Shelf(library_root or _root_of(folder))
    release = shelf.release(folder)
    return release, tuple(shelf.problems)


def load_programme(
    path: Path, library_root: Path | None = None
) -> tuple[Programme | None, Problems]:
    """A programme's file with its rules held against facts and questionnaire of its project."""
    path = path.resolve()
    shelf = _Shelf(library_root or _root_of(path))
    programme = shelf.programme(path)
    return programme, tuple(shelf.problems)


def _root_of(path: Path) -> Path | None:
    if path.parent.name == "questionnaires":
        return path.parent.parent
    if path.parent.name == "programmes" and path.parent.parent.name == "data":
        return path.parent.parent.parent
    return None


class _Shelf:
    """Reads each file once and keeps what was found on the way."""

    def __init__(self, root: Path | None) -> None:
        self.root = root.resolve() if root else None
        self.cache = self.root / COMPILED if self.root else None
        self.files: dict[Path, Files] = {}
        self.problems: list[Problem] = []
        self._releases: dict[Path, Release | None] = {}
        self._facts: Part[Facts] | None = None
        self._registers: Registers | None = None
        self.facts_are_right = False

    def release(self, folder: Path) -> Release | None:
        folder = folder.resolve()
        if folder not in self._releases:
            self._releases[folder] = None  # A circle of includes ends here.
            self._releases[folder] = self._read_release(folder)
        return self._releases[folder]

    def _read_release(self, folder: Path) -> Release | None:
        questionnaire = read_part(folder / "questionnaire.yaml", Questionnaire, self.cache)
        include = questionnaire.model.include if questionnaire.model else None
        parent = self._parent(folder, questionnaire)
        actions = self._actions_of(folder)
        files = Files(
            questionnaire=questionnaire,
            texts={
                "ko": read_part(folder / "ko.yaml", Texts, self.cache),
                "en": read_part(folder / "en.yaml", Texts, self.cache),
            },
            scoring=read_part(folder / "scoring.yaml", Scoring, self.cache),
            actions=read_part(actions, Actions, self.cache) if actions else None,
            cases=read_part(folder / "cases.yaml", Cases, self.cache),
            parent=parent,
        )
        self.files[folder] = files
        problems = [problem for part in files.parts for problem in part.problems]
        problems += check_files(files, parent_missing=include is not None and parent is None)
        self.problems += problems
        if errors_in(problems) or (include is not None and parent is None):
            return None
        return _joined(files)

    def _parent(self, folder: Path, part: Part[Questionnaire]) -> Release | None:
        include = part.model.include if part.model else None
        if include is None:
            return None
        places = [folder.parent / include.questionnaire]
        if self.root:
            places.append(self.root / "questionnaires" / include.questionnaire)
        found = next((place for place in places if (place / "questionnaire.yaml").exists()), None)
        parent = self.release(found) if found else None
        if parent is None:
            what = message(
                "포함할 설문이 없거나 잘못되었습니다: {name}", name=include.questionnaire
            )
            fix = message("설문 이름을 고치거나, 그 설문의 문제를 먼저 고치십시오.")
            where = part.where("include", "questionnaire")
            self.problems.append(Problem(where, what, fix, "unknown_questionnaire"))
        return parent

    def _actions_of(self, folder: Path) -> Path | None:
        own = folder / "actions.yaml"
        if own.exists():
            return own
        shared = self.root / "data/actions" / f"{folder.name}.yaml" if self.root else None
        return shared if shared and shared.exists() else None

    def programme(self, path: Path) -> Programme | None:
        part = read_part(path, Programme, self.cache)
        problems = [*part.problems]
        release = self._release_for(part, problems)
        form = self.registers().form_fields
        problems += check_programme_file(part, self.facts(), release, form)
        if part.model and not part.problems and part.model.id != path.stem:
            problems.append(
                Problem(
                    part.where("id"),
                    message(
                        "지원사업 {id}의 파일 이름이 {file}입니다.",
                        id=part.model.id,
                        file=path.name,
                    ),
                    message("파일 이름과 id를 같게 하십시오."),
                    "file_name",
                )
            )
        self.problems += problems
        return None if errors_in(problems) else part.model

    def _release_for(self, part: Part[Programme], problems: list[Problem]) -> Release | None:
        if part.model is None or self.root is None:
            return None
        folder = self.root / "questionnaires" / part.model.questionnaire
        if (folder / "questionnaire.yaml").exists():
            return self.release(folder)
        if part.model.questionnaire not in part.dropped:
            problems.append(
                Problem(
                    part.where("questionnaire"),
                    message("없는 설문입니다: {name}", name=part.model.questionnaire),
                    message("questionnaires 폴더에 있는 설문의 이름을 쓰십시오."),
                    "unknown_questionnaire",
                )
            )
        return None

    def facts(self) -> Facts | None:
        if self._facts is None and self.root:
            self._facts = read_part(self.root / "data/facts.yaml", Facts, self.cache)
            problems = [*self._facts.problems, *check_facts_file(self._facts)]
            self.facts_are_right = not errors_in(problems)
            self.problems += problems
        return self._facts.model if self._facts else None

    def registers(self) -> Registers:
        if self._registers is None and self.root:
            packs = [path.stem for path in self.root.glob("data/programmes/*.yaml")]
            self._registers, problems = read_registers(self.root, packs, self.facts(), self.cache)
            self.problems += problems
        return self._registers or Registers()

    def industries(self) -> Industries | None:
        path = self.root / "data/ksic.yaml" if self.root else None
        if path is None or not path.exists():
            return None
        part = read_part(path, Industries, self.cache)
        problems = [*part.problems, *check_industries_file(part)]
        self.problems += problems
        return None if errors_in(problems) else part.model


def _joined(files: Files) -> Release:
    questionnaire, scoring, cases = (
        files.questionnaire.model,
        files.scoring.model,
        files.cases.model,
    )
    texts = {language: part.model for language, part in files.texts.items() if part.model}
    if questionnaire is None or scoring is None or cases is None:
        raise AssertionError(shown(files.questionnaire.document.path))
    return Release(
        questionnaire=questionnaire,
        texts=texts,
        scoring=scoring,
        actions=files.actions.model if files.actions else None,
        cases=cases,
        parent=files.parent,
    )
