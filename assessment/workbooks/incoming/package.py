"""What the parts of a workbook say of themselves and of each other: their types and relations."""

import posixpath
import re
from collections.abc import Iterable
from xml.parsers import expat

from assessment.locale import Message, message
from assessment.workbooks.incoming.markup import Tag, tags
from assessment.workbooks.incoming.unsafe import (
    ADDED,
    CONNECTED,
    CONTROL,
    EMBEDDED,
    LINKED,
    MACRO,
    MACRO_SHEET,
    REPAIR,
    UnsafeError,
    active,
    not_a_workbook,
)

MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WORKBOOK = "xl/workbook.xml"
_MOST_TAGS = 20_000
_ACTIVE: tuple[tuple[str, Message], ...] = (
    (r"macrosheet|dialogsheet", MACRO_SHEET),
    (r"vbaproject|vbadata|macroenabled|userform", MACRO),
    (r"activex|customui|control\+xml|control$|ui/(user)?extensibility", CONTROL),
    (r"oleobject|/package$|officedocument\.package|embeddedfile|afchunk", EMBEDDED),
    (r"webextension", ADDED),
    (r"externallink|attachedtemplate|subdocument", LINKED),
    (r"connections|querytable|xmlmaps", CONNECTED),
)


def check_types(content: bytes) -> None:
    """UnsafeError when the list of types names something that acts, or no workbook."""
    named = [str(tag.get("ContentType") or "").strip() for tag in _tags(content)]
    _refuse_active(named)
    if MAIN not in named:
        templates = [one for one in named if "spreadsheetml.template" in one]
        if templates:
            raise not_a_workbook(message("엑셀 서식 파일(.xltx)입니다."))
        raise not_a_workbook(message("엑셀 통합 문서의 본문이 없습니다."))


def check_relations(name: str, content: bytes) -> None:
    """UnsafeError when a part relates to something that acts or lies outside; pages may be named.

    Nobody follows a link to a page. Everything else outside is fetched by programs on their own,
    as are pictures of the web, whose addresses stand among rich values as links.
    """
    for tag in _tags(content):
        if tag.name != "Relationship":
            continue
        kind = str(tag.get("Type") or "").strip()
        outside = str(tag.get("TargetMode") or "").strip().lower() == "external"
        fetched = not kind.lower().endswith("/hyperlink") or "richdata/" in name.lower()
        if outside and fetched:
            raise active(LINKED)
        _refuse_active([kind])
        target = str(tag.get("Target") or "")
        if not outside and re.match(r"\s*([a-z][a-z0-9+.-]+:|//|\\\\)", target, re.IGNORECASE):
            raise active(LINKED)
        main = name.lower() == "_rels/.rels" and kind.endswith("/officeDocument")
        if main and posixpath.normpath(target.lstrip("/")) != WORKBOOK:
            raise not_a_workbook(message("엑셀 통합 문서의 본문이 없습니다."))


def _tags(content: bytes) -> list[Tag]:
    try:
        return tags(content, _MOST_TAGS)
    except (expat.ExpatError, ValueError) as bad:
        what = message("통합 문서의 목차를 읽을 수 없습니다.")
        raise UnsafeError(what, REPAIR, "upload_broken") from bad


def _refuse_active(kinds: Iterable[str]) -> None:
    for kind in kinds:
        lowered = kind.lower()
        for pattern, what in _ACTIVE:
            if re.search(pattern, lowered):
                raise active(what)
