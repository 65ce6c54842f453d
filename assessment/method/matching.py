"""Which institutions can help with a gap: by the tags that the gap and their services share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.definitions.institutions import Capabilities, Institution, Service


@dataclass(frozen=True)
class Match:
    """An institution with those of its services that answer the gap, the best first."""

    institution: Institution
    services: tuple[Service, ...]
    tags: tuple[str, ...]


def matches(
    capabilities: Capabilities, institutions: Sequence[Institution], tags: Sequence[str]
) -> tuple[Match, ...]:
    """Every institution that shares a tag with the gap, best first.

    A gap's first tag says best what is missing, a service's first tag what it is for. First come
    those who answer the gap's first tag; whose answers are all unconfirmed, after the others;
    then those whose service is for that tag, with more such services; then the specialist with
    fewer kinds of help in all, then who answers more tags, then the order of the file.
    `explicit_only` institutions answer explicit tags alone.
    """
    found: list[tuple[tuple[int, ...], Match]] = []
    for place, institution in enumerate(institutions):
        held = tuple(tag for tag in tags if _answers(capabilities, institution, tag))
        if not held:
            continue
        services = [one for one in institution.services if set(one.tags) & set(held)]
        ordered = sorted(services, key=lambda one: min(_places(tags, one.tags)))
        match = Match(institution, tuple(ordered), held)
        found.append(((tags.index(held[0]), *_order(match), place), match))
    return tuple(match for _key, match in sorted(found, key=lambda one: one[0]))


def _order(match: Match) -> tuple[int, ...]:
    first = match.tags[0]
    fitting = [one for one in match.services if first in one.tags]
    return (
        int(all(one.source.confidence == "unconfirmed" for one in match.services)),
        min(one.tags.index(first) for one in fitting),
        -len(fitting),
        len({tag for one in match.institution.services for tag in one.tags}),
        -len(match.tags),
    )


def reach(
    capabilities: Capabilities,
    institutions: Sequence[Institution],
    gaps: Sequence[Sequence[str]],
) -> Mapping[str, int]:
    """By institution, how many of the gaps it matches."""
    counts = dict.fromkeys((one.id for one in institutions), 0)
    for tags in gaps:
        for match in matches(capabilities, institutions, tags):
            counts[match.institution.id] += 1
    return counts


def _answers(capabilities: Capabilities, institution: Institution, tag: str) -> bool:
    known = capabilities.capabilities.get(tag)
    if known is None or (institution.explicit_only and not known.explicit):
        return False
    return any(tag in one.tags for one in institution.services)


def _places(tags: Sequence[str], held: Sequence[str]) -> list[int]:
    return [place for place, tag in enumerate(tags) if tag in held]
