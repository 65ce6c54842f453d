"""`form`: offline forms of one firm, or of every firm of a round."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from assessment.cli.choosing import WrongValue, chosen, needed, place_of
from assessment.cli.entering import OPERATOR, entered
from assessment.cli.printing import SPOKEN, AsOption, JsonFlag, LangOption, reporting
from assessment.locale import LANGUAGES, Language, message
from assessment.locale import translate as _

if TYPE_CHECKING:
    from assessment.services.forms.offline_forms import FormBatch


FirmArgument = Annotated[
    str | None, typer.Argument(help="업체 이름·사업자등록번호·번호 · firm by name or number")
]
RoundOption = Annotated[str, typer.Option("--round", help="회차 이름이나 번호 · round")]
PlaceOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="파일이나 폴더, 전체는 .zip도 · where to write"),
]
NamedOption = Annotated[str, typer.Option("--questionnaire", help="진단 이름 · questionnaire")]
BlankFlag = Annotated[bool, typer.Option("--blank", help="빈 양식 · without answers")]
SpokenOption = Annotated[str, typer.Option("--language", help="양식의 언어 ko | en")]
AllFlag = Annotated[bool, typer.Option("--all", help="회차의 모든 업체 · the whole round")]
EveryoneFlag = Annotated[
    bool, typer.Option("--everyone", help="등록된 모든 업체 · every registered firm")
]
ReasonOption = Annotated[
    str, typer.Option("--reason", help="모두 내보내는 이유 · why, is journalled")
]


def form(
    firm: FirmArgument = None,
    round_name: RoundOption = "",
    output: PlaceOption = None,
    questionnaire: NamedOption = "smart-factory",
    blank: BlankFlag = False,
    language: SpokenOption = "ko",
    every: AllFlag = False,
    everyone: EveryoneFlag = False,
    reason: ReasonOption = "",
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("form", as_json, lang) as report:
        from assessment.services.forms.form_asking import asked_firm, current_round_name
        from assessment.services.forms.offline_forms import form_of, forms_of
        from assessment.workbooks.outgoing.saving import save

        spoken = cast(Language, chosen(language, LANGUAGES, "--language"))
        if (every or everyone) and firm is not None:
            raise WrongValue("--all", message("업체와 --all은 함께 쓸 수 없습니다."))
        place = needed(output, "--output") if every or everyone else output or Path()
        office, actor = entered(account)
        there = round_name or current_round_name(office)
        if every or everyone:
            batch = forms_of(office, actor, there, questionnaire, reason, blank=blank,
                             everyone=everyone, language=spoken)  # fmt: skip
            count = _written(batch, place)
            line = _("양식 {count}개를 {path}에 썼습니다.", count=count, path=place)
            report.finish({"output": str(place), "forms": count}, [line])
        made = form_of(office, actor, asked_firm(office, actor, firm), there, questionnaire,
                       blank=blank, language=spoken)  # fmt: skip
        path = place_of(place, made.name)
        save(made.content, path)
        report.finish({"output": str(path), "bytes": len(made.content)}, [str(path)])


def _written(batch: "FormBatch", output: Path) -> int:
    """Into one archive, or each into the folder, which is made where there is none."""
    from assessment.workbooks.outgoing.bundle import pack_into
    from assessment.workbooks.outgoing.saving import replacing, save

    if output.suffix.lower() == ".zip":
        with replacing(output) as target:
            return pack_into(target, _named(batch))
    for name, content in _named(batch):
        save(content, output / name)
    return batch.count


def _named(batch: "FormBatch") -> Iterator[tuple[str, bytes]]:
    for one in batch.files:
        yield one.name, one.content
