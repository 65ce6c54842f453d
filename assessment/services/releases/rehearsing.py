"""What a new release would change: every stored assessment of a round scored under both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assessment.definitions.freezing import content_hash
from assessment.definitions.programmes import Programme
from assessment.definitions.releases import Release
from assessment.locale import message
from assessment.method.carrying import Carrier, Value
from assessment.problems import AssessmentError, Problem
from assessment.records import assessments, calls
from assessment.records import rounds as kept_rounds
from assessment.records.calls import CallRecord
from assessment.records.database import Connection
from assessment.records.rounds import Round
from assessment.services.complex.population_data import register_of
from assessment.services.funding.applicants import claims_of, verified_of
from assessment.services.funding.outlook import published_programmes
from assessment.services.office import Actor, Office
from assessment.services.permissions import require
from assessment.services.register.facts import facts_of
from assessment.services.releases.named_releases import (
    Definition,
    differences,
    digest_in,
    named_definition,
    named_round,
)
from assessment.services.releases.publishing import programme_of, release_of
from assessment.services.releases.reranked import call_moves
from assessment.services.releases.rescored import (
    Move,
    Rescored,
    eligibility_moves,
    level_moves,
    rescored,
)

_COLUMNS = ["firm", "name", "assessment", "kind", "subject", "before", "after", "why"]


@dataclass(frozen=True, eq=False)
class Rehearsal:
    """`moves`: firm, name, assessment, kind, subject, before, after, why.

    Kinds are level, rank and eligibility. `differences` are the settings that can move a number:
    path, before, after. `notes` tell which items lose their answers on the way.
    """

    name: str
    old: str
    new: str
    round_name: str
    assessments: int
    moves: pd.DataFrame
    differences: tuple[tuple[str, str, str], ...]
    notes: tuple[Problem, ...]

    @property
    def moved_firms(self) -> frozenset[int]:
        """The firms that change level, rank or eligibility."""
        return frozenset(int(one) for one in self.moves["firm"].dropna())

    def counts(self) -> dict[str, int]:
        """Firms by what changes for them."""
        kinds = self.moves.dropna(subset=["firm"]).groupby("kind")["firm"].nunique()
        return {kind: int(kinds.get(kind, 0)) for kind in ("level", "rank", "eligibility")}


def rehearse(office: Office, actor: Actor, old: str, new: str, round_name: str) -> Rehearsal:
    """What would change in this round (by name or number) if `new` stood in place of `old`.

    Either is a folder or file, `name@version`, the first signs of a hash, or a name: for `old` as
    the round pins it, for `new` as it lies in the project. Nothing is stored.
    """
    require(actor, "manager", "admin")
    with office.database.reading() as connection:
        chosen = named_round(connection, round_name)
        before = named_definition(office, connection, old, chosen)
        after = named_definition(office, connection, new, None)
        return compare(office, connection, before, after, chosen)


def effect_of(office: Office, connection: Connection, new: Definition) -> Rehearsal | None:
    """What publishing `new` would change in the latest round that pins its name, if one does."""
    for one in kept_rounds.listed(connection):  # the last to open first
        if digest_in(connection, one, new.id):
            old = named_definition(office, connection, new.id, one)
            return compare(office, connection, old, new, one)
    return None


def compare(
    office: Office, connection: Connection, old: Definition, new: Definition, chosen: Round
) -> Rehearsal:
    """The same on what has been read already; both must be of one kind."""
    if type(old) is not type(new):
        raise AssessmentError(
            Problem(
                new.id,
                message("진단과 지원사업은 서로 견줄 수 없습니다."),
                message("같은 종류의 두 정의를 적어 주십시오."),
                code="rehearse_kinds",
            )
        )
    run = _Run(office, connection, chosen)
    if isinstance(old, Release) and isinstance(new, Release):
        moves = [*run.release(old, new)]
    else:
        assert isinstance(old, Programme)
        assert isinstance(new, Programme)
        moves = [*run.programme(old, new)]
    return Rehearsal(
        name=new.id,
        old=content_hash(old),
        new=content_hash(new),
        round_name=chosen.name,
        assessments=run.count,
        moves=_frame(connection, moves),
        differences=tuple(differences(old, new)),
        notes=tuple(run.notes),
    )


class _Run:
    """One round looked at under two definitions."""

    def __init__(self, office: Office, connection: Connection, chosen: Round) -> None:
        self.office, self.connection, self.round = office, connection, chosen
        self.count = 0
        self.notes: list[Problem] = []

    def release(self, old: Release, new: Release) -> Iterator[Move]:
        """Levels on every axis, verdicts of every programme, places in every call."""
        published = published_programmes(self.connection).values()
        own = [one for one in published if one.questionnaire == old.id]
        for stored, ids, firm_ids, rows in self._stored(old.id):
            before, after = (rescored(one, stored, rows, ids) for one in (old, new))
            self._note_lost(stored, new)
            yield from level_moves(before, after, firm_ids)
            facts = self._facts(ids, firm_ids)
            pairs = [(one, one) for one in own]
            yield from eligibility_moves(pairs, facts, before, after, firm_ids)
        for call in self._calls():
            programme = programme_of(self.connection, call.release_hash)
            if programme.questionnaire == old.id:
                yield from call_moves(
                    self.office, self.connection, call, (programme, old), (programme, new)
                )

    def programme(self, old: Programme, new: Programme) -> Iterator[Move]:
        """Verdicts on every assessed firm, places in every call of the programme."""
        digest = self.round.releases.get(old.questionnaire)
        if digest is None:
            return
        release = release_of(self.connection, digest)
        for stored, ids, firm_ids, rows in self._stored(old.questionnaire):
            seen: Rescored = rescored(release, stored, rows, ids)
            facts = self._facts(ids, firm_ids)
            yield from eligibility_moves([(old, new)], facts, seen, seen, firm_ids)
        for call in self._calls():
            if call.programme == old.id:
                yield from call_moves(
                    self.office, self.connection, call, (old, release), (new, release)
                )

    def _calls(self) -> list[CallRecord]:
        every = calls.every_call(self.connection)
        return [call for call in every if call.round_id == self.round.id]

    def _stored(
        self, questionnaire: str
    ) -> Iterator[tuple[Release, pd.Index, list[int], list[Mapping[str, Value]]]]:
        """Each release in use with its assessments: ids, firms, and what counts of the answers."""
        ids = assessments.ids_of_round(self.connection, self.round.id, questionnaire)
        by_release: dict[str, list[int]] = {}
        for key, digest in assessments.release_of_each(self.connection, ids).items():
            by_release.setdefault(digest, []).append(key)
        for digest, some in by_release.items():
            keys = sorted(some)
            claims = claims_of(self.connection, keys)
            verified = verified_of(self.connection, keys, claims)
            rows: list[Mapping[str, Value]] = [
                {**claims.get(key, {}), **verified.get(key, {})} for key in keys
            ]
            found = assessments.find_many(self.connection, keys)
            self.count += len(keys)
            yield (
                release_of(self.connection, digest),
                pd.Index(keys),
                [one.firm_id for one in found],
                rows,
            )

    def _facts(self, ids: pd.Index, firm_ids: Sequence[int]) -> pd.DataFrame:
        facts = facts_of(self.connection, list(firm_ids), self.office.today())
        return facts.loc[list(firm_ids)].set_axis(ids)

    def _note_lost(self, stored: Release, new: Release) -> None:
        carrier = Carrier(stored, new)
        if carrier.unasked:
            what = message("새 판이 묻지 않는 문항의 답은 쓰이지 않습니다: {items}",
                           items=", ".join(carrier.unasked))  # fmt: skip
            self._note(new.id, what)
        if carrier.asked_anew:
            what = message("새로 묻는 문항은 모두 미응답으로 셈했습니다: {items}",
                           items=", ".join(carrier.asked_anew))  # fmt: skip
            self._note(new.id, what)

    def _note(self, where: str, what: Any) -> None:
        fix = message("문항을 잇는 것이면 replaces를 적으십시오.")
        self.notes.append(Problem(where, what, fix, "rehearse_items", "warning"))


def _frame(connection: Connection, moves: Sequence[Move]) -> pd.DataFrame:
    names: Mapping[object, str] = dict(register_of(connection)["name"]) if moves else {}
    rows = [{**vars(one), "name": names.get(one.firm, ""), "why": str(one.why)} for one in moves]
    frame = pd.DataFrame(rows, columns=_COLUMNS).astype({"firm": "Int64", "assessment": "Int64"})
    return frame.sort_values(["kind", "subject", "firm"], kind="stable").reset_index(drop=True)
