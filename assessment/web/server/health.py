"""For proxies and watchers: is the process alive, may it be given visitors, what does it count."""

import os
import threading
import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import start_http_server
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from assessment.services.backups.readiness import ready
from assessment.web.server.place import office

ALIVE, READY = "/health/alive", "/health/ready"
PATHS = (ALIVE, READY)
METRICS_PORT = "ASSESSMENT_METRICS_PORT"
WARM_UP_SECONDS = 60.0
"""So long at most a server that still imports what it needs says that it is not ready."""
_THIS_MACHINE = "127.0.0.1"
_begun = time.monotonic()
warm = threading.Event()
"""Set once everything that a first screen needs has been imported."""

_counted = CollectorRegistry()
ProcessCollector(registry=_counted)
requests = Counter(
    "assessment_requests_total", "Answered requests", ["kind", "status"], registry=_counted
)
seconds = Histogram(
    "assessment_request_seconds", "Seconds until a request was answered", ["kind"],
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30), registry=_counted,
)  # fmt: skip
screens = Gauge("assessment_screens_open", "Open screens (websockets)", registry=_counted)
failures = Counter("assessment_screen_failures_total", "Screens that failed", registry=_counted)
_KINDS = {"files": "files", "media": "files", "_stcore": "streamlit", "static": "streamlit"}


async def alive(_request: Request) -> Response:
    """The process answers; nothing else is looked at."""
    return PlainTextResponse("alive")


async def ready_now(_request: Request) -> Response:
    """200 while warm and the records answer in the right shape, else 503 and no word why."""
    late = time.monotonic() - _begun > WARM_UP_SECONDS
    if (warm.is_set() or late) and await run_in_threadpool(ready, office()):
        return PlainTextResponse("ready")
    return PlainTextResponse("not ready", status_code=503)


def answered(path: str, status: int, begun: float) -> None:
    """Count a request by the kind of its address; no address, name or number is kept."""
    kind = _KINDS.get(path.split("/")[1], "page")
    requests.labels(kind, f"{status // 100}xx").inc()
    seconds.labels(kind).observe(time.perf_counter() - begun)


def serve_figures() -> None:
    """On this machine's private port that the environment names, another one for each replica."""
    port = os.environ.get(METRICS_PORT, "")
    if port.isdigit():
        start_http_server(int(port), _THIS_MACHINE, registry=_counted)
