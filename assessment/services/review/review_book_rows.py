"""What stands on the sheets of a review workbook: each firm's items, what matters first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.definitions.questionnaires import MultiItem, NumberItem
from assessment.definitions.releases import Release
from assessment.locale import language
from assessment.locale import translate as _
from assessment.method.answers import NOT_APPLICABLE
from assessment.method.triage import what_can_move
from assessment.records import answers, comments, evidence, firms, verifications
from assessment.records.answers import StoredAnswer
from assessment.records.assessments import Assessment
from assessment.records.comments import Comment
from assessment.records.database import Connection
from assessment.records.evidence import Evidence
from assessment.records.firms import Firm
from assessment.records.verifications import Verification
from assessment.services.assessing.contradictions import fired_rules
from assessment.services.assessing.item_texts import (
    answer_text,
    item_text,
    option_text,
    reason_text,
    unit_text,
)
from assessment.services.funding.reasons import fact_definitions, words_of
from assessment.services.office import Office
from assessment.services.register.sectors import industries_of
from assessment.services.review.review_book_words import Claimed, Finding, Wording
from assessment.services.review.review_sheet import METHODS, REASON_CODES
from assessment.services.review.verifying import is_stale
from assessment.services.scoring.scored import AssessedRelease, assessed, nearest_threshold
from assessment.workbooks.outgoing.text import visible
from assessment.workbooks.review_books.review_book import (
    BaseRow,
    BookFirm,
    BookRow,
    Bound,
    Entry,
    Typed,
)


@dataclass(frozen=True)
class Gathered:
    """The sheets of all firms and what they start from."""

    firms: tuple[BookFirm, ...]
    base: tuple[BaseRow, ...]


@dataclass(frozen=True)
class _One:
    """One assessment with everything that is known of it."""

    found: Assessment
    group: AssessedRelease
    row: int
    claims: Mapping[str, StoredAnswer]
    held: Mapping[str, Verification]
    files: Sequence[Evidence]
    said: Sequence[Comment]
    doubted: frozenset[str]
    wording: Wording

    @property
    def release(self) -> Release:
        return self.group.release


def gathered(office: Office, connection: Connection, chosen: Sequence[Assessment]) -> Gathered:
    """The sheets of these assessments in their order."""
    scored = assessed(connection, [one.id for one in chosen])
    doubts = {key: items for group in scored.groups for key, items in _doubts(group).items()}
    names = _Names(office)
    wording = {group.release_hash: Wording(group.release) for group in scored.groups}
    sheets: list[BookFirm] = []
    base: list[BaseRow] = []
    for found in chosen:
        group = scored.group_of(found.id)
        one = _One(
            found=found,
            group=group,
            row=group.row(found.id),
            claims=answers.of_assessment(connection, found.id),
            held=verifications.holding(connection, found.id),
            files=evidence.of_assessment(connection, found.id),
            said=comments.of_assessment(connection, found.id),
            doubted=doubts[found.id],
            wording=wording[found.release_hash],
        )
        firm = firms.get(connection, found.firm_id)
        assert firm is not None
        bound = Bound(str(found.id), found.firm_pseudonym, found.release_hash)
        rows, started = _rows(one, bound.key)
        about, facts = _about(one, firm, names)
        sheets.append(BookFirm(bound, firm.name, about, facts, rows))
        base += started
    return Gathered(tuple(sheets), tuple(base))


def in_force(claim: StoredAnswer | None, held: Verification | None) -> Finding | None:
    """What was found and still holds of this claim."""
    return Finding.of(held) if held is not None and not is_stale(held, claim) else None


def claimed(claim: StoredAnswer | None) -> Claimed:
    """The claim in signs that a workbook holds."""
    if claim is None:
        return Claimed()
    return Claimed(claim.state, visible(claim.value) if claim.value else None)


# ---- rows ------------------------------------------------------------------------------------


def _rows(one: _One, key: str) -> tuple[tuple[BookRow, ...], list[BaseRow]]:
    moves = what_can_move(one.release, one.group.tree, one.group.claims, one.row)
    order = {move.item: place for place, move in enumerate(moves)}
    first = {move.item for move in moves if move.can_move}
    places = {item: place for place, item in enumerate(_asked(one))}
    rows, base = [], []
    for item in sorted(
        places, key=lambda i: (i not in first, order[i] if i in first else places[i])
    ):
        claim, found = one.claims.get(item), in_force(one.claims.get(item), one.held.get(item))
        rows.append(_row(one, item, item in first, found))
        own = claimed(claim)
        started = (found.state, found.value, found.reason, found.method, found.note) if found else (
            "", "", "", "", "")  # fmt: skip
        texts = (key, item, own.state, own.value, *started)
        base.append(BaseRow(*(text or "" for text in texts)))
    return tuple(rows), base


def _asked(one: _One) -> list[str]:
    """Items in their order without those that were rightly not asked."""
    claims = one.group.claims
    return [
        item
        for area in one.release.questionnaire.areas
        for item in area.items
        if item in one.claims or claims.codes[one.row, claims.position(item)] != NOT_APPLICABLE
    ]


def _doubts(group: AssessedRelease) -> dict[int, frozenset[str]]:
    """By assessment the items whose answers do not fit together."""
    items = [rule.items for rule in group.release.questionnaire.contradictions]
    return {
        int(key): frozenset(i for own, is_fired in zip(items, row, strict=True) if is_fired
                            for i in own)
        for key, row in zip(group.ids, fired_rules(group.release, group.claims), strict=True)
    }  # fmt: skip


def _row(one: _One, item: str, moves: bool, found: Finding | None) -> BookRow:
    own = claimed(one.claims.get(item))
    offered = one.wording.choices(item, own)
    held = Entry()
    if found is not None:
        value = one.wording.typed(item, found.state, found.value)
        reason, method = _(REASON_CODES[found.reason]), _(METHODS[found.method])
        held = Entry(value, reason, method, found.note)
    return BookRow(
        item=item,
        title=_title(one, item),
        claim=_claim(one, item),
        backing=_backing(one, item),
        ask=_ask(one, item),
        moves=moves,
        choices=tuple(offered.words),
        closed=offered.closed,
        limits=offered.limits,
        same=one.wording.typed(item, own.state, own.value),
        held=held,
    )


def _title(one: _One, item: str) -> str:
    area = next(area.id for area in one.release.questionnaire.areas if item in area.items)
    lines = [item_text(one.release, item).short, one.release.texts[language()].areas[area].name]
    verified = one.held.get(item)
    if verified is not None and is_stale(verified, one.claims.get(item)):
        before = answer_text(one.release, item, verified.state, verified.value)
        lines.append(_("확인한 뒤 응답이 바뀜 (전에 확인한 값: {value})", value=before))
    if any(c.item == item and c.kind == "send_back" and c.resolved_at is None for c in one.said):
        lines.append(_("보완 요청함"))
    if item in one.doubted:
        lines.append(_("다른 답과 맞지 않음"))
    return "\n".join(lines)


def _claim(one: _One, item: str) -> str:
    claim = one.claims.get(item)
    own = claimed(claim)
    lines = [answer_text(one.release, item, own.state, own.value)]
    if chosen := option_text(one.release, item, own.value):
        lines.append(chosen.descriptor)
    if claim and claim.reason:
        lines.append(reason_text(one.release, claim.reason))
    return "\n".join(lines)


def _backing(one: _One, item: str) -> str:
    lines = [f"▪ {file.name}" for file in one.files if file.item == item] or [_("증빙 없음")]
    claim = one.claims.get(item)
    if claim and claim.comment:
        lines.append(f"“{claim.comment}”")
    lines += [f"– {said.text}" for said in one.said if said.item == item]
    return "\n".join(lines)


def _ask(one: _One, item: str) -> str:
    text, definition = item_text(one.release, item), one.wording.items[item]
    lines = [text.check or text.question]
    wanted = option_text(one.release, item, claimed(one.claims.get(item)).value)
    if wanted and wanted.evidence:
        lines.append(_("찾아볼 것: {evidence}", evidence=wanted.evidence))
    if isinstance(definition, NumberItem):
        low, high = f"{definition.minimum:,.15g}", f"{definition.maximum:,.15g}"
        unit = unit_text(definition)
        lines.append(_("{low}부터 {high}까지의 수 ({unit})", low=low, high=high, unit=unit))
    if isinstance(definition, MultiItem):
        labels = [text.options[o.id].label if o.id in text.options else o.id
                  for o in definition.options]  # fmt: skip
        lines.append(_("번호를 쉼표로 이어 적으십시오. 없으면 0."))
        lines += [f"{number} {label}" for number, label in enumerate(labels, 1)]
    return "\n".join(lines)


# ---- the firm --------------------------------------------------------------------------------


class _Names:
    """What industries and sizes are called."""

    def __init__(self, office: Office) -> None:
        known = industries_of(office.root).divisions
        self.industries = {one.division: str(words_of(one.name)) for one in known}
        size = fact_definitions(office.root).facts.get("size_class")
        values = size.values if size and size.values else {}
        self.sizes = {value: str(words_of(text)) for value, text in values.items()}


def _about(one: _One, firm: Firm, names: _Names) -> tuple[str, tuple[Typed, ...]]:
    """The line under the name, and the cells of the overview."""
    industry = names.industries.get(firm.ksic_division or 0, "")
    size = names.sizes.get(firm.size_class or "", "")
    people = _("{n}명", n=firm.employees) if firm.employees is not None else ""
    visit = one.found.visit_on.isoformat() if one.found.visit_on else ""
    points = _cut(float(one.group.total(claimed=True)[one.row]))
    texts = one.release.texts[language()]
    levels = []
    for axis, reached in one.group.claimed_levels.items():
        if (step := reached.step(one.row)) is not None:
            levels.append(f"{texts.axes[axis].name} {texts.axes[axis].steps[step].name}")
    told = [
        texts.title,
        industry,
        size,
        people,
        firm.address or "",
        _("방문일 {day}", day=visit) if visit else "",
        _("자가 {points}점", points=f"{points:g}") if points is not None else "",
        *levels,
    ]
    facts = (" · ".join(filter(None, (industry, size))), visit, points,
             _cut(nearest_threshold(one.group, one.row)))  # fmt: skip
    return " · ".join(filter(None, told)), facts


def _cut(points: float | None) -> float | None:
    """With tenths, cut and not rounded, so that no threshold seems crossed."""
    return None if points is None or points != points else int(points * 10 + 1e-9) / 10
