"""The cells of an offline form in the reader's words."""

from assessment.definitions.releases import Release
from assessment.locale import message
from assessment.problems import Problem
from assessment.services.assessing.item_texts import answer_text, item_text, reason_text
from assessment.services.forms.form_cells import FormCell, Said
from assessment.services.forms.form_releases import CarryReport


def said_words(release: Release, cell: FormCell, said: Said | None) -> str:
    """What one side says in this cell."""
    if said is None:
        return answer_text(release, cell.item, "unanswered", None)
    if cell.part == "comment":
        return said.value or ""
    found = answer_text(release, cell.item, said.state, said.value)
    reason = reason_text(release, said.reason)
    return f"{found} ({reason})" if reason else found


def conflict_problem(file: str, release: Release, cell: FormCell) -> Problem:
    """Both sides of a conflict, as long as nobody has chosen."""
    return Problem(
        f"{file} {cell.place}".rstrip(),
        message(
            "{item}: 웹과 파일의 응답이 서로 다르게 바뀌었습니다. 웹: {web} / 파일: {file}",
            item=item_text(release, cell.item).short,
            web=said_words(release, cell, cell.web),
            file=said_words(release, cell, cell.file),
        ),
        message("이 파일의 차이를 화면에서 보고 두 응답 가운데 맞는 쪽을 골라 주십시오."),
        code="form_conflict",
    )


def carry_notes(file: str, old: Release, carry: CarryReport) -> tuple[Problem, ...]:
    """What of an older form has found no place, and that it was older."""
    told = message(
        "이전 판의 양식입니다. 그대로 옮긴 응답 {carried}개, 바꾸어 옮긴 응답 {mapped}개.",
        carried=len(carry.carried),
        mapped=len(carry.mapped),
    )
    look = message("옮긴 응답을 화면에서 확인해 주십시오.")
    notes = [Problem(file, told, look, "form_older", "warning")]
    for one in carry.dropped:
        what = message(
            "지금 진단지에는 맞는 자리가 없어 옮기지 못한 응답입니다: {item} {answer}",
            item=item_text(old, one.item).short,
            answer=answer_text(old, one.item, one.state, one.value),
        )
        fix = message("화면에서 비슷한 문항을 찾아 답해 주십시오.")
        notes.append(Problem(file, what, fix, "form_dropped", "warning"))
    return tuple(notes)
