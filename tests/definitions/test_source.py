from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.definitions.source import read_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("No", "No"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("FALSE", False),
        ("", None),
        ("~", None),
        ("12", 12),
        ("0o17", 15),
        ("017", 17),
        ("0x1F", 31),
        ("1.5e3", 1500.0),
        (".5", 0.5),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("2026-11-22", "2026-11-22"),
        ("'12'", "12"),
        ('"#993300"', "#993300"),
        ("1.0.0", "1.0.0"),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_scalars_are_read_as_yaml_1_2_core(tmp_path: Path, text: str, value: object) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"a: {text}\n")
    document, problems = read_yaml(path)
    assert problems == []
    assert document is not None
    assert document.content == {"a": value}
    assert type(document.content["a"]) is type(value)


# text, line, a word of the Korean message
WRONG = [
    ("a: 1\nb: 2\na: 3\n", 3, "두 번"),
    ("a: &x 1\nb: 2\n", 1, "앵커"),
    ("a: 1\nb: *x\n", 2, "앵커"),
    ("a: !!python/object:os.system 1\n", 1, "태그"),
    ("a: 1\n---\nb: 1\n", 2, "문서"),
    ("%YAML 1.1\n---\nb: 1\n", 2, "문서"),
    ("a: 1\n? [b, c]\n: 2\n", 2, "이름"),
    ("a: 1\n\tb: 2\n", 2, "YAML"),
    ("a: [1, 2\nb: 3\n", 2, "YAML"),
    ("a: 'x\n", 2, "YAML"),
    ("a: 1\nb: \x07\n", 2, "YAML"),
    ("a: " + "[" * 60 + "]" * 60 + "\n", 1, "깊게"),
]


@pytest.mark.parametrize(("text", "line", "word"), WRONG)
def test_what_cannot_be_read_is_told_by_line(
    tmp_path: Path, text: str, line: int, word: str
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    _, problems = read_yaml(path)
    assert problems
    assert word in str(problems[0])
    assert abs(int(problems[0].where.rpartition(":")[2]) - line) <= 1


def test_other_encodings_are_refused_and_a_mark_at_the_start_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("a: 1\nb: 가\n".encode("cp949"))
    document, problems = read_yaml(path)
    assert document is None
    assert problems[0].where.endswith("a.yaml:2")
    path.write_bytes("a: 가\n".encode("utf-8-sig"))
    document, problems = read_yaml(path)
    assert problems == []
    assert document is not None
    assert document.content == {"a": "가"}


@given(st.text(alphabet="ab: -[]{},&*!#'\"\n|>%?\t1.가", max_size=60))
def test_nothing_that_a_file_holds_raises(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(text, encoding="utf-8")
    document, problems = read_yaml(path)
    assert document is not None or problems
