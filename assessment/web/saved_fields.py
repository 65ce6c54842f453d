"""Fields that are stored as soon as they are left, each with its problem under it."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from assessment.locale import translate as _
from assessment.problems import AssessmentError, Conflict, Problem
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import clock, plain

Save = Callable[[Visitor, Any], tuple[Problem, ...]]
"""Stores what was typed; returns warnings, raises what is refused."""
Alike = Callable[[Any, Any], bool]
_PROBLEMS, _SAVED_AT = "field-problems", "field-saved-at"


def same_text(shown: Any, stored: Any) -> bool:
    """Whether two values read the same."""
    return _text(shown) == _text(stored)


def same_number(shown: Any, stored: Any) -> bool:
    """Whether two numbers are the same, however they are written."""
    return _text(shown).replace(",", "") == _text(stored).replace(",", "")


def text(
    place: str,
    label: str,
    stored: str,
    save: Save,
    *,
    hint: str = "",
    rows: int = 0,
    alike: Alike = same_text,
) -> None:
    """A field of text or number; with `rows` a box of so many lines. `hint` shows while empty."""
    said: dict[str, Any] = {
        "value": stored,
        "key": place,
        "placeholder": hint,
        "on_change": _stored,
        "args": (place, save),
    }
    typed = st.text_area(label, height=rows * 26 + 24, **said) if rows else st.text_input(
        label, **said
    )  # fmt: skip
    _under(place, typed, stored, save, alike)


def choice(
    place: str,
    label: str,
    stored: Any,
    options: Mapping[Any, str],
    save: Save,
    *,
    more: str | None = None,
) -> None:
    """A field with a closed list."""
    known = list(options)
    chosen = st.selectbox(
        label,
        known,
        index=known.index(stored) if stored in options else None,
        format_func=lambda one: options[one],
        placeholder=_("골라 주십시오"),
        help=more,
        key=place,
        on_change=_stored,
        args=(place, save),
    )
    _under(place, chosen, stored, save, same_text)


def flag(place: str, label: str, stored: bool | None, save: Save) -> None:
    """예 or 아니요; neither while nobody has said."""
    chosen = st.pills(
        label,
        [True, False],
        default=stored,
        format_func=lambda one: _("예") if one else _("아니요"),
        key=place,
        on_change=_stored,
        args=(place, save),
    )
    _under(place, chosen, stored, save, same_text)


def saved_line() -> None:
    """When a field was stored last in this tab."""
    at = st.session_state.get(_SAVED_AT)
    if at is not None:
        st.markdown(f":green[**{_('저장됨 {time}', time=clock(at))}**]")
    else:
        st.caption(_("적고 다음 칸으로 가면 바로 저장됩니다."))


def _stored(place: str, save: Save) -> None:
    person = visitor()
    problems: dict[str, tuple[Problem, ...]] = st.session_state.setdefault(_PROBLEMS, {})
    problems.pop(place, None)
    try:
        warnings = save(person, st.session_state.get(place))
    except (AssessmentError, Conflict) as refused:
        problems[place] = refused.problems
        return
    if warnings:
        problems[place] = warnings
    st.session_state[_SAVED_AT] = person.office.clock()


def _under(place: str, shown: Any, stored: Any, save: Save, alike: Alike) -> None:
    problems = st.session_state.get(_PROBLEMS, {}).get(place, ())
    for problem in problems:
        colour = "orange" if problem.severity == "warning" else "red"
        st.markdown(f":{colour}[{plain(problem.what)} {plain(problem.fix)}]")
    if problems or alike(shown, stored):
        return
    # typed before the server went down, or changed elsewhere since: the person says which holds
    if stored in (None, ""):
        st.markdown(f":orange[{_('아직 저장되지 않았습니다.')}]")
    else:
        said = _("저장된 값은 ‘{value}’입니다.", value=plain(stored))
        st.markdown(f":orange[{said}]")
    st.button(_("적은 값으로 저장"), key=f"{place}-store", on_click=_stored, args=(place, save))


def _text(value: Any) -> str:
    return str(value).strip() if value is not None else ""
