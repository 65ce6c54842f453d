"""How others call the columns of a factory register, and in which units they give figures."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from assessment.definitions.installed import installed
from assessment.definitions.values import Frozen, Id, Number, Source, Words

Names = Annotated[tuple[Words, ...], Field(min_length=1)]


class Unit(Frozen):
    """`factor` makes it million won, thousand dollars, persons or percent."""

    kind: Literal["won", "dollar", "persons", "percent"]
    factor: Annotated[Number, Field(gt=0)]


class RegisterHeaders(Frozen):
    """`data/register_headers.yaml`: our word to the headers that mean it, the best known first."""

    format: Literal["register-headers/1"]
    source: Source
    columns: dict[Id, Names]
    known_but_not_kept: tuple[Words, ...] = ()
    years: Names
    figures: dict[Id, Names]
    units: dict[str, Unit]


def register_headers(root: Path) -> RegisterHeaders:
    """The installation's headers."""
    return installed(root, "register_headers", RegisterHeaders)
