"""Every file that comes in: what is refused, in which words, and what is let through."""

import tracemalloc

import pytest

from assessment.problems import AssessmentError
from assessment.workbooks.incoming.guard import Limits, admit
from tests.workbooks import hostile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EXTERNAL = (
    f'<Relationship Id="rId9" Type="{hostile.LINKS}/oleObject" '
    'Target="file://evil/x.xlsx" TargetMode="External"/>'
)
DTD = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
MACRO_TYPES = hostile.TYPES.replace(
    "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main",
    "vnd.ms-excel.sheet.macroEnabled.main",
)
MANY = {**hostile.parts(), **{f"customXml/item{n}.xml": "<x/>" for n in range(400)}}

REFUSED = {
    "empty": ("a.xlsx", b"", "upload_empty"),
    "too large": ("a.csv", b"a" * 3000, "upload_too_large"),
    "html renamed xls": ("a.xls", b"<html><table></table></html>", "upload_html"),
    "html renamed xlsx": ("a.xlsx", b"\xef\xbb\xbf <TABLE>", "upload_html"),
    "spreadsheet xml of 2003": ("a.xml", b'<?xml version="1.0"?><Workbook/>', "upload_html"),
    "old excel": ("a.xls", OLE + b"\x00" * 600, "upload_wrong_type"),
    "password": ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "upload_encrypted"),
    "program": ("a.xlsx", b"MZ\x90\x00" + b"\x00" * 60, "upload_wrong_type"),
    "csv named xlsx": ("a.xlsx", b"a,b\n1,2\n", "upload_wrong_type"),
    "xlsx named csv": ("a.csv", hostile.workbook(), "upload_wrong_type"),
    "no ending": ("answers", b"a,b\n", "upload_wrong_type"),
    "macro workbook by name": ("a.xlsm", hostile.workbook(), "upload_wrong_type"),
    "binary workbook": ("a.xlsb", hostile.workbook(), "upload_wrong_type"),
    "nul bytes": ("a.csv", b"a,b\n1\x00,2\n", "upload_nul"),
    "parquet not asked for": ("a.parquet", b"PAR1....PAR1", "upload_wrong_type"),
    "zip bomb": ("a.xlsx", hostile.workbook(strings=b" " * 9_000_000), "upload_bomb"),
    "lying about size": ("a.xlsx", hostile.lying_about_size(200_000), "upload_false_size"),
    "lying bomb": ("a.xlsx", hostile.lying_about_size(6_000_000), "upload_false_size"),
    "many entries": ("a.xlsx", hostile.packed(MANY), "upload_many_parts"),
    "path": ("a.xlsx", hostile.with_part("../../evil.xml"), "upload_path"),
    "absolute path": ("a.xlsx", hostile.with_part("/xl/evil.xml"), "upload_path"),
    "drive": ("a.xlsx", hostile.with_part("c:/evil.xml"), "upload_path"),
    "duplicate": ("a.xlsx", hostile.with_twice("xl/worksheets/sheet1.xml"), "upload_duplicate"),
    "duplicate by case": ("a.xlsx", hostile.with_twice("xl/Worksheets/sheet1.xml"),
                          "upload_duplicate"),
    "truncated": ("a.xlsx", hostile.workbook()[:-200], "upload_broken"),
    "encrypted member": ("a.xlsx", hostile.encrypted_member(), "upload_encrypted"),
    "macro": ("a.xlsx", hostile.with_part("xl/vbaProject.bin"), "upload_active"),
    "macro sheet": ("a.xlsx", hostile.with_part("xl/macrosheets/sheet1.xml"), "upload_active"),
    "macro by type": ("a.xlsx", hostile.workbook(types=MACRO_TYPES), "upload_active"),
    "activex": ("a.xlsx", hostile.with_part("xl/activeX/activeX1.xml"), "upload_active"),
    "embedded": ("a.xlsx", hostile.with_part("xl/embeddings/oleObject1.bin"), "upload_active"),
    "external link": ("a.xlsx", hostile.with_part("xl/externalLinks/externalLink1.xml"),
                      "upload_active"),
    "external target": ("a.xlsx", hostile.workbook(links=hostile.relations(EXTERNAL)),
                        "upload_active"),
    "connections": ("a.xlsx", hostile.with_part("xl/connections.xml"), "upload_active"),
    "unknown part": ("a.xlsx", hostile.with_part("xl/payload.exe"), "upload_part"),
    "dtd": ("a.xlsx", hostile.workbook(strings=DTD + "<sst/>"), "upload_dtd"),
    "dtd in utf-16": ("a.xlsx", hostile.workbook(strings=(DTD + "<sst/>").encode("utf-16")),
                      "upload_dtd"),
    "word document": ("a.xlsx", hostile.packed({"word/document.xml": "<x/>"}),
                      "upload_wrong_type"),
    "no workbook part": ("a.xlsx", hostile.workbook(workbook=None), "upload_wrong_type"),
    "picture flood": ("a.xlsx", hostile.with_part("xl/media/a.png",
                                                  hostile.picture(12_000, 12_000)),
                      "upload_picture"),
}  # fmt: skip
TIGHT = Limits(file=2_000_000, part=4_000_000, unpacked=8_000_000)


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_file_is_refused_with_its_reason(case: str) -> None:
    name, content, code = REFUSED[case]
    limits = Limits(file=2_000) if case == "too large" else TIGHT
    with pytest.raises(AssessmentError) as refused:
        admit(name, content, limits=limits)
    problem = refused.value.problems[0]
    assert problem.code == code
    assert str(problem.what)
    assert str(problem.fix)
    assert problem.where.startswith(name)


def test_a_bit_flipped_in_a_part_is_a_broken_file() -> None:
    content = bytearray(hostile.workbook())
    at = content.find(b"xl/worksheets/sheet1.xml") + 60
    content[at] ^= 0x10
    with pytest.raises(AssessmentError) as refused:
        admit("a.xlsx", bytes(content))
    assert refused.value.problems[0].code == "upload_broken"


def test_a_bomb_is_left_alone_before_it_fills_the_memory() -> None:
    content = hostile.workbook(strings=b" " * 60_000_000)
    tracemalloc.start()
    with pytest.raises(AssessmentError):
        admit("a.xlsx", content, limits=Limits(part=50_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("응답.xlsx", hostile.workbook(), "xlsx"),
        ("a.csv", "업체,점수\n가,1\n".encode("cp949"), "csv"),
        ("a.txt", "업체\t점수\n".encode("utf-16"), "csv"),
        ("a.xlsx", hostile.with_part("xl/media/image1.png", hostile.picture(10, 10)), "xlsx"),
        ("a.xlsx", hostile.with_part("xl/printerSettings/printerSettings1.bin"), "xlsx"),
    ],
)
def test_a_good_file_passes(name: str, content: bytes, kind: str) -> None:
    assert admit(name, content).kind == kind


def test_a_link_to_a_page_is_let_in_because_nobody_follows_it() -> None:
    link = EXTERNAL.replace("oleObject", "hyperlink")
    assert admit("a.xlsx", hostile.workbook(links=hostile.relations(link))).archive is not None


def test_a_name_is_shown_without_its_path_and_unseen_signs() -> None:
    named = admit("..\\..\\x/정상_(1) ..%2F;rm -rf\u202e.csv", b"a,b\n").name
    assert named == "정상_(1) ..%2F;rm -rf.csv"
