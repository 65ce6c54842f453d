"""Invitations as A4 letters with a QR code: one page of HTML to print, a sheet for each firm."""

import html
from collections.abc import Sequence
from string import Template
from urllib.parse import quote

import segno

from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.entry.invitations import Invitation
from assessment.services.office import SEOUL, read_settings

_PAGE = Template("""<!doctype html>
<html lang="$language"><head><meta charset="utf-8"><title>$title</title>
<style>
@page { size: A4; margin: 25mm 22mm; }
body { font: 12pt/1.6 "Pretendard GOV", Pretendard, "Malgun Gothic", "Noto Sans KR",
  "Nanum Gothic", NanumGothic, sans-serif; color: #1e2124; margin: 0; word-break: keep-all; }
section { break-after: page; max-width: 166mm; margin: 0 auto; }
section:last-child { break-after: auto; }
h1 { font-size: 18pt; margin: 18mm 0 8mm; }
address { font-style: normal; min-height: 30mm; }
table { border-collapse: collapse; margin: 6mm 0; }
th, td { border: 1px solid #6d7882; padding: 3mm 5mm; text-align: left; white-space: nowrap; }
td { font: 700 15pt monospace; letter-spacing: .06em; }
img { width: 42mm; height: 42mm; display: block; }
.both { display: flex; gap: 10mm; align-items: center; }
header { padding: 4mm 6mm; background: #fff; border-bottom: 1px solid #cdd1d5; }
header a { display: inline-block; padding: 10px 0; color: #0b50d0; }
@media print { header { display: none; } }
@media screen { body { background: #f4f5f6; } section { background: #fff; padding: 20mm 15mm;
  margin: 8mm auto; } }
</style></head><body>
$bar
$letters
</body></html>
""")
_LETTER = Template("""<section>
<address>$firm<br>$person<br>$address</address>
<h1>$title</h1>
<p>$invited</p>
<div class="both"><table>
<tr><th>$name_label</th><td>$name</td></tr>
<tr><th>$code_label</th><td>$code</td></tr>
</table><img alt="QR" src="$qr"></div>
<ol><li>$first</li><li>$second</li><li>$third</li></ol>
<p>$until</p>
</section>""")


def letters_page(made: Sequence[Invitation], site: str, back: str = "") -> str:
    """The page to print, in the language that is spoken now; what is filled in is escaped.

    On a screen that leads `back` a line above the letters says what to do; it is not printed.
    """
    letters = "\n".join(_letter(one, site) for one in made)
    title = html.escape(_("스마트공장 진단 초대"))
    bar = _bar(len(made), back) if back else ""
    return _PAGE.substitute(language=language(), title=title, bar=bar, letters=letters)


def _bar(count: int, back: str) -> str:
    said = _("편지 {n}장입니다. Ctrl+P로 인쇄해 주십시오. 코드는 지금만 보입니다.", n=count)
    link = f'<a href="{html.escape(back)}">{html.escape(_("업체 다시 고르기"))}</a>'
    return f"<header>{html.escape(said)} {link}</header>"


def site_of(asked: str = "") -> str:
    """The address that letters name: the settings' `address`, or the one that was asked for."""
    return str(read_settings().get("address") or asked).rstrip("/")


def start_address(one: Invitation, site: str) -> str:
    """Where the QR code leads; name and code stand behind the #, which no server is sent."""
    return f"{site}/start#name={quote(one.name)}&code={quote(one.code)}"


def _letter(one: Invitation, site: str) -> str:
    day = one.expires_at.astimezone(SEOUL).date().isoformat()
    words = {
        "firm": one.firm,
        "person": _("{name} 귀하", name=one.person if one.person != one.firm else _("대표자")),
        "address": one.address,
        "title": _("스마트공장 진단 초대"),
        "invited": _("우리 공장의 수준을 스스로 진단하고, 맞는 지원사업을 찾아보시기 바랍니다."),
        "name_label": _("사업자등록번호") if "@" not in one.name else _("이메일"),
        "name": one.name,
        "code_label": _("초대 코드"),
        "code": one.code,
        "first": _(
            "휴대전화로 QR 코드를 찍거나, 인터넷 주소창에 {site}/start 를 적습니다.", site=site
        ),
        "second": _("위의 두 가지를 적고, 앞으로 쓸 비밀번호를 정합니다."),
        "third": _("다음부터는 같은 이름과 그 비밀번호로 로그인합니다."),
        "until": _(
            "코드는 {day}까지 한 번만 쓸 수 있습니다. 다른 사람에게 알려 주지 마십시오.", day=day
        ),
    }
    escaped = {name: html.escape(text) for name, text in words.items()}
    qr = segno.make(start_address(one, site), error="m", micro=False).svg_data_uri(border=2)
    return _LETTER.substitute(escaped, qr=html.escape(qr))
