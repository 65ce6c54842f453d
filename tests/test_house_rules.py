"""What must not stand in the source, looked up in every file that git tracks."""

import ast
import math
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
SQL = {"text", "exec_driver_sql", "literal_column", "execute", "executescript", "DDL", "Command"}
RUNS = {"eval", "exec", "__import__", "compile"}
UNSAFE = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml"}
SHELLS = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}
RAW_HTML = {
    "web/calls/call_comparison.py": "a table of numbers; names are escaped",
    "web/calls/call_ranking.py": "rows of bars from call_rows, which escapes every name",
    "web/frame.py": "our style sheet, the skip link, notices that are escaped",
    "web/answering/item_list.py": "areas and items of our own definitions; each word is escaped",
    "web/answering/keys.py": "our own script and our own words, the same for everybody",
    "web/answering/progress.py": "a bar of four counts",
    "web/review/review_keys.py": "our own script, the same for everybody",
    "web/screens/calls.py": "our style sheet",
    "web/screens/complex.py": "our style sheet",
    "web/screens/firms.py": "our style sheet",
    "web/screens/inbox.py": "our style sheet",
    "web/screens/interview.py": "our style sheet",
    "web/screens/referrals.py": "our style sheet",
    "web/screens/review.py": "our style sheet",
    "web/upward.py": "our own script, the same for everybody",
}
"""Who draws HTML of our own, and why no name can run there; each has a test with a hostile name."""
LICENCES = re.compile(r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|0BSD|MIT-CMU")
OTHER_LICENCES = {
    "psycopg": "LGPL-3.0: used unchanged as a library, which the licence allows any program",
    "psycopg-binary": "LGPL-3.0: used unchanged as a library, which the licence allows any program",
}
SECRETS = {
    "a private key": r"-----BEGIN (?:RSA |EC |OPENSSH |PGP )?PRIVATE KEY",
    "a cloud key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of a code host": r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|glpat-[\w-]{20})\b",
    "a chat token": r"\bxox[abprs]-[\w-]{10,}",
    "a key of a paid service": r"\bsk[-_](?:live|proj|ant)?[-_]?[A-Za-z0-9]{24,}",
    "a signed token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
    "a password in an address": r"\b\w+://[^\s/:@{}<>'\"]+:[^\s/:@{}<>'\"]{6,}@[a-z]",
}
TOKEN = re.compile(r"(?<![\w/+=-])[A-Za-z0-9_-]{32,}(?![\w/+=-])")
SURE = 4.6
"""Bits a character from which a long word looks drawn by lot."""
SOMEBODYS_MACHINE = re.compile(r"(?<![\w.~}])/(?:home|root|Users|work)/[A-Za-z]")
TEXTS = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".html", ".js", ".conf", ".service", ""}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is, or is about to be, in the repository."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    names = done.stdout.decode("utf-8").split("\0")
    return tuple(ROOT / name for name in names if name and (ROOT / name).is_file())


def texts() -> Iterator[tuple[str, str]]:
    for path in tracked():
        if path.suffix in TEXTS:
            try:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    """The modules of the program itself."""
    return tuple(
        (path.relative_to(ROOT / "assessment").as_posix(), ast.parse(path.read_text("utf-8")))
        for path in sorted((ROOT / "assessment").rglob("*.py"))
    )


@cache
def calls() -> tuple[tuple[str, str, ast.Call], ...]:
    """Where, what is called, and how."""
    return tuple(
        (f"{name}:{node.lineno}", ast.unparse(node.func), node)
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    )


