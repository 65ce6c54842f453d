"""Archives and files that are not what they say: each must be refused, with this code."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.workbooks import hostile
from tests.workbooks.hostile import LINKS, PACKAGE, packed, parts, with_part, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MB = 1024 * 1024


def _wide(text: str) -> bytes:
    return OLE + b"\x00" * 600 + text.encode("utf-16-le") + b"\x00" * 600


def bomb(part: str, size: int) -> bytes:
    """A part of so many spaces, packed piece by piece."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts().items():
            if name != part:
                archive.writestr(name, text)
        with archive.open(part, "w") as opened:
            for _place in range(size // MB):
                opened.write(b" " * MB)
    return target.getvalue()


def lying_bomb() -> bytes:
    """The directory says 1,000 bytes of what inflates to 60 MB."""
    content = bytearray(bomb("xl/worksheets/sheet1.xml", 60 * MB))
    at = content.rfind(b"xl/worksheets/sheet1.xml") - 46
    content[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(content)


def many(count: int, told: int | None = None) -> bytes:
    """So many members more; `told` is what the end of the archive says."""
    content = bytearray(packed({**parts(), **{f"customXml/i{n}.xml": "" for n in range(count)}}))
    if told is not None:
        at = content.rfind(b"PK\x05\x06")
        content[at + 8 : at + 12] = struct.pack("<HH", told, told)
    return bytes(content)


def hidden_member() -> bytes:
    """A second sheet between the members that the directory does not list."""
    name, data = b"xl/worksheets/sheet1.xml", hostile.SHEET.replace("<v>3<", "<v>5<").encode()
    sizes = struct.pack("<III", zlib.crc32(data), len(data), len(data))
    member = struct.pack("<IHHHHH", 0x04034B50, 20, 0, 0, 0, 0) + sizes
    member += struct.pack("<HH", len(name), 0) + name + data
    content = workbook()
    at = content.find(b"PK\x01\x02")
    end = content.rfind(b"PK\x05\x06")
    moved = struct.pack("<I", at + len(member))
    return content[:at] + member + content[at : end + 16] + moved + content[end + 20 :]


def overlapping() -> bytes:
    """Two entries of the directory that point at one member."""
    content = bytearray(packed({**parts(), "customXml/a.xml": "<a/>", "customXml/b.xml": "<a/>"}))
    first = content.rfind(b"customXml/a.xml") - 46
    second = content.rfind(b"customXml/b.xml") - 46
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


def renamed_locally() -> bytes:
    """The member calls itself otherwise than the directory does."""
    content = workbook()
    return content.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet2.xml", 1)


def packed_by(method: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, text in parts().items():
            archive.writestr(name, text)
    return target.getvalue()


def flagged(flag: int) -> bytes:
    """A bit set in the flags of the first entry alone."""
    content = bytearray(workbook())
    at = content.find(b"PK\x01\x02") + 8
    content[at : at + 2] = struct.pack("<H", struct.unpack("<H", content[at : at + 2])[0] | flag)
    return bytes(content)


def lying_in_64_bits() -> bytes:
    """The sheet's size stands in an extra field, a terabyte there."""
    content = workbook()
    at, end = content.rfind(b"xl/worksheets/sheet1.xml"), content.rfind(b"PK\x05\x06")
    name = at + len(b"xl/worksheets/sheet1.xml")
    extra = struct.pack("<HHQQ", 1, 16, 1 << 40, 1 << 20)
    entry = content[at - 46 : at - 26] + b"\xff" * 8 + content[at - 18 : at - 16]
    entry += struct.pack("<H", len(extra)) + content[at - 14 : name] + extra
    size = struct.unpack("<I", content[end + 12 : end + 16])[0] + len(extra)
    told = content[end : end + 12] + struct.pack("<I", size) + content[end + 16 :]
    return content[: at - 46] + entry + content[name:end] + told


def flipped() -> bytes:
    content = bytearray(workbook())
    content[content.find(b"xl/worksheets/sheet1.xml") + 60] ^= 0x10
    return bytes(content)


def typed(kind: str) -> bytes:
    """A list of types that names one more type for a part."""
    more = f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}"/></Types>'
    return workbook(types=hostile.TYPES.replace("</Types>", more))


def related(kind: str, target: str = "x", mode: str = "") -> bytes:
    more = f'<Relationship Id="rId9" Type="{kind}" Target="{target}" {mode}/>'
    return workbook(links=hostile.relations(more))


def prefixed_external() -> bytes:
    """A relation under a prefix, its mode written with a reference to a sign."""
    links = (
        f'<p:Relationships xmlns:p="{PACKAGE}/relationships"><p:Relationship Id="rId1" '
        f'Type="{LINKS}/image" Target="http://a.invalid/x.png" TargetMode="&#69;xternal"/>'
        "</p:Relationships>"
    )
    return with_part("xl/drawings/_rels/drawing1.xml.rels", links)


def dtd(text: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE x [{text}]>'


LAUGHS = "".join(
    f'<!ENTITY l{n} "{"".join(f"&l{n - 1};" for _ in range(10))}">' for n in range(1, 10)
)
MACRO = hostile.TYPES.replace(
    "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main",
    "vnd.ms-excel.sheet.macroEnabled.main",
)
OUTSIDE = 'TargetMode="External"'
DOCX = {"[Content_Types].xml": hostile.TYPES, "word/document.xml": "<x/>"}
MACRO_SHEET = "application/vnd.ms-excel.macrosheet+xml"
XLM = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
MANY_CELLS = "".join(f"<row><c><v>{n}</v></c></row>" for n in range(1_000_100))
NOISY = with_part("xl/printerSettings/printerSettings1.bin", hostile.workbook())


def large(end: bytes = b"") -> bytes:
    """A sheet of 31 MB that is in order but for its end."""
    body = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>한빛 {n * 7919}! 산단로</t></is></c></row>'
        for n in range(1, 310_000)
    )
    return packed({**parts(), "xl/worksheets/sheet1.xml": body.encode()[: 31 * MB] + end})


def wrong_sum() -> bytes:
    """A large sheet whose checksum is another one, which shows when all of it is unpacked."""
    content = bytearray(large())
    content[content.rfind(b"xl/worksheets/sheet1.xml") - 46 + 16] ^= 0xFF
    return bytes(content)


REFUSED: dict[str, tuple[str, Callable[[], bytes] | bytes, str]] = {
    "zip_bomb_sheet": ("a.xlsx", lambda: bomb("xl/worksheets/sheet1.xml", 600 * MB), "upload_bomb"),
    "zip_bomb_shared_strings": ("a.xlsx", lambda: bomb("xl/sharedStrings.xml", 200 * MB),
                                "upload_bomb"),
    "zip_bomb_of_relations": ("a.xlsx", lambda: bomb("xl/_rels/workbook.xml.rels", 2 * MB),
                              "upload_bomb"),
    "zip_lying_size": ("a.xlsx", lying_bomb, "upload_false_size"),
    "zip_many_entries": ("a.xlsx", lambda: many(20_000), "upload_many_parts"),
    "zip_many_entries_told_few": ("a.xlsx", lambda: many(20_000, 6), "upload_many_parts"),
    "zip_count_wrong": ("a.xlsx", lambda: many(5, 6), "upload_broken"),
    "zip_path_traversal": ("a.xlsx", with_part("../../evil.txt"), "upload_path"),
    "zip_absolute_path": ("a.xlsx", with_part("/etc/cron.d/x"), "upload_path"),
    "zip_backslash_path": ("a.xlsx", with_part("xl\\..\\..\\x.xml"), "upload_path"),
    "zip_duplicate_member": ("a.xlsx", hostile.with_twice("xl/worksheets/sheet1.xml"),
                             "upload_duplicate"),
    "zip_hidden_member": ("a.xlsx", hidden_member, "upload_duplicate"),
    "zip_overlapping": ("a.xlsx", overlapping, "upload_broken"),
    "zip_name_told_twice": ("a.xlsx", renamed_locally, "upload_broken"),
    "zip_within_zip": ("a.xlsx", NOISY, "upload_active"),
    "zip_text_before_it": ("a.xlsx", b"PK\x03\x04" + b"x" * 99 + workbook(), "upload_broken"),
    "zip_text_after_it": ("a.xlsx", workbook() + b"more", "upload_broken"),
    "zip_bzip2": ("a.xlsx", lambda: packed_by(zipfile.ZIP_BZIP2), "upload_broken"),
    "zip_lzma": ("a.xlsx", lambda: packed_by(zipfile.ZIP_LZMA), "upload_broken"),
    "zip_encrypted_member": ("a.xlsx", hostile.encrypted_member, "upload_encrypted"),
    "zip_empty": ("a.xlsx", b"PK\x05\x06" + b"\x00" * 18, "upload_wrong_type"),
    "truncated": ("a.xlsx", workbook()[: int(len(workbook()) * 0.6)], "upload_broken"),
    "bit_flipped": ("a.xlsx", flipped, "upload_broken"),
    "empty": ("a.xlsx", b"", "upload_empty"),
    "too_large": ("a.xlsx", lambda: workbook() + b"x" * 11 * MB, "upload_too_large"),
    "not_excel_html": ("a.xls", b"<html><table><tr><td>1</td></table>", "upload_html"),
    "html_in_utf16": ("a.xls", "<html>한글".encode("utf-16"), "upload_html"),
    "html_after_comment": ("a.xlsx", b"\n <!-- made by ERP --><table>", "upload_html"),
    "web_archive": ("a.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart", "upload_html"),
    "exe_renamed": ("a.xlsx", b"MZ\x90\x00" + b"\x00" * 99, "upload_wrong_type"),
    "exe_named_csv": ("a.csv", b"MZ\x90\x00" + b"\x00" * 99, "upload_wrong_type"),
    "picture_named_csv": ("a.csv", hostile.picture(3, 3), "upload_wrong_type"),
    "docx_renamed": ("a.xlsx", packed(DOCX), "upload_wrong_type"),
    "pptx_renamed": ("a.xlsx", packed({"ppt/presentation.xml": ""}), "upload_wrong_type"),
    "xlsb_renamed": ("a.xlsx", packed({"xl/workbook.bin": ""}), "upload_wrong_type"),
    "ods_renamed": ("a.xlsx", packed({"content.xml": ""}), "upload_wrong_type"),
    "hwpx_renamed": ("a.xlsx", packed({"Contents/section0.xml": ""}), "upload_wrong_type"),
    "hwp_renamed": ("a.xlsx", OLE + b"HWP Document File", "upload_wrong_type"),
    "doc_renamed": ("a.xlsx", _wide("WordDocument"), "upload_wrong_type"),
    "legacy_biff": ("a.xls", _wide("Workbook"), "upload_wrong_type"),
    "password_protected": ("a.xlsx", _wide("EncryptedPackage"), "upload_encrypted"),
    "sylk_named_csv": ("a.csv", b"ID;PWXL;N;E\nC;Y1;X1;K1\n", "upload_wrong_type"),
    "pdf_renamed": ("a.xlsx", b"%PDF-1.7\n", "upload_wrong_type"),
    "template_by_type": ("a.xlsx", workbook(types=hostile.TYPES.replace(
        "sheet.main", "template.main")), "upload_wrong_type"),
    "workbook_elsewhere": ("a.xlsx", workbook(root=hostile.relations().replace(
        "/worksheet\" Target", "/officeDocument\" Target")), "upload_wrong_type"),
    "macro.xlsm": ("a.xlsm", workbook(types=MACRO), "upload_wrong_type"),
    "macro_hidden_as_xlsx": ("a.xlsx", workbook(types=MACRO), "upload_active"),
    "macro_part": ("a.xlsx", with_part("xl/vbaProject.bin"), "upload_active"),
    "macro_part_renamed": ("a.xlsx", related("http://schemas.microsoft.com/office/2006/"
                                             "relationships/vbaProject"), "upload_active"),
    "xlm_macrosheet": ("a.xlsx", with_part("xl/macrosheets/sheet1.xml"), "upload_active"),
    "xlm_by_type": ("a.xlsx", typed(MACRO_SHEET), "upload_active"),
    "xlm_by_relation": ("a.xlsx", related(XLM), "upload_active"),
    "activex": ("a.xlsx", with_part("xl/activeX/activeX1.xml"), "upload_active"),
    "ole_object": ("a.xlsx", with_part("xl/embeddings/oleObject1.bin"), "upload_active"),
    "ole_as_printer_settings": ("a.xlsx", with_part("xl/printerSettings/printerSettings1.bin",
                                                    OLE), "upload_active"),
    "external_part": ("a.xlsx", with_part("xl/externalLinks/externalLink1.xml"), "upload_active"),
    "external_picture": ("a.xlsx", prefixed_external, "upload_active"),
    "external_template": ("a.xlsx", related(f"{LINKS}/attachedTemplate", "http://a.invalid/x",
                                            OUTSIDE), "upload_active"),
    "external_as_internal": ("a.xlsx", related(f"{LINKS}/image", "//a.invalid/x.png"),
                             "upload_active"),
    "connections": ("a.xlsx", with_part("xl/connections.xml"), "upload_active"),
    "unknown_part": ("a.xlsx", with_part("xl/payload.exe"), "upload_part"),
    "xxe_file": ("a.xlsx", workbook(strings=dtd('<!ENTITY a SYSTEM "file:///etc/hostname">')
                                    + "<sst><si><t>&a;</t></si></sst>"), "upload_dtd"),
    "billion_laughs": ("a.xlsx", workbook(workbook=dtd('<!ENTITY l0 "lol">' + LAUGHS)
                                          + "<workbook>&l9;</workbook>"), "upload_dtd"),
    "dtd_in_styles": ("a.xlsx", workbook(styles=dtd("") + "<styleSheet/>"), "upload_dtd"),
    "dtd_in_types": ("a.xlsx", workbook(types=dtd("") + hostile.TYPES), "upload_dtd"),
    "dtd_in_utf16": ("a.xlsx", workbook(strings=(dtd("") + "<sst/>").encode("utf-16")),
                     "upload_dtd"),
    "dtd_after_a_megabyte": ("a.xlsx", workbook(strings="<!--" + "가나 " * 90_000 + "-->"
                                                + dtd("")[21:] + "<sst/>"), "upload_dtd"),
    "relations_nested_deep": ("a.xlsx", workbook(links="<a>" * 50_000 + "</a>" * 50_000),
                              "upload_broken"),
    "more_cells_than_allowed": ("a.xlsx", lambda: hostile.sheet_of(MANY_CELLS),
                                "upload_many_cells"),
    "xlsx_with_image_flood": ("a.xlsx", with_part("xl/media/image1.png",
                                                  hostile.picture(12_000, 12_000)),
                              "upload_picture"),
    "bmp_flood": ("a.xlsx", with_part("xl/media/image1.bmp", b"BM" + b"\x00" * 16
                                      + struct.pack("<ii", 90_000, -90_000) + b"\x00" * 9),
                  "upload_picture"),
    "jpeg_flood": ("a.xlsx", with_part("xl/media/image1.jpg", b"\xff\xd8\xff\xe0\x00\x04ab"
                                       b"\xff\xc2\x00\x11\x08\xff\xff\xff\xff\x03"),
                   "upload_picture"),
    "nul_bytes.csv": ("a.csv", b"a,b\n1\x00,2\n", "upload_nul"),
    "zip64_lying_size": ("a.xlsx", lying_in_64_bits, "upload_bomb"),
    "zip_strongly_encrypted": ("a.xlsx", lambda: flagged(0x40), "upload_encrypted"),
    "zip_masked_headers": ("a.xlsx", lambda: flagged(0x2000), "upload_encrypted"),
    "zip_named_in_capitals": ("a.xlsx", with_part("XL/Worksheets/Sheet1.xml", hostile.SHEET),
                              "upload_duplicate"),
    "web_extension": ("a.xlsx", related("http://schemas.microsoft.com/office/2011/relationships/"
                                        "webextensiontaskpanes"), "upload_active"),
    "custom_ui": ("a.xlsx", with_part("customUI/customUI14.xml"), "upload_active"),
    "query_by_relation": ("a.xlsx", related(f"{LINKS}/queryTable"), "upload_active"),
    "queries_as_custom_part": ("a.xlsx", with_part("customXml/item1.xml", "<DataMashup/>".encode(
        "utf-16")), "upload_active"),
    "svg_with_script": ("a.xlsx", with_part("xl/media/image1.svg", "<svg><script>x</script></svg>"),
                        "upload_active"),
    "svg_from_outside": ("a.xlsx", with_part("xl/media/image1.svg", "<svg><image xlink:href='"
                                             "http://a.invalid/x'/></svg>"), "upload_active"),
    "drawing_from_a_share": ("a.xlsx", with_part(
        "xl/drawings/vmlDrawing1.vml", "<xml><v:imagedata o:href='\\\\h\\x.png'/></xml>"),
                             "upload_active"),
    "picture_of_the_web": ("a.xlsx", with_part(
        "xl/richData/_rels/rdRichValueWebImage.xml.rels",
        hostile.relations(f'<Relationship Id="rId9" Type="{LINKS}/hyperlink" '
                          f'Target="http://a.invalid/x.png" {OUTSIDE}/>')), "upload_active"),
    "webp_flood": ("a.xlsx", with_part("xl/media/image1.png", b"RIFF\x00\x00\x00\x00WEBPVP8L"
                                       + struct.pack("<IBI", 9, 0x2F, 0x0FFF_FFFF)),
                   "upload_picture"),
    "jpeg_flood_padded": ("a.xlsx", with_part(
        "xl/media/image1.jpg", b"\xff\xd8\xff\xff\xff\xe0\x00\x04ab\xff\xff\xc0\x00\x11\x08"
        b"\xff\xff\xff\xff\x03"), "upload_picture"),
    "dtd_in_utf16_big_end": ("a.xlsx", workbook(strings=b"\xfe\xff" + (dtd("") + "<sst/>").encode(
        "utf-16-be")), "upload_dtd"),
    "locked_by_company": ("a.xlsx", b"<## NASCA DRM FILE - VER1.00 ##>" + b"\x07" * 99,
                          "upload_encrypted"),
    "document.docx": ("a.docx", packed(DOCX), "upload_wrong_type"),
    "large_and_declared_late": ("a.xlsx", lambda: large(b"<!DOCTYPE x>"), "upload_dtd"),
    "large_and_wrong_sum": ("a.xlsx", wrong_sum, "upload_broken"),
}  # fmt: skip
"""Name to the file's name, its content, and the code of the refusal."""
