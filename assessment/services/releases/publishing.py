"""Freezing definitions: what is published never changes under stored answers."""

import re

import pandas as pd

from assessment.definitions import freezing, loading
from assessment.definitions.programmes import Programme
from assessment.definitions.releases import Release
from assessment.locale import message
from assessment.problems import AssessmentError, Problem, errors_in
from assessment.records import journal
from assessment.records import releases as kept
from assessment.records.database import Connection
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, not_found, require
from assessment.services.releases.sample_applicants import programme_cases
from assessment.services.releases.sample_factories import release_cases

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_releases: dict[str, Release] = {}
_programmes: dict[str, Programme] = {}


def publish(office: Office, actor: Actor, name: str, *, explanation: str = "") -> str:
    """The content hash under which the questionnaire or programme is now stored for good.

    Every problem of its files and sample cases is raised at once and nothing is stored. The same
    content again is the same release; other content under a published version is refused. So is
    what would move a firm of the latest round to another level, rank or eligibility without an
    `explanation`; the journal keeps it.
    """
    require(actor, "admin")
    kind, definition = _load(office, name)
    return _freeze(office, actor, kind, definition, explanation)


def publish_library(office: Office, actor: Actor, library: loading.Library) -> dict[str, str]:
    """Everything that the library holds, each as `publish` does it; name to content hash."""
    require(actor, "admin")
    folders, packs = library.root / "questionnaires", library.root / "data" / "programmes"
    problems = list(library.problems)
    for name, release in library.releases.items():
        problems += release_cases(release, folders / name)
    for name, programme in library.programmes.items():
        problems += programme_cases(programme, packs / f"{name}.yaml")
    if found := errors_in(problems):
        raise AssessmentError(*found)
    return {
        name: _freeze(office, actor, kind, one)
        for kind, known in (
            ("questionnaire", library.releases),
            ("programme", library.programmes),
        )
        for name, one in known.items()
    }


def _freeze(
    office: Office,
    actor: Actor,
    kind: str,
    definition: Release | Programme,
    explanation: str = "",
) -> str:
    name, version = definition.id, _version(definition)
    digest = freezing.content_hash(definition)
    with office.database.reading() as connection:
        _refuse_taken(connection, kind, definition, digest)
        effect = _explained(office, connection, definition, digest, explanation)
    with office.database.writing() as connection:
        _refuse_taken(connection, kind, definition, digest)
        new = kept.add(
            connection,
            digest=digest,
            kind=kind,
            name=name,
            version=version,
            content=freezing.to_json(definition),
            at=office.clock(),
            by=actor.account_id,
        )
        if new:
            journal.append(
                connection,
                kind="published",
                actor=actor.pseudonym,
                subject=digest[:32],
                payload={"kind": kind, "name": name, "version": version, "hash": digest, **effect},
                at=office.clock(),
            )
    return digest


def releases(office: Office, actor: Actor) -> pd.DataFrame:
    """Every release, newest first: hash, kind, name, version, published_at, published_by."""
    require(actor, *STAFF)
    with office.database.reading() as connection:
        rows = [vars(row) for row in kept.listed(connection)]
    columns = ["hash", "kind", "name", "version", "published_at", "published_by"]
    return pd.DataFrame(rows, columns=columns)


def publishable(office: Office) -> list[str]:
    """Names of the questionnaires and programmes that lie as files beside the program."""
    folders = [one.parent.name for one in office.root.glob("questionnaires/*/questionnaire.yaml")]
    files = [one.stem for one in office.root.glob("data/programmes/*.yaml")]
    return sorted(folders) + sorted(files)


def release_of(connection: Connection, digest: str) -> Release:
    """The questionnaire frozen under this hash."""
    found = _releases.get(digest)
    if found is None:
        found = _releases[digest] = freezing.release_from_json(_content(connection, digest))
    return found


def programme_of(connection: Connection, digest: str) -> Programme:
    """The programme frozen under this hash."""
    found = _programmes.get(digest)
    if found is None:
        found = _programmes[digest] = freezing.programme_from_json(_content(connection, digest))
    return found


def _load(office: Office, name: str) -> tuple[str, Release | Programme]:
    folder = office.root / "questionnaires" / name
    file = office.root / "data" / "programmes" / f"{name}.yaml"
    definition: Release | Programme | None
    if not _NAME.fullmatch(name):
        raise not_found(name)
    if folder.is_dir():
        kind = "questionnaire"
        definition, problems = loading.load_release(folder, office.root)
        cases = release_cases(definition, folder) if definition else ()
    elif file.is_file():
        kind = "programme"
        definition, problems = loading.load_programme(file, office.root)
        cases = programme_cases(definition, file) if definition else ()
    else:
        raise not_found(name)
    found = errors_in((*problems, *cases))
    if found or definition is None:
        raise AssessmentError(*found)
    return kind, definition


def _version(definition: Release | Programme) -> str:
    if isinstance(definition, Programme):
        return definition.version
    return definition.questionnaire.version


def _explained(
    office: Office,
    connection: Connection,
    definition: Release | Programme,
    digest: str,
    explanation: str,
) -> dict[str, object]:
    """What the journal keeps of whom it moves and why; nothing when it moves nobody."""
    # A rehearsal reads published releases, which is what this module is for.
    from assessment.services.releases.rehearsing import effect_of

    if kept.content(connection, digest) is not None:
        return {}
    effect = effect_of(office, connection, definition)
    if effect is None or not len(effect.moves):
        return {}
    counts = effect.counts()
    if not explanation.strip():
        raise AssessmentError(
            Problem(
                definition.id,
                message(
                    "{round} 업체의 수준 {level}곳, 순위 {rank}곳, 자격 {fit}곳이 바뀝니다.",
                    round=effect.round_name,
                    level=counts["level"],
                    rank=counts["rank"],
                    fit=counts["eligibility"],
                ),
                message("rehearse로 누가 왜 바뀌는지 본 뒤, 바꾸는 까닭을 적어 게시해 주십시오."),
                code="unexplained_change",
            )
        )
    told = {"round": effect.round_name, "old": effect.old, "moved": counts}
    return {**told, "explanation": explanation.strip()}


def _content(connection: Connection, digest: str) -> str:
    text = kept.content(connection, digest)
    if text is None:
        raise not_found("release")
    if freezing.hash_of(text) != digest:
        raise AssessmentError(
            Problem(
                "release",
                message("게시된 진단지의 내용이 바뀌어 쓸 수 없습니다: {hash}", hash=digest[:12]),
                message("백업에서 되살리고 관리 책임자에게 알려 주십시오."),
                code="release_tampered",
            )
        )
    return text


def _refuse_taken(
    connection: Connection, kind: str, definition: Release | Programme, digest: str
) -> None:
    version = _version(definition)
    before = kept.with_version(connection, definition.id, kind, version)
    if before in (None, digest):
        return
    raise AssessmentError(
        Problem(
            definition.id,
            message("{version} 판은 이미 다른 내용으로 게시되었습니다.", version=version),
            message("파일의 version 을 올린 뒤 다시 게시해 주십시오."),
            code="version_taken",
        )
    )
