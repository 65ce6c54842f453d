"""Which items of two rounds may be compared, and the earlier answers in the later items' terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assessment.definitions.questionnaires import (
    ChoiceItem,
    Item,
    LevelItem,
    MultiItem,
    NumberItem,
    PlainItem,
)
from assessment.method.answers import HIGHEST, NOT_APPLICABLE, AnswerTable

Relation = Literal["same", "reworded", "rescaled"]
Reason = Literal["new", "gone", "split", "merged", "type", "options", "unscored"]


@dataclass(frozen=True)
class ItemLink:
    """An item and the earlier one it follows; `recode` has the later place of every earlier option.

    Empty for numbers, which are compared as they are.
    """

    earlier: str
    later: str
    relation: Relation
    recode: tuple[int, ...]


@dataclass(frozen=True)
class NotCompared:
    """An item of one of the rounds that has no counterpart, and why.

    `options`: an earlier option (or the unit) has no place in the later scale; `type`: another kind
    of answer; `unscored`: text, dates and files.
    """

    item: str
    round: Literal["earlier", "later"]
    reason: Reason


@dataclass(frozen=True)
class Linking:
    """The items compared and all the others, both in the order in which they are asked."""

    links: tuple[ItemLink, ...]
    others: tuple[NotCompared, ...]


def link_items(earlier: Mapping[str, Item], later: Mapping[str, Item]) -> Linking:
    """Pairs of items that ask the same: the same id, or `replaces` same, reworded or rescaled.

    A rescaled item needs its map of options; options that the map leaves out keep their id. Items
    that were split or merged, are new or gone, or do not fit are listed, never compared.
    """
    links: list[ItemLink] = []
    others: list[NotCompared] = []
    taken: dict[str, Reason] = {}
    for name, item in later.items():
        found = _linked(name, item, earlier)
        if isinstance(found, ItemLink) and found.earlier in taken:
            found = "split"
        if isinstance(found, ItemLink):
            links.append(found)
            taken[found.earlier] = "gone"
        else:
            others.append(NotCompared(name, "later", found))
            if item.replaces is not None and item.replaces.relation in ("split", "merged"):
                taken.setdefault(item.replaces.id, found)
    compared = {link.earlier for link in links}
    for name, item in earlier.items():
        if name not in compared:
            reason = taken.get(name, "unscored" if isinstance(item, PlainItem) else "gone")
            others.append(NotCompared(name, "earlier", reason))
    return Linking(tuple(links), tuple(others))


def comparable(
    earlier: AnswerTable, later: AnswerTable, linking: Linking
) -> tuple[AnswerTable, AnswerTable]:
    """Both tables in the later items, answered only where linked; the rest is not applicable.

    So that one scoring, the later one, gives points to both rounds on the same items.
    """
    shape = (len(earlier), len(later.items))
    codes = np.full(shape, NOT_APPLICABLE, np.uint8)
    kept = np.full((len(later), len(later.items)), NOT_APPLICABLE, np.uint8)
    numbers: dict[str, NDArray[np.float64]] = {}
    chosen: dict[str, NDArray[np.uint64]] = {}
    for link in linking.links:
        place = later.position(link.later)
        if place < 0:
            continue
        kept[:, place] = later.codes[:, place]
        given = earlier.column(link.earlier)
        if link.earlier in earlier.chosen:
            chosen[link.later] = _moved_bits(earlier.chosen[link.earlier], link.recode)
            codes[:, place] = given
        else:
            codes[:, place] = _look_up(link.recode)[given]
        if link.earlier in earlier.numbers:
            numbers[link.later] = earlier.numbers[link.earlier]
    before = AnswerTable(earlier.firms, later.items, codes, numbers, chosen)
    return before, later.with_codes(kept)


def _linked(name: str, item: Item, earlier: Mapping[str, Item]) -> ItemLink | Reason:
    if isinstance(item, PlainItem):
        return "unscored"
    source, options = name, dict[str, str]()
    relation: Literal["same", "reworded", "rescaled", "split", "merged", "new"] = "same"
    if name not in earlier:
        if item.replaces is None:
            return "new"
        source, relation = item.replaces.id, item.replaces.relation
        options = item.replaces.map
    if relation == "split" or relation == "merged" or relation == "new":
        return relation
    if source not in earlier:
        return "new"
    if earlier[source].type != item.type:
        return "type"
    recode = _recoded(earlier[source], item, options, relation == "rescaled")
    return "options" if recode is None else ItemLink(source, name, relation, recode)


def _recoded(
    before: Item, after: Item, options: Mapping[str, str], rescaled: bool
) -> tuple[int, ...] | None:
    """The later place of every earlier option; None if one has none."""
    if isinstance(before, NumberItem) and isinstance(after, NumberItem):
        return () if before.unit == after.unit and not rescaled else None
    if rescaled and not options:
        return None
    places = {option: place for place, option in enumerate(_option_ids(after))}
    found = [places.get(options.get(option, option), -1) for option in _option_ids(before)]
    return None if min(found, default=-1) < 0 else tuple(found)


def _option_ids(item: Item) -> list[str]:
    if isinstance(item, LevelItem):
        return [option.id for option in item.options]
    return (
        [option.id for option in item.options] if isinstance(item, ChoiceItem | MultiItem) else []
    )


def _look_up(recode: tuple[int, ...]) -> NDArray[np.uint8]:
    table = np.arange(256, dtype=np.uint8)
    table[: len(recode)] = recode
    if recode:
        table[len(recode) : HIGHEST + 1] = NOT_APPLICABLE
    return table


def _moved_bits(chosen: NDArray[np.uint64], recode: tuple[int, ...]) -> NDArray[np.uint64]:
    moved = np.zeros_like(chosen)
    for old, new in enumerate(recode):
        moved |= ((chosen >> np.uint64(old)) & np.uint64(1)) << np.uint64(new)
    return moved
