"""The list beside a question: every area, the items of the one that is open, where one is."""

from html import escape
from urllib.parse import urlencode

import streamlit as st

from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.assessing.answering import Sheet
from assessment.services.assessing.item_texts import item_text
from assessment.services.assessing.sheet import AreaProgress

_ICONS = {
    "answered": "check_circle",
    "not_applicable": "do_not_disturb_on",
    "unknown": "help",
    "unanswered": "radio_button_unchecked",
}


def draw(sheet: Sheet, item: str) -> None:
    """One element of links: a button for each row would be a quarter of the way to an item.

    The keyboard's script (keys.js) follows them without loading the app anew.
    """
    rows = (_area(sheet, area, item) for area in sheet.areas if area.items)
    named = escape(_("문항 목록"))
    st.html(f'<nav class="aside" aria-label="{named}"><ul>{"".join(rows)}</ul></nav>')


def _area(sheet: Sheet, area: AreaProgress, item: str) -> str:
    name = escape(sheet.release.texts[language()].areas[area.id].name)
    done = f"{len(area.items) - area.unanswered}/{len(area.items)}"
    first = next((i for i in area.items if sheet.state(i) == "unanswered"), area.items[0])
    if item not in area.items:
        return f"<li>{_link(sheet, first, f'{name} {done}')}</li>"
    items = "".join(f"<li>{_item(sheet, one, item)}</li>" for one in area.items)
    return f"<li>{_link(sheet, first, f'<b>{name} {done}</b>')}<ul>{items}</ul></li>"


def _item(sheet: Sheet, one: str, here: str) -> str:
    short = escape(item_text(sheet.release, one).short)
    state = sheet.state(one)
    words = (
        f'<span class="mark" aria-hidden="true">{_ICONS[state]}</span>'
        f'<span>{short}<span class="unseen"> {escape(_said(state))}</span></span>'
    )
    return _link(sheet, one, words, ' aria-current="step"' if one == here else "")


def _link(sheet: Sheet, item: str, words: str, marks: str = "") -> str:
    query = urlencode({"form": sheet.release.questionnaire.id, "at": item})
    return f'<a href="?{escape(query)}"{marks}>{words}</a>'


def _said(state: str) -> str:
    return {
        "answered": _("답함"),
        "not_applicable": _("해당 없음"),
        "unknown": _("모름"),
        "unanswered": _("남음"),
    }[state]


STYLE = """
.aside ul { list-style: none; margin: 0; padding: 0; }
.aside li { margin: 0; padding: 0; }
.aside a { display: flex; align-items: center; gap: 8px; min-height: 40px; padding: 4px 12px;
  border-radius: 8px; color: #1e2124; text-decoration: none; line-height: 1.3; }
.aside a:hover { background: #f4f5f6; text-decoration: underline; }
.aside a:focus-visible { outline: 3px solid #0b50d0; outline-offset: -2px; }
.aside a[aria-current] { font-weight: 700; background: #ecf2fe; }
.aside .mark { font-family: "Material Symbols Rounded"; font-size: 20px; line-height: 1;
  font-weight: 400; color: #464c53; user-select: none; flex: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
"""
