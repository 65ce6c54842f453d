"""`export proof` and `export cohort`: scores as formulas, and a whole round as one workbook."""

from typing import Annotated

import typer

from assessment.cli.entering import OPERATOR, entered
from assessment.cli.keeping import FolderOption, ReasonOption, written
from assessment.cli.printing import SPOKEN, AsOption, JsonFlag, LangOption, reporting
from assessment.locale import message
from assessment.problems import AssessmentError, Problem

RoundOption = Annotated[str, typer.Option("--round", help="회차 이름이나 번호 · round")]
FormOption = Annotated[str, typer.Option("--questionnaire", help="진단 이름 · questionnaire")]


def export_proof(
    output: FolderOption,
    assessment: Annotated[
        int | None, typer.Argument(help="진단 번호(또는 --round) · assessment id")
    ] = None,
    round_name: RoundOption = "",
    questionnaire: FormOption = "smart-factory",
    reason: ReasonOption = "",
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("export proof", as_json, lang) as report:
        from assessment.services.exports import bulk_exporting, exporting

        if (assessment is None) == (not round_name):
            raise AssessmentError(
                Problem(
                    "export proof",
                    message("진단 번호와 회차 가운데 하나만 적어 주십시오."),
                    message("한 업체는 진단 번호, 전체는 --round와 --reason을 씁니다."),
                    code="proof_of_what",
                )
            )
        office, actor = entered(account)
        if assessment is not None:
            made = exporting.file(office, actor, "proof", assessment)
        else:
            made = bulk_exporting.bulk_file(
                office, actor, "proof", round_name, questionnaire, reason
            )
        written(report, made, output)


def export_cohort(
    round_name: RoundOption,
    output: FolderOption,
    questionnaire: FormOption = "smart-factory",
    reason: ReasonOption = "",
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("export cohort", as_json, lang) as report:
        from assessment.services.exports.bulk_exporting import bulk_file

        office, actor = entered(account)
        made = bulk_file(office, actor, "cohort", round_name, questionnaire, reason)
        written(report, made, output)
