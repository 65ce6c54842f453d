"""One questionnaire's folder, wherever it lies, held against the lists of a project."""

from collections.abc import Collection, Mapping
from pathlib import Path

from assessment.definitions.checks.findings import Findings
from assessment.definitions.checks.institutions import check_tags
from assessment.definitions.institutions import Capabilities
from assessment.definitions.questionnaires import Questionnaire
from assessment.definitions.releases import Actions
from assessment.definitions.shape import Part, read_part
from assessment.locale import message
from assessment.problems import Problem

QUESTIONNAIRE = "questionnaire.yaml"


def check_outside(folder: Path, root: Path) -> list[Problem]:
    """What the whole project would say of this folder: its name, item ids, tags and payers.

    A list that the project does not have is said to be unchecked where something names it.
    """
    folder, cache = folder.resolve(), root / "data/local/compiled"
    part = read_part(folder / QUESTIONNAIRE, Questionnaire, cache)
    if part.model is None:
        return []
    findings = Findings(part.dropped)
    if part.model.id != folder.name:
        tell_folder(part, part.model.id, folder.name, findings)
    _check_owners(part, part.model, root, cache, findings)
    actions = _actions(folder, root)
    if actions:
        _check_payers(read_part(actions, Actions, cache), root, findings)
    return [*findings.problems, *_check_tags(folder.name, part, root, cache)]


def tell_folder(part: Part[Questionnaire], name: str, folder: str, findings: Findings) -> None:
    """A questionnaire in a folder of another name."""
    findings.add(
        part.where("id"),
        "folder_name",
        message("설문 {id}이(가) {folder} 폴더에 있습니다.", id=name, folder=folder),
        message("폴더 이름과 id를 같게 하십시오."),
    )


def tell_payers(part: Part[Actions], known: Collection[str], findings: Findings) -> None:
    """Programmes that actions name and that do not exist."""
    for name, action in part.model.actions.items() if part.model else ():
        for payer in action.paid_by:
            if payer not in known:
                findings.unknown(
                    part.where("actions", name, "paid_by"),
                    "unknown_programme",
                    message(
                        "과제 {action}이(가) 없는 지원사업을 가리킵니다: {name}",
                        action=name,
                        name=payer,
                    ),
                    known,
                )


def _check_owners(
    part: Part[Questionnaire],
    questionnaire: Questionnaire,
    root: Path,
    cache: Path,
    findings: Findings,
) -> None:
    others = {
        path.parent.name: read_part(path, Questionnaire, cache).model
        for path in sorted(root.glob(f"questionnaires/*/{QUESTIONNAIRE}"))
    }
    owners: Mapping[str, str] = {
        item: name
        for name, other in others.items()
        if other is not None and questionnaire.id not in (name, other.id)
        for item in other.items
    }
    for item in questionnaire.items:
        if item in owners:
            findings.add(
                part.where("items", item),
                "two_owners",
                message(
                    "{item}은(는) {one}와(과) {other} 두 설문에 있습니다.",
                    item=item,
                    one=owners[item],
                    other=questionnaire.id,
                ),
                message("새 문항이면 다른 id를, 같은 문항이면 include를 쓰십시오."),
            )


def _check_payers(part: Part[Actions], root: Path, findings: Findings) -> None:
    known = [path.stem for path in root.glob("data/programmes/*.yaml")]
    named = [name for name, one in part.model.actions.items() if one.paid_by] if part.model else []
    if known:
        tell_payers(part, known, findings)
    elif named:
        where = part.where("actions", named[0], "paid_by")
        _tell_unchecked(where, "data/programmes", findings)


def _check_tags(folder: str, part: Part[Questionnaire], root: Path, cache: Path) -> list[Problem]:
    path = root / "data/institutions/capabilities.yaml"
    found = read_part(path, Capabilities, cache).model if path.exists() else None
    if found is not None:
        return check_tags(found, {folder: part})
    findings = Findings(part.dropped)
    tagged = [name for name, one in part.model.items.items() if one.tags] if part.model else []
    if tagged:
        _tell_unchecked(
            part.where("items", tagged[0], "tags"), "data/institutions/capabilities.yaml", findings
        )
    return findings.problems


def _tell_unchecked(where: str, list_of: str, findings: Findings) -> None:
    findings.add(
        where,
        "not_checked",
        message("여기서는 확인하지 못했습니다. {list}이(가) 없습니다.", list=list_of),
        message("이 목록이 있는 프로젝트에서 다시 검사하십시오."),
        "warning",
    )


def _actions(folder: Path, root: Path) -> Path | None:
    own, shared = folder / "actions.yaml", root / "data/actions" / f"{folder.name}.yaml"
    found = own if own.exists() else shared
    return found if found.exists() else None
