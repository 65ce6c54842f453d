"""Three-way merge: no change of either side is lost, and only real conflicts are asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.method.merging import Conflict, Side, merge

ITEMS = st.sampled_from([f"item_{number}" for number in range(6)])
ANSWERS = st.dictionaries(ITEMS, st.integers(0, 2))


def test_an_example_of_each_kind_of_change() -> None:
    merged = merge(
        {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1},
        {"a": 1, "b": 2, "c": 1, "d": 2, "e": 2, "g": 5},
        {"a": 1, "b": 1, "c": 2, "d": 2, "e": 3, "f": 1, "h": 6},
    )
    assert merged.unchanged == {"a": 1}
    assert merged.kept == {"b": 2, "f": None, "g": 5}
    assert merged.taken == {"c": 2, "h": 6}
    assert merged.both == {"d": 2}
    assert merged.conflicts == {"e": Conflict(1, 2, 3)}
    assert merged.settled({"e": "file"}) == {"a": 1, "b": 2, "c": 2, "d": 2, "e": 3, "g": 5, "h": 6}


def test_emptied_on_one_side_and_changed_on_the_other_is_a_conflict() -> None:
    merged = merge({"a": 1}, {}, {"a": 2})
    assert merged.conflicts == {"a": Conflict(1, None, 2)}
    assert merged.settled({"a": "web"}) == {}


def test_a_conflict_without_a_choice_is_never_settled() -> None:
    with pytest.raises(KeyError):
        merge({"a": 1}, {"a": 2}, {"a": 3}).settled({})


@given(ANSWERS, ANSWERS, ANSWERS, st.sampled_from(["web", "file"]))
def test_each_item_ends_as_the_base_the_web_or_the_file_has_it(
    base: dict[str, int], web: dict[str, int], file: dict[str, int], side: Side
) -> None:
    merged = merge(base, web, file)
    after = merged.settled(dict.fromkeys(merged.conflicts, side))
    for item in {**base, **web, **file}:
        changed_by = [one.get(item) for one in (web, file) if one.get(item) != base.get(item)]
        assert after.get(item) in (changed_by or [base.get(item)])


@given(ANSWERS, ANSWERS, ANSWERS)
def test_every_item_is_in_exactly_one_group(
    base: dict[str, int], web: dict[str, int], file: dict[str, int]
) -> None:
    merged = merge(base, web, file)
    groups = (merged.unchanged, merged.kept, merged.taken, merged.both, merged.conflicts)
    assert sorted(item for group in groups for item in group) == sorted({**base, **web, **file})


@given(ANSWERS, ANSWERS)
def test_the_same_change_on_both_sides_is_no_conflict(
    base: dict[str, int], one: dict[str, int]
) -> None:
    merged = merge(base, one, one)
    assert not merged.conflicts
    assert merged.settled({}) == one


@given(ANSWERS, ANSWERS)
def test_a_side_that_changed_nothing_leaves_the_others_work(
    base: dict[str, int], one: dict[str, int]
) -> None:
    assert merge(base, one, base).settled({}) == one
    assert merge(base, base, one).settled({}) == one


@given(ANSWERS, ANSWERS, ANSWERS)
def test_sides_exchanged_give_the_same_conflicts_exchanged(
    base: dict[str, int], web: dict[str, int], file: dict[str, int]
) -> None:
    there, back = merge(base, web, file), merge(base, file, web)
    assert there.conflicts == {
        item: Conflict(one.base, one.file, one.web) for item, one in back.conflicts.items()
    }
    assert (there.kept, there.taken, there.both) == (back.taken, back.kept, back.both)


@given(ANSWERS, ANSWERS, ANSWERS, st.sampled_from(["web", "file"]))
def test_merging_the_same_file_again_changes_nothing(
    base: dict[str, int], web: dict[str, int], file: dict[str, int], side: Side
) -> None:
    first = merge(base, web, file)
    choices = dict.fromkeys(first.conflicts, side)
    after = first.settled(choices)
    second = merge(base, after, file)
    assert not second.taken
    assert second.settled(dict.fromkeys(second.conflicts, "web")) == after
