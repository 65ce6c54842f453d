"""What the journal's kinds are called: every kind that the code writes has a name of its own."""

import ast
from pathlib import Path

from assessment.locale import speaking
from assessment.records.chain import ERASED
from assessment.services.trust import rights
from assessment.services.trust.journal_words import kind_name

ROOT = Path(__file__).parents[3] / "assessment"


def written() -> set[str]:
    """The kinds that stand beside `journal.append` as words."""
    found = {ERASED, *rights.RIGHTS_KINDS}
    for path in (*ROOT.glob("services/**/*.py"), *ROOT.glob("records/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "append":
                found |= {
                    one.value.value
                    for one in node.keywords
                    if one.arg == "kind"
                    and isinstance(one.value, ast.Constant)
                    and isinstance(one.value.value, str)
                }
    return found


def test_every_kind_that_is_written_is_read_in_words() -> None:
    kinds = written()
    assert {"signed_out", "firm_erased", "published"} <= kinds
    with speaking("ko"):
        assert [kind for kind in sorted(kinds) if kind_name(kind) == kind] == []


def test_an_unknown_kind_is_shown_as_it_is_stored() -> None:
    assert kind_name("of_a_later_version") == "of_a_later_version"
