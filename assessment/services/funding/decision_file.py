"""One file that holds a decision whole: what was published, what it was applied to, what came out.

Canonical JSON: sorted keys, UTF-8, no spaces, a line feed at the end; equal decisions are equal
bytes. What was published and the snapshot stand in it as the very texts that their hashes are of.
"""

import hashlib
import json
import platform
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from assessment.definitions.freezing import hash_of, to_json
from assessment.locale import Message, mark, message
from assessment.problems import AssessmentError, Problem
from assessment.services.from_files.files import FileRun

FORMAT = "decision/1"
KINDS = ("call", "select", "rank")
TEXTS = ("programme", "questionnaire", "snapshot")
LIBRARIES = ("numpy", "pandas", "scipy")
NAMES: Mapping[str, str] = {
    "programme": mark("지원사업"),
    "questionnaire": mark("진단"),
    "snapshot": mark("신청 자료"),
    "parameters": mark("계산 조건"),
    "about": mark("무엇의 결정인지"),
}
Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class DecisionFile:
    """`kind` call: of a call in the database; select and rank: of a file.

    `programme`, `questionnaire` (None: not needed) and `snapshot` are frozen JSON texts; `result`
    holds `rows`, and what else was computed. `about` names what was decided; nothing is computed
    from it. `hashes` are SHA-256 of the texts and of the canonical parameters and about.
    """

    kind: str
    about: Mapping[str, Any]
    programme: str
    questionnaire: str | None
    snapshot: str
    parameters: Mapping[str, Any]
    result: Mapping[str, Any]
    versions: Mapping[str, str]
    hashes: Mapping[str, str | None]

    @property
    def content(self) -> bytes:
        """The whole file."""
        return canonical({"format": FORMAT} | {n: getattr(self, n) for n in _FIELDS})


_FIELDS = tuple(DecisionFile.__dataclass_fields__)


def decision_file(
    kind: str,
    *,
    about: Mapping[str, Any],
    programme: str,
    questionnaire: str | None,
    snapshot: str,
    parameters: Mapping[str, Any],
    result: Mapping[str, Any],
) -> DecisionFile:
    """The decision under the versions that run now."""
    made = DecisionFile(
        kind, about, programme, questionnaire, snapshot, parameters, result, versions(), {}
    )
    return DecisionFile(**{n: getattr(made, n) for n in _FIELDS} | {"hashes": hashes_of(made)})


def decision_of_run(run: FileRun) -> DecisionFile:
    """The decision of a run on files; rows in which a cell was bad are not in it."""
    return decision_file(
        run.kind,
        about={"programme": run.programme.id, "firms": len(run.given.firms)},
        programme=to_json(run.programme),
        questionnaire=None,
        snapshot=text_of(run.given.as_json()),
        parameters=run.parameters,
        result={"rows": plain_rows(run.rows), "optimum": dict(run.optimum)},
    )


