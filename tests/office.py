"""LibreOffice as the tests start it: seldom, and with a profile that outlives a test."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests import once

PDF = "pdf"
XLSX = "xlsx:Calc MS Excel 2007 XML"
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


def converted(
    files: Sequence[Path], to: str, *, recalculated: bool = False, reading: str | None = None
) -> list[Path]:
    """What LibreOffice makes of these files in one start, in a folder beside the first.

    `recalculated`: every formula is computed anew, whatever value it keeps; `reading` names the
    filter by which text files are read.
    """
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not here")
    into = files[0].parent / "converted"
    subprocess.run(
        ["soffice", f"-env:UserInstallation={_profile(recalculated).as_uri()}", "--headless",
         *([f"--infilter={reading}"] if reading else []),
         "--convert-to", to, "--outdir", str(into), *map(str, files)],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return [into / f"{one.stem}.{to.split(':')[0]}" for one in files]


def _profile(recalculated: bool) -> Path:
    """This process' own, as two at a time cannot share one; to make it anew takes seconds."""
    kind = "always" if recalculated else "plain"
    folder = once.folder(f"libreoffice-{kind}-{os.getpid()}")
    settings = folder / "user" / "registrymodifications.xcu"
    if recalculated and not settings.exists():
        settings.parent.mkdir()
        settings.write_text(_ALWAYS, encoding="utf-8")
    return folder
