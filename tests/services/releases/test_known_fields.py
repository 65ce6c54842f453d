"""What is known of each programme, and the table in which `check` says so."""

from pathlib import Path

from assessment.cli.field_table import field_lines
from assessment.services.releases.known_fields import NAMES, known_fields

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "data/programmes"


def test_each_field_is_as_sure_as_its_source() -> None:
    (row,) = known_fields([FOLDER / "autonomous-2026.yaml"])
    assert row.states == {
        "opens": "unknown",
        "closes": "secondary",
        "cap": "secondary",
        "share": "secondary",
        "own": "secondary",
        "months": "secondary",
        "budget": "unknown",
        "places": "secondary",
        "weights": "unknown",
        "bonuses": "unknown",
        "days": "confirmed",
        "documents": "unconfirmed",
    }
    assert row.unknown == ("opens", "budget", "weights", "bonuses")
    assert row.rules == {"confirmed": 1, "secondary": 8, "unconfirmed": 3}


def test_weights_of_our_own_never_count_as_known() -> None:
    rows = known_fields(sorted(FOLDER.glob("*.yaml")))
    assert len(rows) == 11
    assert {row.states["weights"] for row in rows} == {"unknown"}


def test_the_table_has_a_line_a_programme_and_a_mark_a_field() -> None:
    lines = list(field_lines(known_fields([FOLDER / "micro-smart-2026.yaml"])))
    assert lines[1] == "지원사업에서 아는 것: ● 확인, ○ 2차 자료, △ 미확인, – 모름(공고 확인)"
    assert lines[2].split("  ")[0] == "지원사업"
    assert lines[3].startswith("micro-smart-2026")
    marks = [cell for cell in lines[3].split()[1:] if len(cell) == 1]
    assert "".join(marks) == "––○○○––––––△"
    assert len(marks) == len(NAMES)
    assert list(field_lines([])) == []


def test_a_file_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("format: [", encoding="utf-8")
    assert known_fields([tmp_path / "x.yaml"]) == ()
