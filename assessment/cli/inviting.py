"""`letters`: invitations of many firms as one page to print."""

from pathlib import Path
from typing import Annotated

import typer

from assessment.cli.choosing import WrongValue, ending_in, place_of
from assessment.cli.entering import OPERATOR, entered
from assessment.cli.printing import SPOKEN, AsOption, JsonFlag, LangOption, reporting
from assessment.locale import message
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem


def letters(
    output: Annotated[Path, typer.Option("--output", "-o", help="쓸 파일 .html · file to write")],
    firm: Annotated[
        list[int] | None, typer.Option("--firm", help="업체 번호, 여러 번 · firm ids")
    ] = None,
    address: Annotated[
        str, typer.Option("--address", help="접속 주소 https://… · address of the service")
    ] = "",
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("letters", as_json, lang) as report:
        from assessment.services.entry import invitations
        from assessment.services.entry.letters import letters_page, site_of
        from assessment.workbooks.outgoing.saving import save

        if not output.is_dir():
            ending_in(output, ".html")  # before a code is made that nobody would get to see
        site = site_of(address)
        if not site:
            told = message("편지에 적을 접속 주소가 없습니다. 설정의 address에 적어 두셔도 됩니다.")
            raise WrongValue("--address", told)
        office, actor = entered(account)
        chosen = firm or [one.id for one in invitations.firms_to_invite(office, actor)]
        made = invitations.invite_owners(office, actor, chosen) if chosen else ()
        if not made:
            raise AssessmentError(_nobody())
        path = place_of(output, f"{_('초대편지')}_{office.today().isoformat()}.html")
        save(letters_page(made, site).encode(), path)
        lines = [_("편지 {n}통: {path}", n=len(made), path=str(path))]
        if left := len(set(chosen)) - len(made):
            lines.append(_("{n}곳은 이미 들어올 수 있어 편지를 만들지 않았습니다.", n=left))
        report.finish({"letters": len(made), "left_out": left, "output": str(path)}, lines)


def _nobody() -> Problem:
    return Problem(
        "letters",
        message("편지를 보낼 업체가 없습니다."),
        message("사업자등록번호가 있고 아직 아무도 들어오지 못한 업체에만 편지를 만듭니다."),
        code="nobody_to_invite",
    )
