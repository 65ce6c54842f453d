"""What is worth knowing about a selection from a file beside its rows."""

from assessment.locale import Message, message
from assessment.problems import Problem

Notes = tuple[Problem, ...]


def tied_at_line(programme: str, tied: bool) -> Notes:
    """Equal scores stand across the line and were all left out."""
    if not tied:
        return ()
    what = message("동점인 업체가 선정선에 걸려 모두 들어가지 못해 선 위에서 멈추었습니다.")
    fix = message("공고의 동점 기준이나 추첨으로 순서를 정하십시오.")
    return _note(programme, what, fix, "tied_at_line")


def unproven(proven: bool, seconds: float | None) -> Notes:
    """The search ended with the time, not with a proof."""
    if proven or seconds is None:
        return ()
    what = message(
        "{seconds}초 안에 최적임을 증명하지 못해 그때까지 가장 좋은 선정을 씁니다.",
        seconds=f"{seconds:g}",
    )
    fix = message("--time-limit을 늘려 다시 실행하면 더 좋은 선정이 나올 수 있습니다.")
    return _note("optimise", what, fix, "time_limit")


def fewer_draws(asked: int, taken: int) -> Notes:
    """Chances under an optimised rule rest on fewer draws than the intervals."""
    if asked <= taken:
        return ()
    what = message(
        "선정 확률은 뽑을 때마다 다시 최적화하므로 {draws}번만 뽑아 셌습니다.", draws=taken
    )
    fix = message("순위 구간은 뽑으라는 횟수를 다 뽑아 셌습니다.")
    return _note("optimise", what, fix, "fewer_draws")


def by_prices(count: int, refused: int) -> Notes:
    """So many refusals are explained by shadow prices, not by solving again."""
    if not count:
        return ()
    what = message(
        "미선정 {refused}곳 가운데 {count}곳은 필요한 점수를 한계 가격으로 어림했습니다.",
        refused=refused,
        count=count,
    )
    fix = message("정확한 값이 더 필요하면 --explain을 늘려 주십시오.")
    return _note("optimise", what, fix, "by_prices")


def _note(where: str, what: Message, fix: Message, code: str) -> Notes:
    return (Problem(where, what, fix, code, "warning"),)
