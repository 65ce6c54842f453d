"""The page for when an address cannot be answered: what happened, what is safe, a number."""

import html
import logging
import secrets

from starlette.responses import HTMLResponse

from assessment.records.failures import StorageFailure

_log = logging.getLogger("assessment")
_PAGE = """<!doctype html><html lang="ko"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>
<body style="font:17px/1.5 sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem;\
word-break:keep-all"><main><h1 style="font-size:24px">{title}</h1><p>{said}</p>
<p>문의번호 <strong>{number}</strong></p>
<p lang="en" style="color:#464c53">{english} Reference {number}.</p>
<p><a href="" style="display:inline-block;padding:10px 0">다시 열기</a></p></main></body></html>"""
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


def page_of(error: Exception) -> HTMLResponse:
    """503 while the records cannot be reached, else 500; the details go to the log alone."""
    away = isinstance(error, StorageFailure)
    number = error.reference if isinstance(error, StorageFailure) else secrets.token_hex(4)
    if not away:
        _log.error("문의번호 %s", number, exc_info=error)
    title, said, english = _AWAY if away else _FAILED
    page = _PAGE.format(title=title, said=said, english=english, number=html.escape(number))
    kept = {"Retry-After": "10"} if away else {}
    return HTMLResponse(page, status_code=503 if away else 500, headers=kept)
