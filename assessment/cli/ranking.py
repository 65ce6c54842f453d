"""`rank` and `select`: a programme's rule on a file of firms, and a decision file again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, NoReturn, cast

import typer

from assessment.cli.choosing import (
    WrongValue,
    alone,
    chosen,
    name_or_there,
    needed,
    one_thread,
    output_of,
    table_kind,
    there,
)
from assessment.cli.definitions import ROOT
from assessment.cli.printing import (
    SPOKEN,
    JsonFlag,
    LangOption,
    Report,
    StrictFlag,
    reporting,
)
from assessment.cli.tables import write
from assessment.cli.telling import rank_lines, replay_lines, replay_summary, select_lines
from assessment.locale import message
from assessment.locale import translate as _

if TYPE_CHECKING:
    from assessment.services.from_files.files import FileRun
    from assessment.services.funding.drawn_weights import Drawing

ProgrammeArgument = Annotated[
    str | None, typer.Argument(metavar="PROGRAMME", help="지원사업 이름이나 파일 · id or file")
]
FirmsArgument = Annotated[
    Path | None,
    typer.Argument(metavar="FIRMS", help="업체 .csv .xlsx .parquet · firms with facts"),
]
OutArgument = Annotated[
    Path | None, typer.Argument(metavar="OUT", help="결과 파일(또는 --output) · result file")
]
OutOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="결과 파일 .csv .xlsx .parquet · result file"),
]
SeedOption = Annotated[
    int | None, typer.Option("--seed", min=0, help="난수 씨앗(기본 20260) · seed")
]
DrawsOption = Annotated[
    int | None, typer.Option("--draws", min=1, help="가중치를 뽑는 횟수(기본 1000) · draws")
]
SpreadOption = Annotated[
    float | None,
    typer.Option("--spread", min=0, max=1, help="정한 가중치의 폭(기본 0.2) · of stated weights"),
]
WeightsOption = Annotated[
    str | None, typer.Option("--weights", help="stated | free | ordinal: 뽑는 가중치 · drawn how")
]
LotteryOption = Annotated[
    str | None, typer.Option("--lottery", help="추첨에 쓸 발표된 값 그대로 · what was published")
]
DecisionOption = Annotated[
    Path | None, typer.Option("--decision", help="재현할 수 있는 결정 파일 .json · decision file")
]
ReplayOption = Annotated[
    Path | None, typer.Option("--replay", help="결정 파일을 다시 계산해 비교 · compute it again")
]


def rank(
    programme: ProgrammeArgument = None,
    firms: FirmsArgument = None,
    out: OutArgument = None,
    output: OutOption = None,
    method: Annotated[
        str | None,
        typer.Option(
            "--method",
            help="규칙 곁에 볼 다른 방법(가정) · what-if: weighted_sum, weighted_product, topsis, "
            "vikor, promethee_ii, borda, copeland, kemeny",
        ),
    ] = None,
    draws: DrawsOption = None,
    seed: SeedOption = None,
    spread: SpreadOption = None,
    weights: WeightsOption = None,
    lottery: LotteryOption = None,
    decision: DecisionOption = None,
    replayed: ReplayOption = None,
    strict: StrictFlag = False,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("rank", as_json, lang) as report:
        one_thread()
        asked = (programme, firms, out, output, method, draws, seed, spread, weights, lottery)
        if alone(replayed, *asked, decision):
            assert replayed is not None
            _replay(report, replayed, "rank")
        job = _job(programme, firms, out, output)
        from assessment.services.from_files.files import rank_file
        from assessment.services.from_files.ranked_files import RankQuestion
        from assessment.services.funding.other_methods import METHODS

        named = None if method is None else chosen(method, METHODS, "--method")
        question = RankQuestion(named, lottery, _drawing(weights, draws, seed, spread))
        run = rank_file(name_or_there(job.programme), there(job.firms), ROOT, question)
        _finish(report, run, job, decision, strict, rank_lines(run.result.summary))


def select(
    programme: ProgrammeArgument = None,
    firms: FirmsArgument = None,
    out: OutArgument = None,
    output: OutOption = None,
    rule: Annotated[
        str | None, typer.Option("--rule", help="by_rank | optimise (기본: 공고의 규칙) · rule")
    ] = None,
    budget: Annotated[
        float | None, typer.Option("--budget", min=0, max=1e15, help="예산(원) · budget in won")
    ] = None,
    places: Annotated[
        int | None, typer.Option("--places", min=0, help="선정 수 · how many at most")
    ] = None,
    draws: DrawsOption = None,
    seed: SeedOption = None,
    spread: SpreadOption = None,
    weights: WeightsOption = None,
    lottery: LotteryOption = None,
    explain: Annotated[
        int | None,
        typer.Option("--explain", min=0, help="optimise에서 정확히 설명할 미선정 수 · exactly"),
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option("--time-limit", min=0.01, max=86400, help="optimise의 초(기본 60)"),
    ] = None,
    decision: DecisionOption = None,
    replayed: ReplayOption = None,
    strict: StrictFlag = False,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("select", as_json, lang) as report:
        one_thread()
        asked = (programme, firms, out, output, rule, budget, places, draws, seed, spread)
        if alone(replayed, *asked, weights, lottery, explain, time_limit, decision):
            assert replayed is not None
            _replay(report, replayed, "select")
        job = _job(programme, firms, out, output)
        from assessment.services.from_files import selected_files as selecting
        from assessment.services.from_files.files import select_file

        question = selecting.SelectQuestion(
            rule=None if rule is None else cast(Any, chosen(rule, selecting.RULES, "--rule")),
            budget=budget,
            places=places,
            lottery=lottery,
            drawing=_drawing(weights, draws, seed, spread),
            explained=explain,
            time_limit=selecting.TIME_LIMIT if time_limit is None else time_limit,
        )
        run = select_file(name_or_there(job.programme), there(job.firms), ROOT, question)
        _finish(report, run, job, decision, strict, select_lines(run.result.summary))


class Job(NamedTuple):
    """What is read and where the result goes."""

    programme: str
    firms: Path
    target: Path


def _job(programme: str | None, firms: Path | None, out: Path | None, output: Path | None) -> Job:
    job = Job(needed(programme, "PROGRAMME"), needed(firms, "FIRMS"), output_of(out, output))
    table_kind(job.target)
    return job


def _drawing(
    weights: str | None, draws: int | None, seed: int | None, spread: float | None
) -> "Drawing":
    from assessment.services.funding.drawn_weights import DRAWS, SEED, SPREAD, WEIGHT_KINDS, Drawing

    kind = "stated" if weights is None else chosen(weights, WEIGHT_KINDS, "--weights")
    if spread is not None and kind != "stated":
        told = message("--weights {kind}에는 폭이 없습니다. stated에만 쓸 수 있습니다.", kind=kind)
        raise WrongValue("--spread", told)
    return Drawing(
        weights=cast(Any, kind),
        draws=DRAWS if draws is None else draws,
        seed=SEED if seed is None else seed,
        spread=SPREAD if spread is None else spread,
    )


def _finish(
    report: Report,
    run: "FileRun",
    job: Job,
    decision: Path | None,
    strict: bool,
    lines: list[str],
) -> None:
    """The decision file where one is asked for, then the table and what is to be said."""
    if decision is not None and not (strict and run.result.rejected):
        from assessment.services.funding.decision_file import decision_of_run
        from assessment.workbooks.outgoing.saving import save

        save(decision_of_run(run).content, decision)
        lines.append(_("결정 파일을 {path}에 썼습니다.", path=decision))
    write(report, run.result, job.target, strict, lines)


def _replay(report: Report, file: Path, kind: str) -> NoReturn:
    there(file)
    from assessment.services.funding.replaying import replay_file

    found = replay_file(file, kind)
    report.finish(replay_summary(found), replay_lines(found), found.notes, refused=not found.same)