def canonical(value: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8, a line feed at the end."""
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return f"{text}\n".encode()


def text_of(value: Any) -> str:
    """A value as one line of JSON that keeps the order of its entries."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def plain_rows(frame: pd.DataFrame) -> list[Row]:
    """One mapping a row of JSON values; what is missing is null."""
    columns = {name: [_plain(cell) for cell in frame[name]] for name in frame.columns}
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def hashes_of(made: DecisionFile) -> dict[str, str | None]:
    """SHA-256 of each part that the result depends on; of an absent one null."""
    texts = {name: getattr(made, name) for name in TEXTS}
    found = {name: None if text is None else hash_of(text) for name, text in texts.items()}
    for name in ("parameters", "about"):
        found[name] = hashlib.sha256(canonical(getattr(made, name))).hexdigest()
    return found


def versions() -> dict[str, str]:
    """What the figures were computed with."""
    told = {name: version(name) for name in LIBRARIES} | {"python": platform.python_version()}
    settings = Path(__file__).resolve().parents[3] / "pyproject.toml"
    own = tomllib.loads(settings.read_text("utf-8")) if settings.is_file() else {}
    return told | {"assessment": str(own.get("project", {}).get("version", "?"))}


def read_decision(path: Path) -> tuple[DecisionFile, bytes]:
    """The decision in a file, and its bytes; every hash holds.

    AssessmentError when it is no such file, and naming each part that is not as it was written.
    """
    try:
        content = path.read_bytes()
        given = json.loads(content)
    except OSError as error:
        what = message("파일을 열 수 없습니다.")
        fix = message("경로와 권한을 확인해 주십시오.")
        raise AssessmentError(Problem(str(path), what, fix, "decision_file")) from error
    except (ValueError, RecursionError) as error:
        raise AssessmentError(_not_one(path, str(error))) from error
    made = _made(path, given)
    changed = [name for name, digest in hashes_of(made).items() if made.hashes.get(name) != digest]
    if changed:
        raise AssessmentError(*(changed_since(path.name, name) for name in changed))
    return made, content


def other_versions(path: Path, made: DecisionFile) -> tuple[Problem, ...]:
    """A warning where other versions run now than made the file."""
    now = versions()
    differ = [
        f"{name} {told} → {now.get(name, '-')}"
        for name, told in sorted(made.versions.items())
        if now.get(name) != told
    ]
    if not differ:
        return ()
    what = message("파일을 만든 판과 지금 판이 다릅니다: {versions}", versions=", ".join(differ))
    fix = message("글자까지 같은 재현은 requirements.txt의 판에서만 약속합니다.")
    return (Problem(path.name, what, fix, "decision_versions", "warning"),)


def _made(path: Path, given: Any) -> DecisionFile:
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        told = given.get("format", "-") if isinstance(given, dict) else "-"
        raise AssessmentError(_not_one(path, f"format: {str(told)[:40]}"))
    wrong = [name for name in _FIELDS if not isinstance(given.get(name), _TYPES[name])]
    wrong += [f"+{name}" for name in given if name not in (*_FIELDS, "format")]
    if not wrong:
        wrong = _wrong_inside(given)
    if wrong:
        raise AssessmentError(_not_one(path, ", ".join(wrong)))
    return DecisionFile(**{name: given[name] for name in _FIELDS})


_TYPES: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(_FIELDS, dict),
    **dict.fromkeys(("kind", "programme", "snapshot"), str),
    "questionnaire": (str, type(None)),
}


def _wrong_inside(given: Mapping[str, Any]) -> list[str]:
    rows = given["result"].get("rows")
    well = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    wrong = [] if given["kind"] in KINDS else ["kind"]
    return wrong + ([] if well else ["result.rows"])


def _not_one(path: Path, why: str) -> Problem:
    what: Message = message("결정 파일이 아니거나 망가졌습니다({why}).", why=why)
    fix = message("export decision이나 --decision으로 만든 파일을 그대로 넣어 주십시오.")
    return Problem(path.name, what, fix, "not_a_decision")


def changed_since(where: str, name: str) -> Problem:
    """A part of the file is not what was decided on."""
    what = message(
        "{part}이(가) 저장된 뒤 바뀌었습니다: 해시가 맞지 않습니다.", part=message(NAMES[name])
    )
    fix = message("고치지 않은 원래 파일로 다시 해 주십시오.")
    return Problem(f"{where} · {name}", what, fix, "decision_changed")


def _plain(cell: Any) -> Any:
    if isinstance(cell, (list, dict, str)) or cell is None:
        return cell
    if cell is pd.NA or cell != cell:
        return None
    return cell.item() if hasattr(cell, "item") else cell


def firms_of(rows: Sequence[Row], outcome: str) -> frozenset[str]:
    """The firms whose row has this outcome."""
    return frozenset(str(row["firm"]) for row in rows if row.get("outcome") == outcome)
