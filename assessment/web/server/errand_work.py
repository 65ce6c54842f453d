"""In the child process: carry out one errand for the person who ordered it, and say what came."""

import json
import logging
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from assessment.locale import Language, speaking
from assessment.problems import AssessmentError
from assessment.services.entry import sessions
from assessment.services.office import Actor, Office, open_office
from assessment.services.trust.accesses import coming_from, write_all_accesses
from assessment.web.server import own_process
from assessment.web.server.errands import ORDER, OUTPUT, PROGRESS, RESULT, Tell

BEHIND = 2
"""Whoever is looking at a screen goes first."""
_log = logging.getLogger("assessment")
Work = Callable[[Office, Actor, Mapping[str, Any], Path, Tell], dict[str, Any]]


def main(folder: Path) -> int:
    """Work in this folder; 0 when the person can be told how it ended."""
    own_process.settle(BEHIND)
    order = json.loads((folder / ORDER).read_text(encoding="utf-8"))
    spoken: Language = "en" if order["language"] == "en" else "ko"
    with speaking(spoken), coming_from(order.get("address", "")):
        try:
            said = _carried_out(folder, order)
        except AssessmentError as refused:
            problems = [[str(one.what), str(one.fix)] for one in refused.problems]
            said = {"problems": problems}
        except Exception:
            _log.exception("an errand failed: %s", order["kind"])
            return 1
        finally:
            write_all_accesses()
    temporary = folder / f"{RESULT}.part"
    temporary.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    temporary.replace(folder / RESULT)
    return 0


def _carried_out(folder: Path, order: Mapping[str, Any]) -> dict[str, Any]:
    office = open_office()
    actor = sessions.signed_in(office, order["session"])
    if actor is None:
        raise sessions.wrong_password()

    def tell(done: int, total: int) -> None:
        temporary = folder / f"{PROGRESS}.part"
        temporary.write_text(f"{done} {total}", encoding="ascii")
        temporary.replace(folder / PROGRESS)

    return WORKS[order["kind"]](office, actor, order["given"], folder, tell)


def _bulk(
    office: Office, actor: Actor, given: Mapping[str, Any], folder: Path, tell: Tell
) -> dict[str, Any]:
    if given["what"] in ("forms", "blank_forms"):
        from assessment.web.server import forms_errand

        return forms_errand.hand_out(office, actor, given, folder, tell)
    return _workbook(office, actor, given, folder, tell)


def _workbook(
    office: Office, actor: Actor, given: Mapping[str, Any], folder: Path, tell: Tell
) -> dict[str, Any]:
    from assessment.services.exports.bulk_exporting import bulk_file

    made = bulk_file(
        office, actor, given["what"], given["round"], given["questionnaire"], given["reason"]
    )
    (folder / OUTPUT).write_bytes(made.content)
    return {"name": made.name, "type": made.media_type, "size": len(made.content)}


def _forms(
    office: Office, actor: Actor, given: Mapping[str, Any], folder: Path, tell: Tell
) -> dict[str, Any]:
    from assessment.web.server import forms_errand

    return forms_errand.work(office, actor, given, folder, tell)


WORKS: Mapping[str, Work] = {"bulk": _bulk, "forms": _forms}

if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
