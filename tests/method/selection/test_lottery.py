import subprocess
from shutil import which

import pytest

from assessment.method.selection import RULE, Lottery, by_rank, digest, draw, tie_break
from assessment.problems import AssessmentError

NUMBERS = "3 9 14 22 31 40"
KNOWN_17 = "08851445833b10c8df11dd28167ebee2d9d11d5dacf55709ac6a24f8eec5c51b"
KNOWN_18 = "5d1b9a05fdd26f54d544a0484e24dca891030a4c38a920310597612e2b86da92"


def test_the_order_is_that_of_the_digests():
    """printf '%s\\n%s' '3 9 14 22 31 40' 'A-017' | sha256sum, by coreutils."""
    ids = ["A-017", "A-018", "A-019"]
    known = {one: digest(NUMBERS, one) for one in ids}
    assert draw(NUMBERS, ids) == tuple(sorted(ids, key=known.get))
    assert known["A-017"] == KNOWN_17
    assert known["A-018"] == KNOWN_18


@pytest.mark.skipif(which("sha256sum") is None, reason="needs coreutils")
def test_the_recipe_works_by_hand():
    made = subprocess.run(
        ["sh", "-c", f"printf '%s\\n%s' '{NUMBERS}' 'A-017' | sha256sum"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert made.stdout.split()[0] == digest(NUMBERS, "A-017")


def test_neither_the_order_given_nor_others_change_who_is_before_whom():
    order = draw(NUMBERS, [f"A-{k:03}" for k in range(30)])
    assert draw(NUMBERS, [f"A-{k:03}" for k in reversed(range(30))]) == order
    some = [one for one in order if one not in ("A-004", "A-020")]
    assert draw(NUMBERS, sorted(some)) == tuple(some)
    assert draw("3 9 14 22 31 41", order) != order


def test_a_lottery_settles_equal_scores_at_the_line():
    ids = ["A-017", "A-018", "A-019"]
    first = draw(NUMBERS, ids)[0]
    result = by_rank([5, 5, 5], [1] * 3, places=1, tie_break=tie_break(NUMBERS, ids))
    assert [one for one, s in zip(ids, result.selected, strict=True) if s] == [first]


def test_composed_and_decomposed_hangul_are_the_same_text():
    assert digest(" \u1100\u1161 ", "신청-1") == digest("\uac00", "신청-1")


def test_nothing_published_or_an_id_twice_is_refused():
    with pytest.raises(AssessmentError) as caught:
        draw(" ", ["a", "a", ""])
    assert [p.code for p in caught.value.problems] == ["no_randomness", "bad_lottery_ids"]


def test_the_rule_is_named_beforehand():
    assert Lottery("동행복권 로또 1250회").rule == RULE
