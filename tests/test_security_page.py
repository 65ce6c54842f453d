"""The page of controls names tests that are there, and every control of the list."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
SHORT = {"S": "tests/services", "W": "tests/web", "R": "tests/records", "B": "tests/workbooks"}
NAMED = re.compile(
    r"(?:(?P<short>[SWRB])/|(?P<long>tests/))(?P<file>(?:\w+/)*test_\w+\.py)(?:::(?P<test>\w+))?"
)


def test_every_test_that_the_page_names_is_there() -> None:
    missing = []
    for found in NAMED.finditer(PAGE):
        folder = SHORT[found["short"]] if found["short"] else found["long"].rstrip("/")
        path = ROOT / folder / found["file"]
        if not path.is_file() or (
            found["test"] and f"def {found['test']}(" not in path.read_text("utf-8")
        ):
            missing.append(found[0])
    assert missing == []


def test_every_control_has_a_test() -> None:
    rows = [line.split(" | ") for line in PAGE.splitlines() if re.match(r"\| \d+ \|", line)]
    assert [int(row[0].strip("| ")) for row in rows] == list(range(1, 46))
    for row in rows:
        named = list(NAMED.finditer(row[-1]))
        assert named, row
        assert all(found["test"] for found in named), row  # a test, whose name says the control
