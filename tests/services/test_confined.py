"""Parsers in a process of their own: what they say comes back, what breaks them breaks nothing."""

import time
from pathlib import Path

import pytest

from assessment.services import confined

pytestmark = pytest.mark.slow

CHILD = """
import os
from assessment.services.confined import answer
def look(content):
    if content == b"abort":
        os.abort()
    if content == b"hang":
        while True:
            pass
    if content == b"swell":
        return str(len(bytearray(900 * 1024 * 1024)))
    if content == b"write":
        with open(__file__ + ".txt", "w") as target:
            target.write("x")
    if content == b"secret":
        return os.environ.get("SECRET", "none")
    return content.decode() + "!"
answer(look, 2)
"""


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "odd_child.py").write_text(CHILD, "utf-8")
    monkeypatch.setattr(confined, "_HOME", f"{tmp_path}:{Path(confined.__file__).parents[2]}")
    monkeypatch.setenv("SECRET", "key")
    return "odd_child"


def test_what_the_child_says_comes_back(child: str) -> None:
    assert confined.ask(child, "한글".encode()) == "한글!"


@pytest.mark.parametrize("how", [b"abort", b"swell", b"write"])
def test_a_parser_that_dies_is_an_answer_of_none(child: str, how: bytes) -> None:
    assert confined.ask(child, how) is None


def test_a_parser_that_hangs_is_ended(child: str) -> None:
    begun = time.perf_counter()
    assert confined.ask(child, b"hang", seconds=1) is None
    assert time.perf_counter() - begun < 5


def test_it_knows_nothing_of_our_surroundings(child: str) -> None:
    assert confined.ask(child, b"secret") == "none"
