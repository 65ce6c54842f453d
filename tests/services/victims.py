"""Processes that work until they are killed: forked from one that has everything imported.

Run as a module it reads one job a line, forks a child for it, and says when the child is gone.
The child acknowledges on the same pipe what it has done, each time only after it was done.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

from assessment.records.database import open_database, upgrade
from assessment.services.assessing.answer_import import import_answers
from assessment.services.assessing.answering import save_answer, submit
from assessment.services.backups import backing_up, restoring
from assessment.services.exports import exporting
from assessment.services.office import Actor, Office
from assessment.services.register.register_import import Register, store
from assessment.services.releases import publishing
from assessment.services.review import reviewing
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.outgoing.saving import save
from assessment.workbooks.tabular.tables import Table
from tests import tally

ITEMS = ("QM01", "QM02", "EC01", "EC02")
IMPORTED = 12
ROOT = Path(__file__).parents[2]


def acknowledge(**what: object) -> None:
    os.write(1, (json.dumps(what) + "\n").encode())


# ---- what the victims do -----------------------------------------------------------------------


def draft(office: Office, who: Mapping[str, Actor], job: Mapping[str, Any]) -> None:
    """Four at once, so that their answers share commits; each acknowledges its own."""
    threads = [threading.Thread(target=_answer, args=(office, who, job, item)) for item in ITEMS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _answer(office: Office, who: Mapping[str, Actor], job: Mapping[str, Any], item: str) -> None:
    number = int(job["number"])
    for turn in count():
        value = "abcd"[turn % 4]
        kept = save_answer(
            office, who["owner"], number, item, "answered", value,
            comment=f"{job['tab']} {turn}", tab=job["tab"], seen=10**9,
        )  # fmt: skip
        acknowledge(item=item, revision=kept.revision, comment=kept.comment)


def hand_in(office: Office, who: Mapping[str, Actor], job: Mapping[str, Any]) -> None:
    number, requests = int(job["number"]), {"QM01": "다시"}
    while True:
        acknowledge(receipt=submit(office, who["owner"], number).number)
        reviewing.send_back(office, who["consultant"], number, requests)


def verify(office: Office, who: Mapping[str, Actor], job: Mapping[str, Any]) -> None:
    number, reasons = (
        int(job["number"]),
        {"a": "no_evidence", "b": "confirmed", "c": "misread_level"},
    )
    for turn in count():
        value = "abc"[turn % 3]
        reviewing.verify(
            office, who["consultant"], number, "QM01", "answered", value, reasons[value], "visit",
            f"{job['tab']} {turn}",
        )  # fmt: skip
        acknowledge(note=f"{job['tab']} {turn}")


def bring_in(office: Office, who: Mapping[str, Actor], job: Mapping[str, Any]) -> None:
    """A register of twelve new firms, then their answers; both files all or nothing."""
    for turn in count():
        names = [f"{job['tab']}-t{turn}-r{row}" for row in range(IMPORTED)]
        frame = pd.DataFrame({"회사명": names}, dtype=object)
        frame.index = pd.RangeIndex(2, 2 + IMPORTED)
        given = Register("register.csv", "", Table("register.csv", frame))
        store(office, who["manager"], given)
        acknowledge(register=f"{job['tab']}-t{turn}-")
        text = "업체,QM01,EC01\n" + "".join(f"{name},c,b\n" for name in names)
        file = admit("answers.csv", text.encode("cp949"))
        import_answers(office, who["manager"], "2026년 2회차", "mini", file)
        acknowledge(answers=f"{job['tab']}-t{turn}-")


def export(office: Office, who: Mapping[str, Actor], job: Mapping[str, Any]) -> None:
    """Two workbooks take each other's place."""
    path, made = Path(job["path"]), []
    for language in ("ko", "en"):
        if path.with_suffix(f".{language}").exists():
            made.append(path.with_suffix(f".{language}").read_bytes())
            continue
        owner = replace(who["owner"], language=language)
        made.append(exporting.file(office, owner, "application", int(job["number"])).content)
        save(made[-1], path.with_suffix(f".{language}"))
    for turn in count():
        save(made[turn % 2], path)
        acknowledge(turn=turn)


