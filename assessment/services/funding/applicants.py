"""The applicants of a call as one snapshot: taken live, or as frozen when the call closed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from assessment.definitions.programmes import Programme
from assessment.definitions.releases import Release
from assessment.method.answers import State
from assessment.records import answers, assessments, rounds, verifications
from assessment.records import applications as kept
from assessment.records.answers import CELL, PART
from assessment.records.applications import ApplicationRecord
from assessment.records.assessments import Assessment
from assessment.records.calls import CallRecord
from assessment.records.database import Connection
from assessment.services.funding.reasons import Missing, Words, fact_definitions, name_words
from assessment.services.office import Office
from assessment.services.permissions import not_found
from assessment.services.register.facts import facts_of
from assessment.services.releases.publishing import programme_of, release_of

Value = tuple[State, str | None]
Fact = float | str | bool | None
FROZEN_FORMAT = "frozen/1"


@dataclass(frozen=True)
class Applicant:
    """One application with all that a rule may read; `verified` holds for unchanged claims only."""

    id: int
    name: str
    firm_id: int | None
    assessment_id: int | None
    status: str | None
    """Of the assessment: draft … verified; none without one."""
    requested: float | None
    planned_cost: float | None
    facts: Mapping[str, Fact]
    claims: Mapping[str, Value]
    verified: Mapping[str, Value]

    @property
    def used(self) -> dict[str, Value]:
        """The verified value where there is one, else the claim."""
        return {**self.claims, **self.verified}


@dataclass(frozen=True)
class Snapshot:
    """Applicants on one day; `kinds` types the facts, `words` names what may be missing."""

    data_date: date
    programme_hash: str
    questionnaire_hash: str
    applicants: tuple[Applicant, ...]
    kinds: Mapping[str, str]
    words: Mapping[str, Missing]

    def as_json(self) -> dict[str, Any]:
        """The snapshot as plain values; `snapshot_from_json` reads it back."""
        return {
            "format": FROZEN_FORMAT,
            "data_date": self.data_date.isoformat(),
            "programme_hash": self.programme_hash,
            "questionnaire_hash": self.questionnaire_hash,
            "kinds": dict(self.kinds),
            "words": {name: asdict(words) for name, words in self.words.items()},
            "applications": {str(one.id): dict(vars(one)) for one in self.applicants},
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the snapshot's canonical text."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def snapshot_from_json(stored: Mapping[str, Any]) -> Snapshot:
    """The snapshot that was frozen."""
    return Snapshot(
        data_date=date.fromisoformat(stored["data_date"]),
        programme_hash=stored["programme_hash"],
        questionnaire_hash=stored["questionnaire_hash"],
        applicants=tuple(_applicant(row) for row in stored["applications"].values()),
        kinds=stored["kinds"],
        words={name: _missing(words) for name, words in stored["words"].items()},
    )


def gather(
    office: Office,
    connection: Connection,
    call: CallRecord,
    applicants: Sequence[ApplicationRecord] | None = None,
) -> Snapshot:
    """The call's standing applicants (or these) as the records are at this moment."""
    chosen = kept.of_call(connection, call.id) if applicants is None else applicants
    programme = programme_of(connection, call.release_hash)
    pinned = rounds.get(connection, call.round_id)
    digest = pinned.releases.get(programme.questionnaire) if pinned else None
    if digest is None:
        raise not_found("questionnaire")
    release = release_of(connection, digest)
    definitions = fact_definitions(office.root)
    facts = _facts(office, connection, programme, chosen)
    found = _assessments(connection, call, programme.questionnaire, digest, chosen)
    ids = sorted(one.id for one in found.values())
    claims = claims_of(connection, ids)
    verified = verified_of(connection, ids, claims)
    return Snapshot(
        data_date=office.today(),
        programme_hash=call.release_hash,
        questionnaire_hash=digest,
        applicants=tuple(
            _live(one, found.get(one.id), facts[one.id], claims, verified, release)
            for one in chosen
        ),
        kinds={name: fact.type for name, fact in definitions.facts.items()},
        words=name_words(definitions, programme, release),
    )


