"""The script that Streamlit runs: gate checked, frame drawn, then the screen that was asked for."""

from pathlib import Path

import streamlit as st

from assessment.web import frame
from assessment.web.answering import consent_card
from assessment.web.reconnection import run_again
from assessment.web.visitor import came_through_gate, visitor

st.set_page_config(
    page_title="스마트공장 진단·지원",
    page_icon=str(Path(__file__).with_name("icon.svg")),
    layout="wide",
)

if not came_through_gate():
    st.error("이 주소로는 열 수 없습니다. app.py로 시작해 주십시오. Start the app by app.py.")
    st.stop()

person = visitor()
pages = frame.pages(person.actor.role)
own_password, own_account = frame.password_page(), frame.account_page()
chosen = st.navigation(
    [own_password] if person.actor.must_change_password else [*pages, own_password, own_account],
    position="sidebar" if person.actor.role != "owner" else "hidden",
)
run_again.when_back()
frame.header(person, pages)
chosen.run()
consent_card.remind(person)
frame.footer(person)
