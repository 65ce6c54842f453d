"""What is typed into a referral: the wish, the people looked for, and the notes of each step."""

from dataclasses import dataclass

from assessment.locale import message
from assessment.problems import AssessmentError, Problem

LONGEST = 1_000
MOST_PEOPLE = 999
EXPLAINED = ("done", "declined")
"""Steps that say why, or what came of it."""


@dataclass(frozen=True)
class Talent:
    """People that the firm looks for in this gap: what they do, and how many."""

    role: str
    count: int | None = None


def clean_wish(wish: str, talent: Talent | None, consent: bool) -> tuple[str, Talent | None]:
    """The wish and the people looked for; every fault is raised at once."""
    problems: list[Problem] = []
    said = wish.strip()
    if not said:
        what = message("무엇을 도움받고 싶은지 적지 않으셨습니다.")
        problems.append(Problem("wish", what, message("한 문장이면 됩니다."), "wish"))
    if not consent:
        what = message("기관에 내용을 전하는 데 동의하지 않으셨습니다.")
        fix = message("동의하시면 네모를 눌러 주십시오. 동의 없이는 전하지 않습니다.")
        problems.append(Problem("consent", what, fix, "consent"))
    role = talent.role.strip() if talent else ""
    if talent and not role:
        what = message("어떤 사람을 찾는지 적지 않으셨습니다.")
        fix = message("하는 일을 적거나 사람 수를 비워 주십시오.")
        problems.append(Problem("talent", what, fix, "talent"))
    count = talent.count if talent else None
    if count is not None and not 1 <= count <= MOST_PEOPLE:
        what = message("찾는 사람 수가 맞지 않습니다: {n}", n=count)
        fix = message("1에서 {most} 사이로 적어 주십시오.", most=MOST_PEOPLE)
        problems.append(Problem("talent_count", what, fix, "talent_count"))
    problems += _too_long("wish", said) + _too_long("talent", role)
    if problems:
        raise AssessmentError(*problems)
    return said, Talent(role, count) if talent else None


def clean_note(step: str, note: str) -> str | None:
    """The note of a step; some steps need one."""
    said = note.strip()
    problems = _too_long("note", said)
    if step in EXPLAINED and not said:
        what = message("업체가 읽을 설명이 비어 있습니다.")
        fix = message("결과나 까닭을 한 문장으로 적어 주십시오.")
        problems.append(Problem("note", what, fix, "note"))
    if problems:
        raise AssessmentError(*problems)
    return said or None


def _too_long(where: str, text: str) -> list[Problem]:
    if len(text) <= LONGEST:
        return []
    what = message("글이 너무 깁니다: {n}자", n=len(text))
    fix = message("{most}자 안으로 줄여 주십시오.", most=LONGEST)
    return [Problem(where, what, fix, "too_long")]
