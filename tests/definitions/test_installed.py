"""Data files are read once, anew when they change, and say all that is wrong with them."""

import os
from pathlib import Path

import pytest

from assessment.definitions.consents import Consent, consents_in
from assessment.definitions.installed import installed
from assessment.definitions.programmes import Industries
from assessment.definitions.registers import SizeClasses
from assessment.problems import AssessmentError

TEXT = "{ko: 가, en: a}"
CONSENT = (
    "format: consent/1\nid: visits\nversion: '1'\n"
    + "".join(f"{name}: {TEXT}\n" for name in ("name", "purpose", "items", "period", "refusal"))
)  # fmt: skip


def written(root: Path, text: str, at: int) -> Path:
    path = root / "data" / "consents" / "visits.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(at, at))
    return path


def test_a_file_is_read_once_until_it_changes(tmp_path: Path) -> None:
    written(tmp_path, CONSENT, 1_000)
    first = installed(tmp_path, "consents/visits", Consent)
    assert (first.id, first.version) == ("visits", "1")
    assert installed(tmp_path, "consents/visits", Consent) is first
    written(tmp_path, CONSENT.replace("'1'", "'2'"), 2_000)
    assert [one.version for one in consents_in(tmp_path)] == ["2"]


def test_all_that_is_wrong_is_said_at_once_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    wrong = CONSENT.replace("consent/1", "consent/9").replace("id: visits", "id: '!'")
    written(tmp_path, wrong, 1_000)
    for _ in range(2):
        with pytest.raises(AssessmentError) as refused:
            installed(tmp_path, "consents/visits", Consent)
        assert [one.where.rsplit(":")[-1] for one in refused.value.problems] == ["1", "2"]
    written(tmp_path, CONSENT, 1_000)
    assert installed(tmp_path, "consents/visits", Consent).version == "1"


@pytest.mark.parametrize(("name", "model"), [("ksic", Industries), ("size_classes", SizeClasses)])
def test_a_file_that_is_not_there_is_said_to_be_missing(
    tmp_path: Path, name: str, model: type[Industries] | type[SizeClasses]
) -> None:
    with pytest.raises(AssessmentError) as refused:
        installed(tmp_path, name, model)
    assert [one.code for one in refused.value.problems] == ["missing_file"]