def publish(office: Office, who: Mapping[str, Actor], job: Mapping[str, Any]) -> None:
    for name in ("questionnaires/mini-scan/questionnaire.yaml",
                 "questionnaires/mini-scan/scoring.yaml"):  # fmt: skip
        path = office.root / name
        if path.with_suffix(".template").exists():
            break
        text = path.read_text(encoding="utf-8").replace("1.0.0", "VERSION")
        path.with_suffix(".template").write_text(text, encoding="utf-8")
    for turn in count(int(job["first"])):
        for template in (office.root / "questionnaires" / "mini-scan").glob("*.template"):
            text = template.read_text(encoding="utf-8").replace("VERSION", f"1.{turn}.0")
            template.with_suffix(".yaml").write_text(text, encoding="utf-8")
        acknowledge(release=publishing.publish(office, who["admin"], "mini-scan"), turn=turn)


def migrate(office: Office, who: Mapping[str, Actor], job: Mapping[str, Any]) -> None:
    """One old database after the other is brought to the newest shape."""
    for url in job["old"]:
        database = open_database(url)
        upgrade(database)
        database.close()
        acknowledge(url=url)
    time.sleep(60)


def back_up(office: Office, who: Mapping[str, Actor], job: Mapping[str, Any]) -> None:
    for turn in count():
        later = replace(office, clock=lambda t=turn: datetime.now(UTC) + timedelta(seconds=t))
        key = bytes.fromhex(job["key"])
        made = backing_up.back_up(later, who["admin"], Path(job["folder"]), key, keep=3)
        acknowledge(made=str(made.backup.path))


def bring_back(office: Office, who: Mapping[str, Actor], job: Mapping[str, Any]) -> None:
    while True:
        key, target = bytes.fromhex(job["key"]), job["target"]
        restoring.restore(Path(job["from"]), key, target, replace=True)
        acknowledge(restored=target)


JOBS = {one.__name__: one for one in (draft, hand_in, verify, bring_in, export, publish, migrate,
         back_up, bring_back)}  # fmt: skip


def work(job: Mapping[str, Any]) -> None:
    office = Office(open_database(job["url"]), Path(job["root"]))
    who = {name: Actor(**values) for name, values in job["who"].items()}
    JOBS[job["job"]](office, who, job)


def main() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                work(job)
            except Exception:
                traceback.print_exc()
            finally:
                os._exit(1)
        acknowledge(pid=child)
        _, status = os.waitpid(child, 0)
        acknowledge(ended=os.waitstatus_to_exitcode(status))


# ---- what the tests hold -----------------------------------------------------------------------


@dataclass
class Executioner:
    """The process from which victims are forked; ended with `close`."""

    process: subprocess.Popen[str] = field(
        default_factory=lambda: subprocess.Popen(
            [sys.executable, "-m", "tests.services.victims"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
    )

    def killed(
        self, job: Mapping[str, Any], random: Random, within: float, first: int = 3
    ) -> list[dict[str, Any]]:
        """What the victim had acknowledged when it was killed, at a random moment of its work.

        It is left alone for up to `first` acknowledgements.
        """
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        pid, said = int(self._next()["pid"]), []
        for _ in range(random.randint(1, first)):
            said.append(self._next())
            assert "ended" not in said[-1], "the victim died by itself"
        time.sleep(random.uniform(0, within))
        os.kill(pid, signal.SIGKILL)
        while "ended" not in (line := self._next()):
            said.append(line)
        assert line["ended"] == -signal.SIGKILL
        tally.count(f"SIGKILL during {job['job']}", len(said))
        return said

    def _next(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the executioner is gone"
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()


if __name__ == "__main__":
    main()
