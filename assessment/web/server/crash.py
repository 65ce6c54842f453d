"""When a screen fails: a friendly message with a number; the details go to the log alone."""

import logging
import secrets

import streamlit as st

from assessment.locale import translate as _
from assessment.problems import AssessmentError, NotFound
from assessment.web.server import health
from assessment.web.wording import plain

_log = logging.getLogger("assessment")


def tell_alone() -> None:
    """Have Streamlit not log what `on_script_error` is given: it would for every page not found."""
    logging.getLogger("streamlit.error_util").addFilter(_not_uncaught)


def _not_uncaught(record: logging.LogRecord) -> bool:
    return record.msg != "Uncaught app execution"


def on_script_error(error: Exception) -> bool:
    """Shows what a person can act on and hides the rest; true tells Streamlit that it is done."""
    if isinstance(error, NotFound):
        st.warning(_("없는 페이지입니다. 주소를 확인하거나 처음 화면으로 돌아가 주십시오."))
        return True
    if isinstance(error, AssessmentError) and not _of_a_definition(error):
        for problem in error.problems:
            st.error(f"{plain(problem.what)} {plain(problem.fix)}")
        return True
    health.failures.inc()
    number = secrets.token_hex(4)
    _log.error("문의번호 %s", number, exc_info=error)
    st.error(
        _(
            "화면을 여는 중에 문제가 생겼습니다. 저장된 답변은 그대로 있습니다. "
            "새로고침해 주십시오. 계속되면 문의번호 {number}를 알려 주십시오.",
            number=number,
        )
    )
    return True


def _of_a_definition(error: AssessmentError) -> bool:
    """Whether a file of ours is wrong, which whoever looks at the screen cannot mend."""
    return any(".yaml" in problem.where for problem in error.problems)
