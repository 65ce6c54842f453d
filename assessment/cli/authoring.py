"""`export questionnaire` and `import questionnaire`: definitions as an author's workbook."""

from pathlib import Path
from typing import Annotated

import typer

from assessment.cli.choosing import name_or_there, there
from assessment.cli.definitions import ROOT
from assessment.cli.printing import SPOKEN, JsonFlag, LangOption, reporting
from assessment.locale import translate as _

OutputOption = Annotated[Path, typer.Option("--output", "-o", help="쓸 곳 · where to write")]


def export_questionnaire(
    name: Annotated[str, typer.Argument(help="진단 이름이나 폴더 · id or folder")],
    output: OutputOption,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("export questionnaire", as_json, lang) as report:
        from assessment.services.releases.authoring import export_questionnaire as export
        from assessment.workbooks.outgoing.saving import save

        made = export(name_or_there(name), ROOT)
        path = output / f"{Path(name).name}.xlsx" if output.is_dir() else output
        save(made, path)
        report.finish({"output": str(path), "bytes": len(made)}, [str(path)])


def import_questionnaire(
    file: Annotated[Path, typer.Argument(help="저작용 통합 문서 .xlsx · author's workbook")],
    output: OutputOption,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("import questionnaire", as_json, lang) as report:
        from assessment.services.releases import authoring
        from assessment.workbooks.tabular.tables import admit_file

        found = authoring.import_questionnaire(admit_file(there(file)), ROOT)
        authoring.write_questionnaire(found, output)
        line = _("{name} 진단을 {folder}에 썼습니다.", name=found.questionnaire, folder=output)
        summary = {"questionnaire": found.questionnaire, "files": sorted(found.files)}
        report.finish({**summary, "output": str(output)}, [line], found.notes)
