"""Addresses outside Streamlit: the sign-in page and files that only their own people may fetch."""

from starlette.routing import BaseRoute, Route

from assessment.web.administration import letters
from assessment.web.entering import first_entry, other_sign_in, second_step, sign_in
from assessment.web.server import downloads, health


def routes() -> list[BaseRoute]:
    """Every address of ours, as `st.App` takes them."""
    return [
        Route(health.ALIVE, health.alive, methods=["GET"]),
        Route(health.READY, health.ready_now, methods=["GET"]),
        Route("/login", sign_in.show, methods=["GET"]),
        Route("/login", sign_in.sign_in, methods=["POST"]),
        Route("/login/code", second_step.show, methods=["GET"]),
        Route("/login/code", second_step.check, methods=["POST"]),
        Route("/login/other", other_sign_in.leave, methods=["GET"]),
        Route("/login/other/back", other_sign_in.back, methods=["GET"]),
        Route("/start", first_entry.show_start, methods=["GET"]),
        Route("/start", first_entry.start, methods=["POST"]),
        Route("/set-up", first_entry.show_set_up, methods=["GET"]),
        Route("/set-up", first_entry.set_up, methods=["POST"]),
        Route("/ours/{name}", sign_in.script, methods=["GET"]),
        Route("/demo", sign_in.enter_demo, methods=["POST"]),
        Route("/logout", sign_in.sign_out, methods=["GET", "POST"]),
        Route("/files/letters", letters.show, methods=["GET"]),
        Route("/files/letters", letters.make, methods=["POST"]),
        Route("/files/made/{errand}", downloads.send_made, methods=["GET"]),
        Route(
            "/files/offline/{firm:int}/{round:int}/{questionnaire}",
            downloads.send_offline,
            methods=["GET"],
        ),
        Route("/files/form/{number:int}/{form}", downloads.send_form, methods=["GET"]),
        Route("/files/reviews", downloads.send_reviews, methods=["GET"]),
        Route("/files/{kind}/{number:int}", downloads.send, methods=["GET"]),
    ]
