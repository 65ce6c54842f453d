"""The page for when an address cannot be answered: what happened, what is safe, a number."""

import html
import logging
import secrets

from starlette.responses import HTMLResponse

from assessment.records.failures import StorageFailure

_log = logging.getLogger("assessment")
_HEAD = """<!doctype html><html lang="ko"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>
<body style="font:17px/1.5 'Pretendard GOV',Pretendard,'Malgun Gothic','Apple SD Gothic Neo',\
'Noto Sans KR','Nanum Gothic',NanumGothic,sans-serif;color:#1e2124;max-width:32rem;\
margin:3rem auto;padding:0 1rem;word-break:keep-all"><main>
<h1 style="font-size:24px">{title}</h1><p>{said}</p>
"""
_PAGE = (
    _HEAD
    + """\
<p>문의번호 <strong>{number}</strong></p>
<p lang="en" style="color:#464c53">{english} Reference {number}.</p>
<p><a href="" style="display:inline-block;padding:10px 0;\
color:#0b50d0">다시 열기 · <span lang="en">Open again</span></a></p></main></body></html>"""
)
_NO_SUCH_PAGE = (
    _HEAD.format(title="없는 페이지입니다", said="주소를 확인하거나 처음 화면으로 돌아가 주십시오.")
    + """\
<p lang="en" style="color:#464c53">There is no such page.</p>
<p><a href="/" style="display:inline-block;padding:10px 0;color:#0b50d0">처음 화면으로 · \
<span lang="en">To the first screen</span></a></p></main></body></html>"""
)
_STYLED = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; "
        "base-uri 'none'; form-action 'self'; object-src 'none'"
    )
}
"""Nothing but its own looks, at whatever address it stands."""
_AWAY = (
    "잠시 열 수 없습니다",
    "데이터를 둔 곳에 지금 연결할 수 없습니다. 저장된 것은 그대로 있습니다. "
    "잠시 뒤 다시 열어 주십시오. 계속되면 관리자에게 아래 번호를 알려 주십시오.",
    "The records cannot be reached just now; what was stored is safe. Please try again shortly.",
)
_FAILED = (
    "문제가 생겼습니다",
    "이 화면을 여는 중에 문제가 생겼습니다. 저장된 것은 그대로 있습니다. "
    "다시 열어 주십시오. 계속되면 관리자에게 아래 번호를 알려 주십시오.",
    "Something went wrong on our side; what was stored is safe. Please try again.",
)


def no_such_page() -> HTMLResponse:
    """404 for what is not there, and for what is not theirs: the two look alike."""
    return HTMLResponse(_NO_SUCH_PAGE, status_code=404, headers=_STYLED)


def page_of(error: Exception) -> HTMLResponse:
    """503 while the records cannot be reached, else 500; the details go to the log alone."""
    away = isinstance(error, StorageFailure)
    number = error.reference if isinstance(error, StorageFailure) else secrets.token_hex(4)
    if not away:
        _log.error("문의번호 %s", number, exc_info=error)
    title, said, english = _AWAY if away else _FAILED
    page = _PAGE.format(title=title, said=said, english=english, number=html.escape(number))
    kept = _STYLED | ({"Retry-After": "10"} if away else {})
    return HTMLResponse(page, status_code=503 if away else 500, headers=kept)