def _live(
    one: ApplicationRecord,
    assessment: Assessment | None,
    facts: Mapping[str, Fact],
    claims: Mapping[int, Mapping[str, Value]],
    verified: Mapping[int, Mapping[str, Value]],
    release: Release,
) -> Applicant:
    key = assessment.id if assessment else -1
    known = release.items
    return Applicant(
        id=one.id,
        name=one.applicant_name,
        firm_id=one.firm_id,
        assessment_id=assessment.id if assessment else None,
        status=assessment.status if assessment else None,
        requested=one.requested_grant,
        planned_cost=one.planned_cost,
        facts=facts,
        claims={item: v for item, v in claims.get(key, {}).items() if item in known},
        verified={item: v for item, v in verified.get(key, {}).items() if item in known},
    )


def _assessments(
    connection: Connection,
    call: CallRecord,
    questionnaire: str,
    digest: str,
    chosen: Sequence[ApplicationRecord],
) -> dict[int, Assessment]:
    """Application to its firm's assessment in the call's round, under the pinned release."""
    firms = {one.firm_id: one.id for one in chosen if one.firm_id is not None}
    ids = kept.assessments_of(connection, call.round_id, questionnaire, list(firms))
    return {
        firms[one.firm_id]: one
        for one in assessments.find_many(connection, ids)
        if one.release_hash == digest
    }


def _facts(
    office: Office,
    connection: Connection,
    programme: Programme,
    chosen: Sequence[ApplicationRecord],
) -> dict[int, dict[str, Fact]]:
    """Application to facts: the register's, and what the application itself states."""
    firms = [one.firm_id for one in chosen if one.firm_id is not None]
    register = facts_of(connection, firms, office.today())
    found: dict[int, dict[str, Fact]] = {}
    columns = [_plain(register[name]) for name in register.columns]
    rows = dict(zip(register.index, zip(*columns, strict=True), strict=True))
    for one in chosen:
        known = rows.get(one.firm_id)
        own: dict[str, Fact] = dict(zip(register.columns, known, strict=True)) if known else {}
        supported = own.get("supported_before")
        own |= {
            "applicant_type": one.applicant_type,
            "planned_cost": one.planned_cost,
            "requested_grant": one.requested_grant,
            "supported_by_this": _supported(programme, supported),
        }
        if one.partner:
            own["partner_institution"] = True
        found[one.id] = own
    return found


def _supported(programme: Programme, before: Fact) -> bool | None:
    return None if before is None else programme.id in str(before).split()


def claims_of(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, Value]]:
    """What was claimed, by assessment and item."""
    return {
        key: {item: (state, value or None) for item, state, value in _cells(text)}
        for key, text in answers.packed(connection, ids)
    }


def verified_of(
    connection: Connection, ids: Sequence[int], claims: Mapping[int, Mapping[str, Value]]
) -> dict[int, dict[str, Value]]:
    """What was verified, for every claim that is still the one that was looked at."""
    found: dict[int, dict[str, Value]] = {}
    nothing: Value = ("unanswered", None)
    for key, text in verifications.packed(connection, ids):
        for item, state, value, claim_state, claim_value in _cells(text):
            if claims.get(key, {}).get(item, nothing) == (claim_state, claim_value or None):
                found.setdefault(key, {})[item] = (state, value or None)
    return found


def _cells(text: str) -> list[list[Any]]:
    return [cell.split(PART) for cell in sorted(text.split(CELL))]


def _plain(column: pd.Series) -> list[Fact]:
    """A column of facts as JSON has them: texts, truths and floats, None where unknown."""
    known = column.notna()
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        column = column.astype("Float64")
    plain = column.to_numpy(dtype=object, copy=True)
    plain[~known.to_numpy(dtype=bool)] = None
    return list(plain)


def _applicant(row: Mapping[str, Any]) -> Applicant:
    pairs = {
        name: {item: (value[0], value[1]) for item, value in row[name].items()}
        for name in ("claims", "verified")
    }
    return Applicant(**{**row, **pairs})


def _missing(words: Mapping[str, Any]) -> Missing:
    return Missing(words["name"], Words(**words["label"]), Words(**words["supplier"]))
