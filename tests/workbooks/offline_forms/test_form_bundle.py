"""Folders and ZIPs of forms: every file is named, none is unpacked to disk, bombs stay shut."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assessment.problems import AssessmentError
from assessment.workbooks.incoming.guard import UPLOAD
from assessment.workbooks.offline_forms.form_bundle import BundledFile, bundle_at, bundle_of


def zipped(*members: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in members:
            packed.writestr(name, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(AssessmentError) as refused:
        work()
    return refused.value.problems[0].code


def loaded(files: tuple[BundledFile, ...]) -> dict[str, bytes]:
    return {one.name: one.load() for one in files}


def test_the_files_of_a_zip_come_in_the_order_of_their_names() -> None:
    content = zipped(("나/b.xlsx", b"2"), ("가/a.xlsx", b"1"), ("c.xlsx", b"3"))
    assert loaded(bundle_of("forms.zip", content)) == {
        "c.xlsx": b"3",
        "가/a.xlsx": b"1",
        "나/b.xlsx": b"2",
    }


@pytest.mark.parametrize("coding", ["cp949", "utf-8"])
def test_names_of_which_the_archive_does_not_say_the_coding_are_read(coding: str) -> None:
    raw = "가나정밀.xlsx".encode(coding)
    content = zipped(("x" * len(raw), b"1")).replace(b"x" * len(raw), raw)
    assert loaded(bundle_of("forms.zip", content)) == {"가나정밀.xlsx": b"1"}


def test_hidden_files_and_excels_own_are_left_out() -> None:
    names = ("a.xlsx", "~$a.xlsx", "__MACOSX/._a.xlsx", ".DS_Store", "x/Thumbs.db", "x/")
    content = zipped(*((name, b"1") for name in names))
    assert [one.name for one in bundle_of("forms.zip", content)] == ["a.xlsx"]


def test_a_name_that_climbs_out_is_only_ever_shown() -> None:
    content = zipped(("../../etc/a\u202e.xlsx", b"1"))
    assert [one.name for one in bundle_of("forms.zip", content)] == ["etc/a.xlsx"]


def test_an_archive_in_the_archive_is_not_opened() -> None:
    (inner,) = bundle_of("forms.zip", zipped(("more.zip", zipped(("a.xlsx", b"1")))))
    assert code_of(inner.load) == "bundle_nested"


def test_a_member_that_swells_is_refused_and_the_others_are_read() -> None:
    content = zipped(("a.xlsx", b"1"), ("bomb.xlsx", b"0" * (UPLOAD.file // 2)))
    good, bomb = bundle_of("forms.zip", content)
    assert good.load() == b"1"
    assert code_of(bomb.load) == "upload_bomb"


def test_a_member_of_which_the_directory_lies_is_refused() -> None:
    content = zipped(("a.xlsx", b"1234567890" * 100))
    size = (1000).to_bytes(4, "little")
    (lying,) = bundle_of("forms.zip", content.replace(size, (999).to_bytes(4, "little")))
    assert code_of(lying.load) == "upload_broken"


def test_too_many_members_are_refused_before_any_is_read() -> None:
    content = zipped(*((f"{number}.xlsx", b"") for number in range(20_001)))
    assert code_of(lambda: bundle_of("forms.zip", content)) == "upload_many_parts"


def test_what_is_no_archive_is_named() -> None:
    assert code_of(lambda: bundle_of("forms.zip", b"MZ")) == "bundle_wrong_type"
    assert code_of(lambda: bundle_of("forms.zip", None, 10**9)) == "bundle_too_large"
    assert code_of(lambda: bundle_of("forms.zip", zipped(("a.xlsx", b"1"))[:-5])) == "upload_broken"


def test_nothing_to_bring_in_is_said(tmp_path: Path) -> None:
    assert code_of(lambda: bundle_at(tmp_path)) == "bundle_empty"
    assert code_of(lambda: bundle_of("forms.zip", zipped((".DS_Store", b"1")))) == "bundle_empty"


def test_one_workbook_is_a_bundle_of_one() -> None:
    content = zipped(("[Content_Types].xml", b"<Types/>"))
    (one,) = bundle_of("가.xlsx", content)
    assert (one.name, one.load()) == ("가.xlsx", content)


def test_a_folder_is_read_with_those_in_it_and_without_the_result(tmp_path: Path) -> None:
    for name in ("b.xlsx", "가/a.xlsx", ".hidden.xlsx", "~$b.xlsx", "result.xlsx"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.encode())
    files = bundle_at(tmp_path, tmp_path / "result.xlsx")
    assert loaded(files) == {"b.xlsx": b"b.xlsx", "가/a.xlsx": "가/a.xlsx".encode()}
    (tmp_path / "b.xlsx").unlink()
    assert code_of(files[0].load) == "open"
    assert code_of(lambda: bundle_at(tmp_path / "none.zip")) == "open"
