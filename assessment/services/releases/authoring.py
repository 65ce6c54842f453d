"""A questionnaire out to an author's workbook, and back into definition files without loss."""

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assessment.definitions.loading import load_release
from assessment.definitions.source import COMPILED, Document, read_yaml
from assessment.definitions.writing import comments_of, to_yaml
from assessment.locale import message
from assessment.problems import AssessmentError, Problem, errors_in
from assessment.services.forms.mistaken_register import told_as_register
from assessment.services.permissions import not_found
from assessment.workbooks.author_books.author_book import tables_in, workbook_of
from assessment.workbooks.author_books.author_contents import Read, contents_of
from assessment.workbooks.author_books.author_sheets import tables_of
from assessment.workbooks.incoming.guard import LOCAL, Admitted, admit
from assessment.workbooks.outgoing.saving import save

_FILES = ("questionnaire", "ko", "en", "scoring", "cases")
_PLACE = re.compile(r"([a-z]+)\.yaml(?::(\d+))?$")


@dataclass(frozen=True)
class Imported:
    """The questionnaire's files by name, and what is worth knowing of them."""

    questionnaire: str
    files: Mapping[str, str]
    notes: tuple[Problem, ...]


def export_questionnaire(name: str, root: Path) -> bytes:
    """The questionnaire of this id, or in this folder, as a workbook; reading it gives it back.

    Raises AssessmentError with every problem of files that cannot be read, and when what the
    workbook would give back is not what the files hold.
    """
    folder = Path(name) if (Path(name) / "questionnaire.yaml").exists() else None
    folder = folder or root / "questionnaires" / name
    if not (folder / "questionnaire.yaml").exists():
        raise not_found(name)
    documents = _documents(folder, root)
    contents = {file: document.content for file, document in documents.items()}
    comments = {file: comments_of(document) for file, document in documents.items()}
    made = workbook_of(tables_of(contents, comments))
    back = contents_of(tables_in(admit("out.xlsx", made, limits=LOCAL))[0])
    if _written(back.contents) != _written(contents):
        raise AssessmentError(
            Problem(
                name,
                message("통합 문서로 옮기면 내용이 달라져 내보내지 않았습니다."),
                message("파일에 이상한 글자가 있는지 check로 확인해 주십시오."),
                code="author_round_trip",
            )
        )
    return made


def import_questionnaire(admitted: Admitted, root: Path) -> Imported:
    """The files that an author's workbook stands for, checked as `check` does.

    Every problem is raised at once, by sheet and row; nothing is written. What it includes is
    looked for under `root`.
    """
    try:
        tables, problems = tables_in(admitted)
    except AssessmentError as refused:
        raise told_as_register(root, admitted, refused) from None
    read = contents_of(tables)
    texts = {
        file: to_yaml(content, read.comments.get(file, {}))
        for file, content in read.contents.items()
    }
    name = str(read.contents["questionnaire"].get("id") or "")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place).resolve() / (re.sub(r"[^\w-]", "_", name) or "questionnaire")
        folder.mkdir()
        for file, text in texts.items():
            (folder / f"{file}.yaml").write_text(text, encoding="utf-8")
        _, found = load_release(folder, root)
        documents = {file: read_yaml(folder / f"{file}.yaml", root / COMPILED)[0] for file in texts}
        problems += [_placed(one, folder, documents, read, admitted.name) for one in found]
    if errors_in(problems):
        raise AssessmentError(*problems)
    return Imported(name, {f"{file}.yaml": text for file, text in texts.items()}, tuple(problems))


def write_questionnaire(imported: Imported, folder: Path) -> None:
    """Every file into this folder; what else lies there stays."""
    for name, text in imported.files.items():
        save(text.encode("utf-8"), folder / name)


def _documents(folder: Path, root: Path) -> dict[str, Document]:
    paths = {file: folder / f"{file}.yaml" for file in _FILES}
    own, shared = folder / "actions.yaml", root / "data/actions" / f"{folder.name}.yaml"
    if own.exists() or shared.exists():
        paths["actions"] = own if own.exists() else shared
    documents, problems = {}, []
    for file, path in paths.items():
        document, found = read_yaml(path, root / COMPILED)
        problems += found
        if document is not None and isinstance(document.content, dict):
            documents[file] = document
    if problems or any(file not in documents for file in paths):
        raise AssessmentError(*problems)
    return documents


def _written(contents: Mapping[str, Any]) -> dict[str, str]:
    """Contents as text, in which the order of keys counts and 1 is 1.0 where YAML says so."""
    return {file: to_yaml(_numbers(content)) for file, content in contents.items()}


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _numbers(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_numbers(one) for one in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _placed(
    problem: Problem, folder: Path, documents: Mapping[str, Document | None], read: Read, book: str
) -> Problem:
    """The problem with the sheet and row from which the line came."""
    found = _PLACE.search(problem.where)
    if found is None or folder.as_posix() not in problem.where:
        return problem
    document, line = documents.get(found[1]), int(found[2] or 0)
    routes = [] if document is None else [r for r, at in document.lines.items() if at == line]
    for route in sorted(routes, key=len):
        for length in range(len(route), -1, -1):
            place = read.places.get((found[1], route[:length]))
            if place:
                return replace(problem, where=f"{book} {place}")
    return replace(problem, where=f"{book} {found[1]}")
