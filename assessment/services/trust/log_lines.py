"""What the server's log says: one JSON object or one line a record, times in UTC, no secrets."""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import IO, Any, Literal

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records.resident_numbers import hide_resident_numbers
from assessment.services.office import read_settings

Style = Literal["json", "text"]
LOGGERS = ("assessment", "uvicorn.error")
HIDDEN = "[…]"

_REFERENCE = re.compile(r"문의번호 ([0-9a-f]{8})")
_NAMED = re.compile(
    r"(?i)((?:password|passwort|비밀번호|secret|token|cookie|authorization|otp|code|코드|session)"
    r"[\"']?\s*[:=]\s*[\"']?(?:bearer\s+|basic\s+)?)([^\s\"',;&)}\]]+)"
)
_LONG = re.compile(
    r"(?<![\w-])(?=[\w-]*[A-Za-z])(?:(?=[\w-]*\d)|(?=[\w-]*[a-z][A-Z]))[\w-]{40,}(?![\w-])"
)
_CODE = re.compile(r"(?<![\w-])[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2,}(?![\w-])")
_ARGON = re.compile(r"\$argon2\S+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


def without_secrets(text: str) -> str:
    """The text without passwords, tokens, codes, digests of these and resident numbers."""
    for pattern in (_ARGON, _LONG, _CODE):
        text = pattern.sub(HIDDEN, text)
    return hide_resident_numbers(_NAMED.sub(rf"\1{HIDDEN}", text), HIDDEN)


class Harmless(logging.LogRecord):
    """A record of any logger, ours or a library's, without secrets and on one line."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if self.exc_info and self.exc_info[0] is not None and self.name not in LOGGERS:
            told = "".join(traceback.format_exception(*self.exc_info))
            self.exc_text = without_secrets(told)  # which formatters take instead of their own

    def getMessage(self) -> str:  # noqa: N802 - the name that logging calls
        """What is said; `Lines` does the same for our own loggers."""
        said = super().getMessage()
        if self.name in LOGGERS:
            return said
        return _CONTROL.sub(_escaped, without_secrets(said))


class Lines(logging.Formatter):
    """Each record on a line of its own, whatever stands in it."""

    def __init__(self, style: Style) -> None:
        super().__init__()
        self._json = style == "json"

    def format(self, record: logging.LogRecord) -> str:
        """The record; a newline in what people wrote begins no second one."""
        said = without_secrets(record.getMessage())
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": said,
        }
        reference = _REFERENCE.search(said)
        if reference:
            told["reference"] = reference.group(1)
        if record.exc_info:
            told["exception"] = without_secrets(self.formatException(record.exc_info))
        if self._json:
            return _CONTROL.sub(_escaped_json, json.dumps(told, ensure_ascii=False))
        return _CONTROL.sub(_escaped, " ".join(told.values()))


def style_of_settings() -> Style:
    """The setting `log`: json unless it says text."""
    said = read_settings().get("log", "json")
    if said == "json":
        return "json"
    if said == "text":
        return "text"
    what = message("log 설정은 json이나 text여야 합니다: {said}", said=said)
    fix = message("설정 파일의 log를 고쳐 주십시오.")
    raise AssessmentError(Problem("log", what, fix, code="settings"))


def write_lines(style: Style, target: IO[str] | None = None) -> None:
    """Have our loggers and the server's write such lines to the target, else to stderr."""
    handler = logging.StreamHandler(target or sys.stderr)
    handler.setFormatter(Lines(style))
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.propagate = False
        if logger.level == logging.NOTSET:
            logger.setLevel(logging.INFO if name == "assessment" else logging.WARNING)


def guard_all_loggers() -> None:
    """Have whatever any library logs in this process pass the same filter.

    Requests are not logged: addresses of firms are nobody's business, and the proxy has its own.
    """
    logging.setLogRecordFactory(Harmless)
    logging.getLogger("uvicorn.access").disabled = True


def _escaped_json(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def _escaped(found: re.Match[str]) -> str:
    return found.group().encode("unicode_escape").decode("ascii")
