"""Releases and rounds by the names that a person types, and what differs between two releases."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from assessment.definitions.loading import load_programme, load_release
from assessment.definitions.programmes import Programme
from assessment.definitions.releases import Release
from assessment.locale import message
from assessment.problems import AssessmentError, Problem, errors_in
from assessment.records import calls
from assessment.records import releases as kept_releases
from assessment.records import rounds as kept_rounds
from assessment.records.database import Connection
from assessment.records.rounds import Round
from assessment.services.office import Office
from assessment.services.permissions import not_found
from assessment.services.releases.publishing import programme_of, release_of

Definition = Release | Programme
_HASH = re.compile(r"[0-9a-f]{8,64}")
_SILENT = ("texts", "cases", "source", "origin", "version", "parent")


def named_round(connection: Connection, named: str) -> Round:
    """The round of this name or number."""
    known = kept_rounds.listed(connection)
    for one in known:
        if named in (one.name, str(one.id)):
            return one
    raise AssessmentError(
        Problem(
            named,
            message("그런 회차가 없습니다."),
            message("있는 회차: {names}", names=", ".join(one.name for one in known) or "-"),
            code="no_such_round",
        )
    )


def named_definition(
    office: Office, connection: Connection, named: str, pinned: Round | None
) -> Definition:
    """The definition of this name; a bare name is the round's, or the project's without one."""
    path = Path(named)
    places = (office.root / "questionnaires" / named, office.root / f"data/programmes/{named}.yaml")
    if "/" in named or path.suffix == ".yaml":
        return _from_files(path, office.root)
    if pinned is None and "@" not in named:
        for place in places:
            if place.exists():
                return _from_files(place, office.root)
    own = digest_in(connection, pinned, named) if pinned else None
    for one in kept_releases.listed(connection):
        versioned = named == f"{one.name}@{one.version}"
        hashed = bool(_HASH.fullmatch(named)) and one.hash.startswith(named)
        if versioned or hashed or one.hash == own:
            if one.kind == "programme":
                return programme_of(connection, one.hash)
            return release_of(connection, one.hash)
    raise not_found(named)


def digest_in(connection: Connection, chosen: Round, name: str) -> str | None:
    """The release of this name that the round works with: pinned, or that of its calls."""
    if name in chosen.releases:
        return chosen.releases[name]
    every = calls.every_call(connection)
    used = (one for one in every if one.round_id == chosen.id and one.programme == name)
    return next((one.release_hash for one in used), None)


def _from_files(path: Path, root: Path) -> Definition:
    found: tuple[Definition | None, Sequence[Problem]]
    if path.is_dir() or path.name == "questionnaire.yaml":
        found = load_release(path if path.is_dir() else path.parent, root)
    elif path.is_file():
        found = load_programme(path, root)
    else:
        raise not_found(str(path))
    if found[0] is None:
        raise AssessmentError(*errors_in(found[1]))
    return found[0]


def differences(old: Definition, new: Definition) -> Iterator[tuple[str, str, str]]:
    """Path, before and after of every setting that can move a number or a verdict."""
    before, after = (dict(_settings(one.model_dump(mode="json"), "")) for one in (old, new))
    for path in dict.fromkeys((*before, *after)):
        was, now = before.get(path, "-"), after.get(path, "-")
        if was != now:
            yield path, was, now


def _settings(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Every leaf that can move a number or a verdict, by its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in _SILENT:
                yield from _settings(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            name = inner.get("id", place) if isinstance(inner, dict) else place
            yield from _settings(inner, f"{path}.{name}")
    elif value is not None:
        yield path, str(value)
