"""A demo database is there as a whole or not at all."""

from pathlib import Path

import pytest

from assessment.services.demo import whole
from assessment.services.demo.building import Built
from assessment.services.entry.sessions import is_demo
from assessment.services.office import SETTINGS, Office, open_office

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this installation keeps its data; nothing is there yet."""
    path = tmp_path / "kept" / "assessment.sqlite"
    settings = tmp_path / "settings.toml"
    settings.write_text(f'database = "sqlite:///{path.as_posix()}"\n', encoding="utf-8")
    monkeypatch.setenv(SETTINGS, str(settings))
    return path


def test_a_finished_demo_is_one_file(installed: Path) -> None:
    assert whole.build_whole(firms=60).firms == 60
    assert [one.name for one in installed.parent.iterdir()] == [installed.name]
    assert is_demo(open_office())


def test_a_demo_that_breaks_off_leaves_nothing(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks_off(_office: Office, _firms: int, _seed: int) -> Built:
        raise KeyboardInterrupt

    monkeypatch.setattr(whole, "build", breaks_off)
    with pytest.raises(KeyboardInterrupt):
        whole.build_whole(firms=60)
    assert list(installed.parent.iterdir()) == []
