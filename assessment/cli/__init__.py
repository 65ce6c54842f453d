"""The same verbs from the command line. Exit 0 done, 1 refused with problems, 2 wrong use."""

import sys

import typer

from assessment.cli import (
    authoring,
    backups,
    bringing_forms,
    definitions,
    forms,
    handing_forms,
    inviting,
    keeping,
    privacy,
    proving,
    ranking,
    registering,
    rehearsing,
    reviewing,
    running,
    tables,
    watching,
    wrong_use,
)
from assessment.cli.printing import REFUSED, unforeseen

app = typer.Typer(
    name="assessment",
    help="스마트공장 진단 · smart-factory assessment",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("check", help="정의 파일 검사 · check definitions")(definitions.check)
app.command("rehearse", help="새 판이 바꿀 것 · what a new release would change")(
    rehearsing.rehearse
)
app.command("preflight", help="신청 전 점검 · check an application")(forms.preflight)
app.command("form", help="오프라인 양식 · offline forms to fill in")(handing_forms.form)
app.command("score", help="응답 파일 채점 · score a table of answers")(tables.score)
app.command("rank", help="업체 파일 순위 · rank a table of firms")(ranking.rank)
app.command("select", help="업체 파일에서 선정 · select from a table of firms")(ranking.select)

imports = typer.Typer(
    help="파일 들여오기 · bring files in", no_args_is_help=True, rich_markup_mode=None
)
imports.command("registry", help="공장 등록대장 · a factory register")(registering.import_registry)
imports.command("answers", help="응답 파일 · a table of answers")(keeping.import_answers)
imports.command("forms", help="채운 서식 묶음 · filled offline forms")(bringing_forms.import_forms)
imports.command("reviews", help="채운 검토 문서 · a filled review workbook")(
    reviewing.import_reviews
)
imports.command("questionnaire", help="저작용 통합 문서 · an author's workbook")(
    authoring.import_questionnaire
)
app.add_typer(imports, name="import")

exports = typer.Typer(
    help="파일 내보내기 · write workbooks", no_args_is_help=True, rich_markup_mode=None
)
exports.command("ranking", help="공고의 순위 · the ranked list of a call")(keeping.export_ranking)
exports.command("decision", help="공고의 결정 파일 · the decision of a call")(
    keeping.export_decision
)
exports.command("application", help="신청 자료 · a firm's application")(keeping.export_application)
exports.command("form", help="신청서식 채우기 · a filled application form")(forms.export_form)
exports.command("paste", help="붙여넣기 자료 · a workbook to copy from")(forms.export_paste)
exports.command("bundle", help="신청 묶음(zip) · everything of an application")(forms.export_bundle)
exports.command("questionnaire", help="저작용 통합 문서 · an author's workbook")(
    authoring.export_questionnaire
)
exports.command("proof", help="점수를 증명하는 통합 문서 · scores as live formulas")(
    proving.export_proof
)
exports.command("cohort", help="회차의 전체 업체 · every firm of a round")(proving.export_cohort)
exports.command("reviews", help="현장 검토 문서 · a review workbook for the plant")(
    reviewing.export_reviews
)
app.add_typer(exports, name="export")

app.command("demo", help="가상 산업단지 만들기 · make the demo complex")(running.demo)
app.command("serve", help="화면 열기 · serve the screens")(running.serve)
app.command("ready", help="서버가 준비됐는지 · whether a server may be given visitors")(
    watching.ready
)
app.command("letters", help="초대 편지 인쇄 · invitations to print")(inviting.letters)
app.command("user", help="계정 보기·만들기 · list or make accounts")(running.user)
app.command("backup", help="암호화한 백업 · an encrypted backup")(backups.backup)
app.command("restore", help="백업에서 되살리기 · bring a backup back")(backups.restore)
app.command("verify-journal", help="기록 사슬 확인 · verify the journal")(running.verify_journal)
app.command("review-report", help="월간 접속기록 점검 · the monthly review")(privacy.review_report)
app.command("purge", help="보관 기간 지난 기록 지우기 · erase what is past retention")(
    privacy.purge
)
app.command("archive", help="한 업체의 모든 자료 · everything of a firm")(privacy.archive)
app.command("erase", help="업체를 아주 지우기 · erase a firm for good")(privacy.erase)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with its status; a traceback is never shown."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        status = app(arguments, prog_name="python -m assessment", standalone_mode=False)
    except typer.TyperException as wrong:
        status = wrong_use.told(wrong, sys.argv[1:] if arguments is None else arguments)
    except typer.Abort:
        status = REFUSED
    except Exception as fault:
        typer.echo(f"- {unforeseen(fault)}", err=True)
        status = REFUSED
    finally:
        _write_what_was_seen()
    sys.exit(status)


def _write_what_was_seen() -> None:
    # commands that opened no database have not loaded it, and should not
    accesses = sys.modules.get("assessment.services.trust.accesses")
    if accesses is not None:
        accesses.write_all_accesses()
        accesses.ask(str)
