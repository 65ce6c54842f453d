"""A funder's template with everything that other fillers lose: 24 parts and more."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import xlsxwriter

TEXTBOX = "제출: {{firm_name}}\n담당 {{contact}}"


def picture() -> bytes:
    """A small picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\x00" + b"\x20\x60\xa0" * 40 for _ in range(20))
    head = struct.pack(">IIBBBBB", 40, 20, 8, 2, 0, 0, 0)
    return b"".join(
        [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)),
         chunk(b"IEND", b"")]
    )  # fmt: skip


def funder_template() -> bytes:
    """Two visible sheets and a hidden list, filled in nowhere yet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_custom_property("양식", "A-1")
    sheet, costs, codes = (book.add_worksheet(name) for name in ("신청서", "사업비 명세", "목록"))
    _head(book, sheet)
    _figures(book, sheet)
    _costs(book, costs)
    codes.write_column(0, 0, ["소기업", "중기업"])
    codes.hide()
    book.define_name("업체명", "=신청서!$B$3")
    book.define_name("규모", "=신청서!$B$4:$D$4")
    book.define_name("총사업비", "=신청서!$B$6")
    book.define_name("비목", "='사업비 명세'!$A$4:$C$7")
    book.define_name("끊긴_이름", "=신청서!#REF!")
    book.define_name("빈칸", "=신청서!$H$40")
    book.close()
    return target.getvalue()


def _head(book: xlsxwriter.Workbook, sheet: object) -> None:
    bold, red = book.add_format({"bold": True}), book.add_format({"font_color": "red"})
    box = book.add_format({"border": 1, "font_name": "굴림"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "border": 1})
    sheet.write_rich_string("A1", bold, "신청 업체: ", red, "{{firm_name}}", bold, " 귀하")
    sheet.write("A3", "업체명")
    sheet.write_blank("B3", None, box)
    sheet.write("A4", "규모")
    sheet.merge_range("B4:D4", "", box)
    sheet.write("A5", "사업자등록번호")
    sheet.write("B5", "{{business_number}}", box)
    sheet.write("A6", "총사업비")
    sheet.write("B6", 0, book.add_format({"num_format": "#,##0", "border": 1}))
    sheet.write_formula("C6", "=B6*0.5", box, 0)
    sheet.write("A7", "설립일")
    sheet.write("B7", "{{founded_on}}", day)
    sheet.write("A8", "{{note}}")
    sheet.write("A9", "총사업비 {{planned_cost}}원, 신청 {{requested_grant}}원")
    sheet.write_comment("B3", "{{firm_name}}의 이름을 적습니다.")
    sheet.insert_image("F1", "logo.png", {"image_data": io.BytesIO(picture())})
    sheet.insert_textbox("F4", TEXTBOX, {"width": 220, "height": 60})
    sheet.insert_button("F9", {"caption": "단추"})
    sheet.set_header("&L&G&C{{firm_name}}", {"image_left": "logo.png",
                                            "image_data_left": io.BytesIO(picture())})  # fmt: skip
    sheet.set_footer("&C&P / &N")
    sheet.data_validation("B4", {"validate": "list", "source": "=목록!$A$1:$A$2"})
    sheet.print_area("A1:I40")
    sheet.repeat_rows(0, 1)
    sheet.protect("", {"objects": True})


def _figures(book: xlsxwriter.Workbook, sheet: object) -> None:
    sheet.write_row("A20", ["연도", 2023, 2024, 2025])
    sheet.write_row("A21", ["매출액", "{{sales_1}}", "{{sales_2}}", "{{sales_3}}"])
    sheet.write_formula("E21", "=AVERAGE(B21:D21)", None, 0)
    sheet.add_sparkline("F21", {"range": "신청서!B21:D21"})
    sheet.conditional_format("B21:D21", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("B20:D20", {"type": "icon_set", "icon_style": "3_arrows"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": "=신청서!$B$20:$D$20", "values": "=신청서!$B$21:$D$21"})
    chart.set_title({"name": "매출 추이"})
    sheet.insert_chart("A24", chart, {"x_scale": 0.8, "y_scale": 0.7})


def _costs(book: xlsxwriter.Workbook, sheet: object) -> None:
    box = book.add_format({"border": 1, "num_format": "#,##0"})
    sheet.write("A1", "{{firm_name}} 사업비")
    sheet.write_row("A3", ["비목", "금액", "자부담", "지원금"])
    for row in range(4, 8):
        for column in "ABC":
            sheet.write_blank(f"{column}{row}", None, box)
        sheet.write_formula(f"D{row}", f"=B{row}-C{row}", box, 0)
    sheet.write_formula("B8", "=SUM(B4:B7)", box, 0)
    sheet.add_table("G3:H5", {"columns": [{"header": "가"}, {"header": "나"}]})
    sheet.insert_image("G8", "logo.png", {"image_data": io.BytesIO(picture())})
    sheet.set_landscape()
    sheet.print_area("A1:H20")


def altered(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as out:
        for name in source.namelist():
            held = source.read(name)
            out.writestr(name, change(held) if name == part else held)
    return target.getvalue()


def with_split_runs(content: bytes) -> bytes:
    """The text box as Excel keeps it after a spelling check: a name cut over three runs."""

    def change(part: bytes) -> bytes:
        run = (
            rb"<a:r>(<a:rPr[^>]*/>|<a:rPr.*?</a:rPr>)?<a:t>[^<]*\{\{firm_name\}\}[^<]*</a:t></a:r>"
        )
        found = re.search(run, part, re.S)
        assert found is not None
        look = found[1] or b""
        runs = b"".join(
            b"<a:r>" + look + b"<a:t>" + text.encode() + b"</a:t></a:r>"
            for text in ("제출: {", "{firm_", "name}", "} 귀사")
        )
        return part[: found.start()] + runs + part[found.end() :]

    return altered(content, "xl/drawings/drawing1.xml", change)


def parts_of(content: bytes) -> Mapping[str, bytes]:
    """Every part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
