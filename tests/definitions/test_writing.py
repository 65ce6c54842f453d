"""Files that are written read back as what was meant, whatever the texts hold."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.definitions.source import read_yaml
from assessment.definitions.writing import comments_of, to_yaml

pytestmark = pytest.mark.slow

TEXTS = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    ["No", "null", "~", "1.0.0", "0x1F", "1e5", "- a", "a: b", "a #b", "#a", "{a}", "[a", "'", '"',
     "\\", "a:", "? a", "true", "\x85", "\u2028", " a ", "", "2026-11-22", "줄\n바꿈", "%a", "@a"]
)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | TEXTS
LEAVES |= st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=5))
def test_what_is_written_reads_back_the_same_in_the_same_order(
    tmp_path_factory, content: dict[str, object]
) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path_factory.getbasetemp() / "written.yaml"
    path.write_text(to_yaml(content), encoding="utf-8")
    document, problems = read_yaml(path)
    assert problems == []
    assert document is not None
    assert repr(document.content or {}) == repr(content)


def test_comments_stay_above_what_they_stood_above(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    text = "# top\n# more\na: 1\n# why b\nb:\n  # inner\n  c: 글\n  d:\n    # first\n    - e: [1]\n"
    path.write_text(text, encoding="utf-8")
    document, _ = read_yaml(path)
    assert document is not None
    comments = comments_of(document)
    assert comments[()] == ("top", "more")
    assert comments["b",] == ("why b",)
    again = tmp_path / "b.yaml"
    again.write_text(to_yaml(document.content, comments), encoding="utf-8")
    second, problems = read_yaml(again)
    assert problems == []
    assert second is not None
    assert second.content == document.content
    assert sorted(comments_of(second).values()) == sorted(comments.values())
