"""`letters`: invitations of many firms as one page to print."""

from pathlib import Path
from typing import Annotated

import typer

from assessment.cli.entering import OPERATOR, entered
from assessment.cli.printing import SPOKEN, AsOption, JsonFlag, LangOption, reporting
from assessment.locale import translate as _


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
        from assessment.services import invitations
        from assessment.services.letters import letters_page, site_of
        from assessment.workbooks.saving import save

        office, actor = entered(account)
        chosen = firm or [one.id for one in invitations.firms_to_invite(office, actor)]
        made = invitations.invite_owners(office, actor, chosen)
        save(letters_page(made, site_of(address)).encode(), output)
        line = _("편지 {n}통: {path}", n=len(made), path=str(output))
        report.finish({"letters": len(made), "output": str(output)}, [line])
