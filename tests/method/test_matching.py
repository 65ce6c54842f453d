"""Gaps and the institutions that they lead to."""

from datetime import date

from assessment.definitions.institutions import Capabilities, Capability, Institution, Service
from assessment.definitions.values import Bilingual, Source
from assessment.method.matching import matches, reach

WORDS = Bilingual(ko="말", en="words")
CAPABILITIES = Capabilities(
    format="capabilities/1",
    capabilities={
        name: Capability(name=WORDS, about=WORDS, explicit=name == "trial")
        for name in ("robot", "testing", "data", "trial")
    },
)


def institution(
    name: str, *services: tuple[str, ...], explicit: bool = False, sure: str = "confirmed"
) -> Institution:
    source = Source(source="a paper", as_of=date(2026, 11, 22), confidence=sure)  # type: ignore[arg-type]
    return Institution(
        id=name,
        name=WORDS,
        kind="research",
        science_valley=True,
        place=WORDS,
        contact=WORDS,
        explicit_only=explicit,
        services=tuple(
            Service(id=f"{name}{place}", kind="advice", name=WORDS, tags=tags, source=source)
            for place, tags in enumerate(services)
        ),
    )


def named(known: list[Institution], *tags: str) -> list[str]:
    return [match.institution.id for match in matches(CAPABILITIES, known, tags)]


def test_only_who_shares_a_tag_is_named() -> None:
    known = [institution("a", ("robot",)), institution("b", ("data",))]
    assert named(known, "robot") == ["a"]
    assert named(known) == []
    assert named(known, "unheard-of") == []


def test_who_answers_the_first_tag_comes_first() -> None:
    known = [institution("a", ("testing", "data")), institution("b", ("robot",))]
    assert named(known, "robot", "testing", "data") == ["b", "a"]


def test_a_service_for_the_tag_goes_before_one_that_also_does_it() -> None:
    known = [institution("also", ("testing", "robot")), institution("mainly", ("robot", "data"))]
    assert named(known, "robot") == ["mainly", "also"]


def test_more_services_go_before_fewer_and_the_specialist_before_the_generalist() -> None:
    known = [
        institution("wide", ("robot",), ("testing",), ("data",)),
        institution("narrow", ("robot",)),
        institution("busy", ("robot",), ("robot", "testing")),
    ]
    assert named(known, "robot") == ["busy", "narrow", "wide"]


def test_what_nobody_confirmed_comes_last() -> None:
    known = [institution("doubtful", ("robot",), sure="unconfirmed"), institution("a", ("robot",))]
    assert named(known, "robot") == ["a", "doubtful"]


def test_equal_institutions_keep_the_order_of_the_file() -> None:
    known = [institution(name, ("robot",)) for name in ("c", "a", "b")]
    assert named(known, "robot") == ["c", "a", "b"]


def test_an_explicit_institution_answers_explicit_tags_alone() -> None:
    known = [institution("hospital", ("trial",), ("testing",), explicit=True)]
    assert named(known, "testing") == []
    assert named(known, "testing", "trial") == ["hospital"]


def test_a_match_holds_the_services_for_the_gap_best_first() -> None:
    known = [institution("a", ("data",), ("testing",), ("robot",))]
    (match,) = matches(CAPABILITIES, known, ("robot", "testing"))
    assert [one.id for one in match.services] == ["a2", "a1"]
    assert match.tags == ("robot", "testing")


def test_reach_counts_gaps_and_not_services() -> None:
    known = [institution("a", ("robot",), ("data",)), institution("b", ("testing",))]
    gaps = [("robot", "data"), ("data",), ("testing",)]
    assert reach(CAPABILITIES, known, gaps) == {"a": 2, "b": 1}
