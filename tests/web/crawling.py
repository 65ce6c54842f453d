"""What each address is asked with, so that whatever it could give of another firm is asked for."""

import ast
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from assessment.services.exports.bulk_exporting import CallKind
from assessment.services.exports.exporting import Kind
from tests.web.server import ROOT
from tests.web.two_firms import FORM, OTHER_FORM, Side, World

NOBODY = 9_999


@dataclass(frozen=True)
class Asked:
    """One request; `of` is the side whose matter it is."""

    path: str
    of: Side | None = None
    method: str = "GET"
    form: Mapping[str, str] | None = None


Plan = Callable[[World], Iterator[Asked]]


def _just(path: str) -> Plan:
    def plan(_world: World) -> Iterator[Asked]:
        yield Asked(path)

    return plan


def _posted(path: str, **form: str) -> Plan:
    def plan(_world: World) -> Iterator[Asked]:
        yield Asked(path, None, "POST", {"mark": "m" * 43} | form)

    return plan


def _files(world: World) -> Iterator[Asked]:
    for side in world.sides:
        numbers = {
            "application": (side.assessment, side.draft),
            "receipt": (side.assessment,),
            "proof": (side.assessment, side.draft),
            "evidence": (side.evidence,),
            "paste": (side.application,),
            "bundle": (side.application,),
        }
        for kind in get_args(Kind):
            yield from (Asked(f"/files/{kind}/{number}", side) for number in numbers[kind])
    for kind in get_args(CallKind):
        yield Asked(f"/files/{kind}/{world.call}?reason=점검에+씁니다")
        yield Asked(f"/files/{kind}/{NOBODY}?reason=점검에+씁니다")
    yield Asked(f"/files/evidence/{NOBODY}")
    yield Asked("/files/nothing/1")


def _forms(world: World) -> Iterator[Asked]:
    for side in world.sides:
        yield Asked(f"/files/form/{side.application}/plan", side)


def _offline(world: World) -> Iterator[Asked]:
    for side in world.sides:
        for form in (FORM, OTHER_FORM):
            where = f"/files/offline/{side.firm}/{world.round}/{form}"
            yield Asked(where, side)
            yield Asked(f"{where}?blank=1", side)


def _reviews(world: World) -> Iterator[Asked]:
    mine, theirs = world.sides
    for side in world.sides:
        yield Asked(f"/files/reviews?ids={side.assessment}", side)
    yield Asked(f"/files/reviews?ids={mine.assessment},{theirs.assessment}")
    both = f"{theirs.assessment},{mine.assessment}"
    yield Asked(f"/files/reviews?ids={both}&reason=점검에+씁니다")


def _letters(world: World) -> Iterator[Asked]:
    for side in world.sides:
        form = {"mark": "m" * 43, "firm": str(side.firm)}
        yield Asked("/files/letters", side, "POST", form)


ROUTES: dict[tuple[str, str], Plan] = {
    ("GET", "/health/alive"): _just("/health/alive"),
    ("GET", "/health/ready"): _just("/health/ready"),
    ("GET", "/login"): _just("/login"),
    ("POST", "/login"): _posted("/login", email="nobody@example.kr", password="x"),
    ("GET", "/login/code"): _just("/login/code"),
    ("POST", "/login/code"): _posted("/login/code", code="000000"),
    ("GET", "/login/other"): _just("/login/other"),
    ("GET", "/login/other/back"): _just("/login/other/back?code=x&state=x"),
    ("GET", "/start"): _just("/start"),
    ("POST", "/start"): _posted("/start", name="owner-0@example.kr", code="x", password="x"),
    ("GET", "/set-up"): _just("/set-up"),
    ("POST", "/set-up"): _posted("/set-up", code="x", name="x", email="x", password="x"),
    ("GET", "/ours/{name}"): _just("/ours/session.js"),
    ("POST", "/demo"): _posted("/demo", role="owner"),
    ("GET", "/files/letters"): _just("/files/letters"),
    ("POST", "/files/letters"): _letters,
    ("GET", "/files/made/{errand}"): _just("/files/made/nobodys"),
    ("GET", "/files/offline/{firm:int}/{round:int}/{questionnaire}"): _offline,
    ("GET", "/files/form/{number:int}/{form}"): _forms,
    ("GET", "/files/reviews"): _reviews,
    ("GET", "/files/{kind}/{number:int}"): _files,
}
"""Every route of ours; a new one needs a plan here."""
ENDS = {("GET", "/logout"), ("POST", "/logout")}
"""They end the session that asks; the gate's own tests ask them."""

