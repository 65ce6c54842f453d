"""Who can help with a gap: capabilities, institutions, suppliers, and sample gaps to check them."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from assessment.definitions.values import Bilingual, Flag, Frozen, Id, ItemId, Source, Words

Kind = Literal[
    "technopark", "university", "research", "testing", "training", "agency", "company", "hospital"
]
Offer = Literal["advice", "programme", "equipment", "testing", "training", "joint_research", "esg"]


class Capability(Frozen):
    """A kind of help; items carry its id as a tag. `explicit` ones are only for what names them."""

    name: Bilingual
    about: Bilingual
    explicit: Flag = False
    nobody: Bilingual | None = None
    """Why no institution of the register offers it, so that an empty place is meant."""


class Capabilities(Frozen):
    """`data/institutions/capabilities.yaml`: every tag that an item may carry."""

    format: Literal["capabilities/1"]
    capabilities: dict[Id, Capability]


class Service(Frozen):
    """One thing that an institution does for firms; its tags say for which gaps."""

    id: Id
    kind: Offer
    name: Bilingual
    tags: Annotated[tuple[Id, ...], Field(min_length=1)]
    source: Source


class Institution(Frozen):
    """`explicit_only` ones are shown for explicit tags alone, and always with their notice."""

    id: Id
    name: Bilingual
    kind: Kind
    science_valley: Flag
    """One of the nine bodies of the Ansan Science Valley."""
    place: Bilingual
    contact: Bilingual
    """The role to ask for; never a person."""
    explicit_only: Flag = False
    notice: Bilingual | None = None
    services: Annotated[tuple[Service, ...], Field(min_length=1)]
    unknown: tuple[Bilingual, ...] = ()
    """What has to be asked before going there."""


class GapCase(Frozen):
    """A gap, by the tags of an item or by the item itself, with who must be named first."""

    id: Id
    gap: Bilingual
    tags: tuple[Id, ...] = ()
    questionnaire: Id | None = None
    item: ItemId | None = None
    institutions: tuple[Id, ...]
    """All that match, best first."""


class Institutions(Frozen):
    """`data/institutions/institutions.yaml`."""

    format: Literal["institutions/1"]
    institutions: Annotated[tuple[Institution, ...], Field(min_length=1)]
    cases: tuple[GapCase, ...] = ()


class Supplier(Frozen):
    """A solution supplier; what it offers in words, its references as it states them."""

    id: Id
    name: Words
    tags: Annotated[tuple[Id, ...], Field(min_length=1)]
    offers: Bilingual
    sectors: tuple[Id, ...] = ()
    """Sector groups of the industry table; none means all."""
    references: tuple[Bilingual, ...] = ()
    synthetic: Flag = False
    """Made up for the demo, and shown so."""
    source: Source


class Suppliers(Frozen):
    """`data/institutions/suppliers.yaml`; empty until somebody answers for what stands in it."""

    format: Literal["suppliers/1"]
    suppliers: tuple[Supplier, ...] = ()


class Theme(Frozen):
    """A theme that dimensions of several models share, and our areas under it."""

    id: Id
    name: Bilingual
    areas: dict[Id, tuple[ItemId, ...]] = Field(default={})
    """Questionnaire to its areas."""
    models: dict[Id, tuple[Words, ...]] = Field(default={})
    """Model to its dimensions, by their own names."""


class Crosswalk(Frozen):
    """`data/crosswalk.yaml`: for grouping evidence, never for converting scores."""

    format: Literal["crosswalk/1"]
    use: Bilingual
    models: dict[Id, Words]
    """Model to its full name."""
    source: Source
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Network:
    """Everything of `data/institutions/` and the crosswalk; what has errors is left out."""

    capabilities: Capabilities | None = None
    institutions: Institutions | None = None
    suppliers: Suppliers | None = None
    crosswalk: Crosswalk | None = None
