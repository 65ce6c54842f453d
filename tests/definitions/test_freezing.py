from pathlib import Path

from assessment.definitions.freezing import (
    content_hash,
    hash_of,
    programme_from_json,
    release_from_json,
    to_json,
)
from assessment.definitions.loading import load_programme, load_release
from tests.definitions import small

ROOT = Path(__file__).resolve().parents[2]


def test_a_release_comes_back_from_its_text_as_it_was(tmp_path: Path) -> None:
    release, _ = load_release(small.write(tmp_path / "small"))
    assert release is not None
    text = to_json(release)
    again = release_from_json(text)
    assert again == release
    assert to_json(again) == text
    assert list(again.scoring.nodes["total"].children) == ["making", "robots"]
    assert content_hash(again) == content_hash(release) == hash_of(text)
    assert len(content_hash(release)) == 64


def test_the_shipped_releases_come_back_with_what_they_include() -> None:
    release, _ = load_release(ROOT / "questionnaires/quick-scan")
    assert release is not None
    again = release_from_json(to_json(release))
    assert again == release
    assert again.parent is not None
    assert list(again.items) == list(release.items)


def test_any_change_of_content_changes_the_hash_and_a_comment_does_not(tmp_path: Path) -> None:
    right, _ = load_release(small.write(tmp_path / "right"))
    noted, _ = load_release(
        small.write(tmp_path / "noted", {"scoring.yaml": ("points: 100", "points: 100  # all")})
    )
    other, _ = load_release(
        small.write(tmp_path / "other", {"ko.yaml": ("종이에 씁니다", "종이에 적습니다")})
    )
    assert right is not None
    assert noted is not None
    assert other is not None
    assert content_hash(right) == content_hash(noted)
    assert content_hash(right) != content_hash(other)


def test_a_programme_comes_back_from_its_text_as_it_was() -> None:
    programme, _ = load_programme(ROOT / "data/programmes/ansan-hidden-champion.yaml")
    assert programme is not None
    assert programme_from_json(to_json(programme)) == programme


def test_what_says_nothing_of_later_keys_keeps_its_text(tmp_path: Path) -> None:
    """A release published before measures, points of shown nodes and profiles has the same hash."""
    release, _ = load_release(small.write(tmp_path / "small"))
    assert release is not None
    text = to_json(release)
    assert [key for key in ("measure", "order") if f'"{key}"' in text] == []
    assert '"total":{"aggregation":"weighted_mean","children":{' in text