STREAMLIT = (
    "/_stcore/health",
    "/_stcore/script-health-check",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/upload_file/a/b",
    "/_stcore/bidi-components/a/b.js",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/interact",
    "/component/a/b.js",
    "/app/static/a",
    "/media/a.xlsx",
    "/oauth2callback",
    "/auth/login",
)

EVERY = "*"
_IDS: Mapping[str, Callable[[World, Side], str]] = {
    "firm": lambda world, side: str(side.firm),
    "id": lambda world, side: str(side.assessment),
    "applicant": lambda world, side: str(side.application),
    "call": lambda world, side: str(world.call),
}
"""Query parameters that name somebody's matter."""
_WORDS: Mapping[str, tuple[str, ...]] = {
    "form": (FORM, OTHER_FORM),
    "at": ("list", "excel", "QM01"),
    "part": ("project", "factory", "costs", "kpis"),
    "tab": ("eligibility", "selection", "record"),
    "open": ("basic",),
}
"""Query parameters that name a part of a screen."""
HARMLESS = {"division", "institution", "show", "sort", "status", "mark"}
"""They narrow lists that a screen shows without them, too."""
OF_ROUTES = {"blank", "ended", "ids", "language", "reason", "code", "state"}
"""Of routes outside Streamlit, which have plans of their own."""
PARAMETERS = _IDS.keys() | _WORDS.keys() | HARMLESS | OF_ROUTES
_ON: Mapping[str, tuple[str, ...]] = {
    "assess": ("form", "at"),
    "result": ("form",),
    "firm": ("open",),
    "apply": ("part",),
    "calls": ("tab", "part"),
    "interview": ("form",),
    "inbox": ("form",),
}


def ids(world: World, side: Side) -> dict[str, str]:
    """Everything of the side's that an address can name."""
    return {name: value(world, side) for name, value in _IDS.items()}


def queries(world: World, screen: str, *, words: bool = True) -> Iterator[dict[str, str]]:
    """The addresses of a screen: bare, and with everything of either side's named in it.

    Without `words` none of a part of it: who sees both sides has nothing to find there.
    """
    yield {}
    for side in world.sides:
        own = ids(world, side)
        yield own
        for name in _ON.get(screen, ()) if words else ():
            yield from (own | {name: word} for word in _WORDS[name])
        if screen == "calls":
            yield {"call": own["call"]}
            for word in _WORDS["tab"]:
                yield {"call": own["call"], "tab": word}


_ASKING = tuple(f"query_params.{verb}" for verb in ("get", "get_all", "pop"))


def parameters() -> set[str]:
    """Every name under which the web asks its address for something."""
    found = set()
    for path in (ROOT / "assessment" / "web").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found |= {name for name in _named(node) if name}
    return found


def _named(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        if called.endswith(_ASKING) and node.args:
            yield from _literal(node.args[0])
        if called.startswith("address.") and len(node.args) > 2:
            yield from _literal(node.args[2])
        for given in node.keywords:
            if given.arg == "query_params" and isinstance(given.value, ast.Dict):
                for key in given.value.keys:
                    yield from _literal(key)
    elif isinstance(node, ast.Subscript) and "query_params" in ast.unparse(node.value):
        yield from _literal(node.slice)


def _literal(node: ast.AST | None) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def contents(raw: bytes) -> bytes:
    """The bytes with everything that is packed in them."""
    if not raw.startswith(b"PK\x03\x04"):
        return raw
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        inside = b"\n".join(contents(archive.read(name)) for name in archive.namelist())
        return raw + "\n".join(archive.namelist()).encode() + inside
