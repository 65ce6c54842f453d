"""Addresses outside Streamlit: the sign-in page and files that only their own people may fetch."""

from starlette.routing import BaseRoute, Route

from assessment.web import downloads, sign_in


def routes() -> list[BaseRoute]:
    """Every address of ours, as `st.App` takes them."""
    return [
        Route("/login", sign_in.show, methods=["GET"]),
        Route("/login", sign_in.sign_in, methods=["POST"]),
        Route("/demo", sign_in.enter_demo, methods=["POST"]),
        Route("/logout", sign_in.sign_out, methods=["GET", "POST"]),
        Route("/files/{kind}/{number:int}", downloads.send, methods=["GET"]),
    ]
