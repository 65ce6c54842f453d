"""Many offline forms at once, in the child process: handed out as a ZIP, or brought in."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assessment.locale import translate as _
from assessment.services.exports.exporting import XLSX, ZIP
from assessment.services.forms import offline_forms
from assessment.services.forms.form_batches import FormOutcome, Progress, import_forms
from assessment.services.forms.form_results import did_name, result_workbook
from assessment.services.office import Actor, Office
from assessment.web.server.errands import OUTPUT, Tell, given_file
from assessment.workbooks.offline_forms.form_bundle import BundledFile, bundle_of
from assessment.workbooks.outgoing.text import file_name


def hand_out(
    office: Office, actor: Actor, given: Mapping[str, Any], folder: Path, tell: Tell
) -> dict[str, Any]:
    """The offline form of every firm that takes part, in one ZIP; blank ones of all registered."""
    blank = given["what"] == "blank_forms"
    batch = offline_forms.forms_of(
        office,
        actor,
        given["round"],
        given["questionnaire"],
        given["reason"],
        blank=blank,
        everyone=blank,
    )
    path = folder / OUTPUT
    # a workbook is packed already
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for place, file in enumerate(batch.files, 1):
            archive.writestr(file.name, file.content)
            if place % 10 == 0 or place == batch.count:
                tell(place, batch.count)
    stem = (given["round"], _("진단양식"), office.today().isoformat())
    name = file_name(*stem, suffix=".zip")
    return {"name": name, "type": ZIP, "size": path.stat().st_size}


def work(
    office: Office, actor: Actor, given: Mapping[str, Any], folder: Path, tell: Tell
) -> dict[str, Any]:
    """Look at every form, store what can be unless only a preview is wanted, write the result."""
    names: list[str] = given["names"]
    files = [
        one
        for place, name in enumerate(names)
        for one in _bundled(name, (folder / given_file(place)).read_bytes(), alone=len(names) == 1)
    ]

    def told(progress: Progress) -> None:
        if progress.done % 10 == 0 or progress.done == progress.total:
            tell(progress.done, progress.total)

    tell(0, len(files))
    result = import_forms(office, actor, files, dry_run=given["preview"], progress=told)
    content = result_workbook(result)
    (folder / OUTPUT).write_bytes(content)
    return {
        "name": file_name(_("양식 가져오기 결과"), office.today().isoformat()),
        "type": XLSX,
        "size": len(content),
        "summary": result.summary(),
        "preview": not result.stored,
        "names": names,
        "rows": [_row(one, stored=result.stored) for one in result.outcomes],
    }


def _bundled(name: str, content: bytes, *, alone: bool) -> tuple[BundledFile, ...]:
    """The forms in a ZIP; beside others a file that is none is refused by itself, later."""
    if alone or name.lower().endswith(".zip"):
        return bundle_of(name, content)
    return (BundledFile(name, lambda: content),)


def _row(one: FormOutcome, *, stored: bool) -> dict[str, Any]:
    return {
        "file": one.file,
        "firm": one.firm,
        "did": did_name(one, stored),
        "new": one.counts.new,
        "changed": one.counts.changed,
        "left": one.counts.left,
        "why": " / ".join(str(problem.what) for problem in one.problems[:3]),
    }
