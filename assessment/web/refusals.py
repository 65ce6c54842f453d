"""What a service refuses, said where the person is looking."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from assessment.problems import AssessmentError, NotFound, Problem
from assessment.web.wording import plain


@contextmanager
def reported() -> Iterator[None]:
    """Show the problems of the block here instead of failing the screen; NotFound goes on."""
    try:
        yield
    except NotFound:
        raise
    except AssessmentError as refused:
        for problem in refused.problems:
            show(problem)


def show(problem: Problem) -> None:
    """One problem: what is wrong and what to do."""
    text = f"{plain(problem.what)} {plain(problem.fix)}"
    if problem.severity == "warning":
        st.warning(text, icon=":material/info:")
    else:
        st.error(text, icon=":material/error:")
