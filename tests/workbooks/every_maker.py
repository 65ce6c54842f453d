"""The register of everything in `workbooks` that makes a file, each fed with given texts."""

import importlib
import inspect
import io
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd

import assessment.workbooks as package
from assessment.definitions.source import read_yaml
from assessment.workbooks.author_books.author_book import workbook_of
from assessment.workbooks.author_books.author_sheets import tables_of
from assessment.workbooks.cohorts.cohort import Cohort, CohortColumn, cohort_workbook
from assessment.workbooks.cohorts.cohort_summary import Count, Mean
from assessment.workbooks.incoming.guard import LOCAL, admit
from assessment.workbooks.offline_forms.form_results import CELLS, FILES, form_results
from assessment.workbooks.offline_forms.offline_form import FormAnswer, FormMeta
from assessment.workbooks.offline_forms.offline_form_contents import FormFacts
from assessment.workbooks.offline_forms.offline_form_writing import FormMaker
from assessment.workbooks.outgoing.bundle import packed, without_moment
from assessment.workbooks.outgoing.writing import Column, plain_sheets
from assessment.workbooks.proofs.proof import proof_workbook
from assessment.workbooks.proofs.proof_layout import Proof
from assessment.workbooks.review_books.review_book import (
    BaseRow,
    BookFirm,
    BookMeta,
    BookRow,
    BookWords,
    Bound,
    Entry,
    ReviewBook,
)
from assessment.workbooks.review_books.review_book_writing import review_workbook
from assessment.workbooks.sheets.paste import PasteField, PasteTab, paste_workbook
from assessment.workbooks.tabular.tables import table_bytes
from assessment.workbooks.templates.template import Template
from tests.workbooks.proofs.test_proof import shipped
from tests.workbooks.test_made_workbooks import applied, ranked, receipted, templated

ROOT = Path(__file__).resolve().parents[2]
Texts = Sequence[str]
Maker = Callable[[Texts], bytes]


def signed(content: bytes) -> str:
    """A signature for tests."""
    return f"{len(content):064d}"


def cohort(texts: Texts) -> bytes:
    count, given = len(texts), list(texts)
    frame = pd.DataFrame({"name": given, "status": given, "total": np.arange(count) + 0.5})
    columns = (
        CohortColumn("name", given[0], "text", 24, given[1], given[2], given[3]),
        CohortColumn("status", given[4], "word", codes=tuple(zip(given, given, strict=True))),
        CohortColumn("total", given[5], "points"),
    )
    pairs = tuple(zip(given, given, strict=True))
    whole = Cohort(
        given[0], pairs, columns, frame, (Count(given[0], "status", tuple(given)),),
        (Mean(given[1], (("total", given[2]),)),), tuple(given), pairs, scales=("total",),
    )  # fmt: skip
    return cohort_workbook(whole)


def proof(texts: Texts) -> bytes:
    given = shipped("quick-scan", len(texts))
    about = tuple(zip(texts, texts, strict=True))
    return proof_workbook(
        Proof(**(vars(given) | {"firms": pd.Series(list(texts)), "about": about}))
    )


def pasted(texts: Texts) -> bytes:
    fields = tuple(PasteField(one, one, one) for one in texts)
    frame, columns = pd.DataFrame({"a": list(texts)}), (Column("a", texts[0], "wrapped"),)
    tabs = [PasteTab(one, fields, frame, columns, one) for one in texts[:3]]
    return paste_workbook(texts[0], tabs, texts[1])


def authored(texts: Texts) -> bytes:
    """The shipped quick scan with these texts in place of its questions."""
    folder = ROOT / "questionnaires" / "quick-scan"
    contents = {}
    for name in ("questionnaire", "ko", "en", "scoring", "cases"):
        document, _problems = read_yaml(folder / f"{name}.yaml", None)
        assert document is not None
        contents[name] = document.content
    contents["ko"] = dict(contents["ko"]) | {"rules": {f"R{n}": t for n, t in enumerate(texts)}}
    return workbook_of(tables_of(contents, {}))


def results(texts: Texts) -> bytes:
    files = pd.DataFrame(dict.fromkeys(FILES, 1), index=range(len(texts)))
    files = files.assign(firm=list(texts), file=list(texts), why=list(texts))
    return form_results(files, pd.DataFrame({key: list(texts) for key in CELLS}))


def reviewed(texts: Texts) -> bytes:
    rows = tuple(
        BookRow(f"Q{n}", one, one, one, one, True, (one, "다른 값"), False, None, one,
                Entry(one, "기타", "방문", one))
        for n, one in enumerate(texts)
    )  # fmt: skip
    firms = tuple(
        BookFirm(Bound(str(n), f"p{n}", "ab" * 32), one, one, (one, 3.5), rows if n < 1 else ())
        for n, one in enumerate(texts)
    )
    words = BookWords(("같음", "기타"), ("서류", "방문"), "자가와 같음", "확인", "기타", "방법")
    meta = BookMeta("p", "2026-11-22T00:00:00", "n", "ko", tuple(one.bound for one in firms))
    base = tuple(
        BaseRow("0", f"Q{n}", "answered", one, "answered", one, "기타", "방문", one)
        for n, one in enumerate(texts)
    )
    book = ReviewBook(texts[0], tuple(texts), (texts[0], "점수"), firms, words, meta, base)
    return review_workbook(book, signed)