def put_together(node: ast.expr) -> bool:
    """Whether a text is built from parts: an f-string, `+`, `%`, `.format` or `.join`."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(one, ast.FormattedValue) for one in node.values)
    if isinstance(node, ast.BinOp):
        words = [one for one in ast.walk(node) if isinstance(one, ast.Constant)]
        return any(isinstance(one.value, str) for one in words) or put_together(node.left)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("format", "join", "replace")
    )


def test_no_sql_is_put_together_from_strings() -> None:
    found = [
        where
        for where, called, call in calls()
        if where.startswith("records/")  # import-linter keeps the database's library there
        and called.split(".")[-1] in SQL
        and call.args
        and put_together(call.args[0])
    ]
    assert found == []


def test_nothing_runs_text_as_code_or_loads_objects_that_can() -> None:
    found = [where for where, called, _ in calls() if called in RUNS]
    for name, tree in trees():
        for node in ast.walk(tree):
            named = [one.name for one in getattr(node, "names", ()) if isinstance(one, ast.alias)]
            if isinstance(node, ast.ImportFrom):
                named = [node.module or ""]
            if isinstance(node, ast.Import | ast.ImportFrom):
                found += [f"{name}: {one}" for one in named if one.split(".")[0] in UNSAFE]
    assert found == []


def test_no_command_goes_through_a_shell() -> None:
    found = [where for where, called, _ in calls() if called in SHELLS]
    for where, called, call in calls():
        shell = [one.value for one in call.keywords if one.arg == "shell"]
        if called.startswith("subprocess.") and shell:
            found.append(where)
    assert found == []


def test_raw_html_is_drawn_only_where_no_name_can_run() -> None:
    drawn = set()
    for where, called, call in calls():
        raw = called.endswith((".html", "components.v2.component", "iframe")) and "st." in called
        if raw or any(one.arg == "unsafe_allow_html" for one in call.keywords):
            drawn.add(where.split(":")[0])
        allowed = [one for one in call.keywords if one.arg == "unsafe_allow_html"]
        assert not allowed, f"{where}: unsafe_allow_html"
    assert drawn == RAW_HTML.keys()


def test_no_template_of_the_sign_in_pages_switches_escaping_off() -> None:
    for path in (ROOT / "assessment").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape\s+false", text), path.name
    made = [call for _, called, call in calls() if called == "Environment"]
    assert made
    for call in made:
        assert any(
            one.arg == "autoescape" and ast.unparse(one.value) == "True" for one in call.keywords
        )


def entropy(word: str) -> float:
    """Bits a character."""
    counts = Counter(word)
    return -sum(n / len(word) * math.log2(n / len(word)) for n in counts.values())


def test_no_secret_stands_in_the_repository() -> None:
    found = []
    for name, text in texts():
        if name == "tests/test_house_rules.py":
            continue
        for what, pattern in SECRETS.items():
            found += [f"{name}: {what}" for _ in re.finditer(pattern, text)]
        for word in TOKEN.findall(text):
            mixed = (
                re.search(r"\d", word) and re.search(r"[A-Z]", word) and re.search("[a-z]", word)
            )
            if mixed and entropy(word) > SURE:
                found.append(f"{name}: {word[:8]}…")
    assert found == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    found = [
        f"{name}: {match.group()}"
        for name, text in texts()
        if name != "tests/test_house_rules.py"
        for match in SOMEBODYS_MACHINE.finditer(text)
    ]
    assert found == []


PINNED = r"[\w.\-]+(\[[\w,]+\])?==[\w.]+(; sys_platform != \"win32\")?"


def test_every_requirement_is_pinned_exactly_and_has_its_reason() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt"):
        reason = ""
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                reason = line.strip("# ")
            elif not line:
                reason = ""
            elif not line.startswith("-r "):
                assert re.fullmatch(PINNED, line), f"{name}: {line}"
                assert reason or name == "requirements-dev.txt", f"{name}: {line} has no reason"


def pinned() -> list[Requirement]:
    """What the program stands on by its own choice."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def with_its_needs(asked: Requirement, known: dict[str, Distribution]) -> None:
    """What is asked for and whatever comes with it, by name."""
    name = canonicalize_name(asked.name)
    if name in known and not asked.extras:
        return
    known[name] = distribution(name)
    for line in known[name].requires or []:
        one = Requirement(line)
        if one.marker is None or any(
            one.marker.evaluate({"extra": extra}) for extra in ("", *asked.extras)
        ):
            with_its_needs(one, known)


def licence(found: Distribution) -> str:
    """What the distribution says of its licence: in the newest of the three ways that it uses."""
    said = found.metadata
    classified = [one for one in said.get_all("Classifier", []) if one.startswith("License ::")]
    written = said.get("License") or ""
    return said.get("License-Expression") or " ".join(classified) or written.partition("\n")[0]


def test_what_is_installed_is_what_is_pinned() -> None:
    for one in pinned():
        assert one.specifier.contains(distribution(one.name).version), one


def test_no_licence_at_run_time_binds_whoever_uses_the_program() -> None:
    known: dict[str, Distribution] = {}
    for one in pinned():
        with_its_needs(one, known)
    assert len(known) > 60
    licences = {name: licence(found) for name, found in known.items()}
    others = {name: licences.pop(name) for name in OTHER_LICENCES if name in licences}
    assert {name: said for name, said in licences.items() if not LICENCES.search(said)} == {}
    assert all("LGPL" in said for said in others.values())
