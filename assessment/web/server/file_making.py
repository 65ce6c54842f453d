"""In the process that makes files: take an order a line, answer with a line and the file.

It stands beside the server (file_maker.py) and ends when the server closes its end.
"""

import json
import logging
import os
import secrets
import signal
import sys
from collections.abc import Callable, Mapping
from typing import IO, TYPE_CHECKING, Any, get_args

from assessment.locale import Language, speaking
from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.records.failures import StorageFailure
from assessment.services.office import Actor, Office
from assessment.services.trust.accesses import coming_from, write_all_accesses
from assessment.web.server import own_process
from assessment.web.server.place import office

if TYPE_CHECKING:
    from assessment.services.exports.exporting import File

BEHIND = 10
_log = logging.getLogger("assessment")
Answer = tuple[dict[str, Any], bytes]
Make = Callable[[Office, Actor, Mapping[str, Any]], "File"]


def main() -> None:
    """Until the server has no more orders."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # at the console it goes to both; the server ends
    own_process.settle(BEHIND)
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # whatever a library prints is no answer
        for line in sys.stdin.buffer:
            _send(answers, *_carried_out(json.loads(line)))
            write_all_accesses()


def _send(answers: IO[bytes], said: Mapping[str, Any], content: bytes) -> None:
    answers.write(json.dumps(said).encode() + b"\n" + content)
    answers.flush()


def _carried_out(order: Mapping[str, Any]) -> Answer:
    actor = Actor(**order["actor"])
    spoken: Language = "en" if actor.language == "en" else "ko"
    with speaking(spoken), coming_from(order["address"]):
        try:
            made = WORKS[order["kind"]](office(), actor, order["given"])
        except StorageFailure as failure:
            return {"end": "storage", "kind": failure.kind, "reference": failure.reference}, b""
        except (NotFound, NotAllowed, OverflowError):  # a number that no database can have
            return {"end": "missing"}, b""
        except AssessmentError as refused:
            said = "\n".join(f"{problem.what} {problem.fix}" for problem in refused.problems)
            return {"end": "refused", "said": said}, b""
        except Exception:
            number = secrets.token_hex(4)
            _log.exception("문의번호 %s: making a file failed", number)
            return {"end": "failed", "number": number}, b""
    size = len(made.content)
    return {"end": "made", "name": made.name, "type": made.media_type, "size": size}, made.content


def _file(office: Office, actor: Actor, given: Mapping[str, Any]) -> "File":
    from assessment.services.exports import bulk_exporting, exporting

    kind, number = given["kind"], given["number"]
    if kind in get_args(bulk_exporting.CallKind):
        return bulk_exporting.call_file(office, actor, kind, number, given["reason"])
    return exporting.file(office, actor, kind, number)


def _form(office: Office, actor: Actor, given: Mapping[str, Any]) -> "File":
    from assessment.services.exports import exporting

    return exporting.form_file(office, actor, given["number"], given["form"])


def _offline(office: Office, actor: Actor, given: Mapping[str, Any]) -> "File":
    from assessment.services.forms import offline_forms

    firm, stretch, form = given["firm"], given["round"], given["questionnaire"]
    return offline_forms.form_of(office, actor, firm, stretch, form, blank=given["blank"])


def _reviews(office: Office, actor: Actor, given: Mapping[str, Any]) -> "File":
    from assessment.services.review import review_book

    return review_book.review_file(office, actor, given["ids"], reason=given["reason"])


WORKS: Mapping[str, Make] = {
    "file": _file,
    "form": _form,
    "offline": _offline,
    "reviews": _reviews,
}

if __name__ == "__main__":
    main()
