"""`backup` and `restore` as whoever runs the server types them."""

import json
from pathlib import Path

import pytest

from assessment.records.database import open_database
from assessment.records.firms import add
from assessment.services.office import Office
from tests.test_cli import kept as kept
from tests.test_cli import run

pytestmark = pytest.mark.slow


@pytest.fixture
def key(kept: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "keys" / "backup.key"
    assert run(capsys, "backup", "--new-key", path)[0] == 0
    with kept.database.writing() as connection:
        add(connection, {"name": "가나정밀"}, kept.clock(), "web")
    return path


def made(capsys: pytest.CaptureFixture[str], key: Path, folder: Path) -> Path:
    status, said, _ = run(capsys, "backup", "--key", key, "--to", folder, "--json")
    assert status == 0
    return Path(json.loads(said)["path"])


def test_a_backup_is_made_verified_and_restored_into_a_new_database(
    kept: Office, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(capsys, key, tmp_path / "out")
    status, said, _ = run(capsys, "backup", "--verify", path, "--key", key, "--json")
    assert status == 0
    assert json.loads(said)["tables"]["firms"] == 1
    target = f"sqlite:///{tmp_path / 'restored.sqlite'}"
    status, said, _ = run(capsys, "restore", path, "--key", key, "--database", target)
    assert status == 0
    assert "기록 사슬이 온전합니다" in said
    database = open_database(target)
    with database.reading() as connection:
        assert connection.exec_driver_sql("select name from firms").scalars().all() == ["가나정밀"]
    database.close()


def test_what_is_wrong_is_said_in_words_with_status_one(
    kept: Office, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(capsys, key, tmp_path / "out")
    other, bad = tmp_path / "other.key", tmp_path / "bad.backup"
    run(capsys, "backup", "--new-key", other)
    content = path.read_bytes()
    bad.write_bytes(content[:-40])
    flipped = tmp_path / "flipped.backup"
    flipped.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
    project = Path(__file__).parents[1] / "k.key"
    for arguments in (
        ("backup", "--key", tmp_path / "none", "--to", tmp_path),
        ("backup", "--verify", tmp_path / "none", "--key", key),
        ("restore", tmp_path / "none", "--key", key),
    ):
        assert run(capsys, *arguments)[0] == 2
    for arguments, told in (
        (("backup", "--new-key", key), "이미 있는 파일입니다"),
        (("backup", "--new-key", project), "프로그램 폴더 안에 둘 수 없습니다"),
        (("backup", "--to", tmp_path), "열쇠가 정해지지 않았습니다"),
        (("backup", "--key", key), "폴더가 정해지지 않았습니다"),
        (("backup", "--verify", path, "--key", other), "만든 열쇠가 아닙니다"),
        (("backup", "--verify", bad, "--key", key), "끝이 잘렸습니다"),
        (("backup", "--verify", flipped, "--key", key), "손상되었습니다"),
        (("backup", "--verify", key, "--key", key), "백업 파일이 아닙니다"),
        (("restore", path, "--key", key), "비어 있지 않은 데이터베이스"),
    ):
        status, _, said = run(capsys, *arguments)
        assert status == 1, arguments
        assert told in said, arguments
    assert not project.exists()
