from datetime import date
from pathlib import Path

import pytest

from assessment.problems import AssessmentError
from assessment.services.office import Office, open_office, project_root, read_settings
from tests import databases
from tests.conftest import Clock


@pytest.mark.sqlite
def test_without_a_setting_the_database_is_embedded_in_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSESSMENT_SETTINGS", raising=False)
    office = open_office(root=tmp_path)
    assert (tmp_path / "data" / "local" / "assessment.sqlite").exists()
    office.database.close()


def test_the_settings_file_names_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.toml"
    address = databases.at(tmp_path / "other.sqlite")
    file.write_text(f'database = "{address}"\n', encoding="utf-8")
    monkeypatch.setenv("ASSESSMENT_SETTINGS", str(file))
    office = open_office(root=tmp_path)
    assert office.database.url == address
    office.database.close()


@pytest.mark.parametrize("content", [None, "database = sqlite"])
def test_a_settings_file_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    file = tmp_path / "settings.toml"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    monkeypatch.setenv("ASSESSMENT_SETTINGS", str(file))
    with pytest.raises(AssessmentError, match="설정 파일"):
        read_settings()


def test_today_is_the_date_in_korea(office: Office, clock: Clock) -> None:
    assert office.today() == date(2026, 11, 22)
    clock.move(hours=12)  # midnight in Seoul
    assert office.today() == date(2026, 11, 23)


def test_the_project_is_where_the_questionnaires_are() -> None:
    assert (project_root() / "assessment").is_dir()