def offline(texts: Texts) -> bytes:
    """The comments hold them all."""
    release = shipped("smart-factory", 1).release
    answers = {
        item: FormAnswer("unanswered", comment=one)
        for item, one in zip(release.items, texts, strict=False)
    }
    meta = FormMeta("p", 1, release.id, "ab" * 32, "ko", "2026-11-22T00:00:00", "n")
    facts = FormFacts(meta, texts[0], texts[1], "2026-11-22", answers)
    return FormMaker(release, "ko", signed).make(facts)


def filled(texts: Texts) -> bytes:
    """A funder's workbook with a name and a placeholder for each text."""
    book = openpyxl.Workbook()
    book.properties.created = datetime(2000, 1, 1)
    for row in range(1, len(texts) + 1):
        book.active.cell(row, 1).value = f"{{{{t{row}}}}}"
        book.active.cell(row, 2).value = f"앞 {{{{t{row}}}}} 뒤"
    target = io.BytesIO()
    book.save(target)
    template = Template(admit("form.xlsx", without_moment(target.getvalue()), ("xlsx",), LOCAL))
    return template.fill({f"t{row}": one for row, one in enumerate(texts, 1)}).content


def table(kind: str) -> Maker:
    return lambda texts: table_bytes(
        pd.DataFrame({"업체": list(texts), "=열": range(len(texts))}),
        kind,  # type: ignore[arg-type]
    )


def sheets(texts: Texts) -> bytes:
    frame = pd.DataFrame({"업체": list(texts), "=열": range(len(texts))})
    return plain_sheets({"가": frame, "나": frame})


def zipped(texts: Texts) -> bytes:
    return packed({"가.xlsx": table("xlsx")(texts), "나.csv": table("csv")(texts)})


MAKERS: Mapping[str, Maker] = {
    "application.application_workbook": applied,
    "author_book.workbook_of": authored,
    "bundle.packed": zipped,
    "cohort.cohort_workbook": cohort,
    "columnar.parquet_bytes": table("parquet"),
    "form_results.form_results": results,
    "offline_form_writing.FormMaker.make": offline,
    "panel.panel_template": templated,
    "paste.paste_workbook": pasted,
    "proof.proof_workbook": proof,
    "ranked_list.ranked_list_workbook": ranked,
    "receipt.receipt_workbook": receipted,
    "review_book_writing.review_workbook": reviewed,
    "tables.csv_bytes": table("csv"),
    "template.Template.fill": filled,
    "writing.plain_sheets": sheets,
    "writing.plain_workbook": table("xlsx"),
}
PARTS: Mapping[str, str] = {
    "archive.Archive.read": "a part of what came in",
    "bundle.without_moment": "a finished workbook without its moment",
    "form.Form.finish": "of application and receipt",
    "offline_form_binding.signed": "what a form's signature is over",
    "offline_form_drawing.draw": "the form that FormMaker fills",
    "offline_form_writing.FormMaker.drawn": "the same form, drawn anew",
    "own_forms.application_form": "a template without any text of people's",
    "own_forms.costs_form": "a template without any text of people's",
    "own_forms.indicators_form": "a template without any text of people's",
    "parts.with_parts": "of filled templates and forms",
    "poured.pour": "of cohort and proof",
    "proof_shell.drawn": "of the proof",
    "review_book.sealed": "what a review workbook's signature is over",
    "shell.Shell.finish": "of cohort, proof, form and review workbook",
    "tables.table_bytes": "chooses among csv, xlsx and parquet",
    "template_book.Book.recalculating": "of filled templates",
    "template_markup.edited": "of filled templates",
    "template_markup.tag_with": "of filled templates",
    "template_sheet.SheetPart.written": "of filled templates",
    "writing.Pages.finish": "of many",
}
"""What gives bytes and is no file that leaves by itself."""


def makers_found() -> set[str]:
    """Everything public in the package that gives bytes."""
    found = set()
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        held = importlib.import_module(module.name)
        room = module.name.rpartition(".")[2]
        for name, one in vars(held).items():
            if name.startswith("_") or getattr(one, "__module__", "") != held.__name__:
                continue
            inner = vars(one).items() if inspect.isclass(one) else ()
            named = {name: one} | {f"{name}.{key}": part for key, part in inner if key[:1] != "_"}
            found |= {f"{room}.{key}" for key, part in named.items() if _gives_bytes(part)}
    return found


def _gives_bytes(one: object) -> bool:
    return inspect.isfunction(one) and one.__annotations__.get("return") in (bytes, "bytes")
