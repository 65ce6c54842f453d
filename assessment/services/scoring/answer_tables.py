"""Stored answers and verifications as matrices of codes, for one firm or for a population."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.questionnaires import MultiItem, NumberItem
from assessment.definitions.releases import Release
from assessment.method.asking import leave_out_unasked
from assessment.method.codes import (
    UNANSWERED,
    AnswerTable,
    State,
    bits_of,
    code_of,
    number_of,
)
from assessment.records import answers, verifications
from assessment.records.answers import CELL, PART
from assessment.records.database import Connection

_NO_CLAIM = -1
_OTHER_CLAIM = -2


@dataclass(frozen=True, eq=False)
class StoredTables:
    """Claims, and the verified values that hold in their place; rows are assessment ids."""

    claims: AnswerTable
    used: AnswerTable
    verified: NDArray[np.bool_]
    stale: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Cells:
    """Where each stored cell stands, and which of the few different texts it holds."""

    rows: NDArray[np.intp]
    tokens: NDArray[np.intp]
    texts: list[list[str]]


def claims_and_verified(
    connection: Connection, release: Release, ids: Sequence[int]
) -> StoredTables:
    """The tables of these assessments (ascending ids, all of this release).

    A verified value holds as long as the claim is the one that the reviewer looked at.
    """
    index = pd.Index(np.asarray(ids, np.int64))
    cells = _cells(index, answers.packed(connection, ids))
    claims = _filled(release, _empty(release, index), cells)
    found = _cells(index, verifications.packed(connection, ids))
    if not len(found.rows):
        nowhere = np.zeros(claims.codes.shape, bool)
        asked = leave_out_unasked(release, claims)
        return StoredTables(asked, asked, nowhere, nowhere)
    holds = _looked_at(cells, found) == _claimed(release, cells, claims)[_places(release, found)]
    verified, stale = np.zeros(claims.codes.shape, bool), np.zeros(claims.codes.shape, bool)
    verified[_places(release, found)] = holds
    stale[_places(release, found)] = ~holds
    held = _Cells(found.rows[holds], found.tokens[holds], found.texts)
    used = _filled(release, claims, held)
    return StoredTables(
        leave_out_unasked(release, claims), leave_out_unasked(release, used), verified, stale
    )


def _cells(index: pd.Index, packed: Sequence[tuple[int, str]]) -> _Cells:
    """Cut the packed texts into cells; only the different ones are ever looked into."""
    if not packed:
        nothing = np.zeros(0, np.intp)
        return _Cells(nothing, nothing, [])
    keys = np.array([key for key, _ in packed], np.int64)
    counts = np.array([text.count(CELL) + 1 for _, text in packed])
    cells = CELL.join(text for _, text in packed).split(CELL)
    tokens, different = pd.factorize(np.array(cells, dtype=object))
    rows = np.repeat(index.get_indexer(pd.Index(keys)), counts)
    return _Cells(rows, tokens, [str(text).split(PART) for text in different])


def _empty(release: Release, index: pd.Index) -> AnswerTable:
    items, rows = release.items, len(index)
    return AnswerTable(
        index,
        tuple(items),
        np.full((rows, len(items)), UNANSWERED, np.uint8),
        {i: np.full(rows, np.nan) for i, one in items.items() if isinstance(one, NumberItem)},
        {i: np.zeros(rows, np.uint64) for i, one in items.items() if isinstance(one, MultiItem)},
    )


def _columns(release: Release, cells: _Cells) -> NDArray[np.intp]:
    places = {item: place for place, item in enumerate(release.items)}
    return np.array([places[text[0]] for text in cells.texts], np.intp)[cells.tokens]


def _places(release: Release, cells: _Cells) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    if not len(cells.rows):
        return cells.rows, cells.rows
    return cells.rows, _columns(release, cells)


def _filled(release: Release, before: AnswerTable, cells: _Cells) -> AnswerTable:
    """The table with these cells written over what was there."""
    if not len(cells.rows):
        return before
    items = release.items
    codes = before.codes.copy()
    codes[_places(release, cells)] = np.array([_code(release, t) for t in cells.texts], np.uint8)[
        cells.tokens
    ]
    numbers, chosen = dict(before.numbers), dict(before.chosen)
    for item, definition in items.items():
        if not isinstance(definition, NumberItem | MultiItem):
            continue
        own = np.array([text[0] == item for text in cells.texts])[cells.tokens]
        rows, tokens = cells.rows[own], cells.tokens[own]
        if isinstance(definition, NumberItem):
            values = np.array([_number(definition, text) for text in cells.texts])
            numbers[item] = numbers[item].copy()
            numbers[item][rows] = values[tokens]
        else:
            bits = np.array([_bits(definition, text) for text in cells.texts], np.uint64)
            chosen[item] = chosen[item].copy()
            chosen[item][rows] = bits[tokens]
    return AnswerTable(before.firms, before.items, codes, numbers, chosen)


def _code(release: Release, text: list[str]) -> int:
    item, state, value = text[:3]
    code = code_of(release.items[item], cast(State, state), value)
    return UNANSWERED if code is None else code


def _number(definition: NumberItem, text: list[str]) -> float:
    if text[1] != "answered":
        return np.nan
    found = number_of(definition, text[2])
    return np.nan if found is None else found


def _bits(definition: MultiItem, text: list[str]) -> int:
    return (bits_of(definition, text[2]) or 0) if text[1] == "answered" else 0


def _claimed(release: Release, cells: _Cells, claims: AnswerTable) -> NDArray[np.intp]:
    """Rows × items: which of the different claims stands there."""
    which = np.full(claims.codes.shape, _NO_CLAIM, np.intp)
    if len(cells.rows):
        known = [_NO_CLAIM if t[1] == "unanswered" else n for n, t in enumerate(cells.texts)]
        which[_places(release, cells)] = np.array(known, np.intp)[cells.tokens]
    return which


def _looked_at(claims: _Cells, found: _Cells) -> NDArray[np.intp]:
    """For each verification, which of the different claims the reviewer looked at."""
    known = {tuple(text): place for place, text in enumerate(claims.texts)}
    looked = [
        _NO_CLAIM if state == "unanswered" else known.get((item, state, value), _OTHER_CLAIM)
        for item, _, _, state, value in found.texts
    ]
    return np.array(looked, np.intp)[found.tokens]
