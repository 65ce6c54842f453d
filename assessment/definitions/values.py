"""The small values of which all definitions are made."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=64)]
ItemId = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=64)]
Words = Annotated[str, Field(min_length=1)]
Whole = Annotated[int, Field(strict=True)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Flag = Annotated[bool, Field(strict=True)]
Version = Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
Confidence = Literal["confirmed", "secondary", "unconfirmed"]


class Frozen(BaseModel):
    """A value that never changes; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def without_empty(written: dict[str, Any], *names: str) -> dict[str, Any]:
    """What is written without these names where they hold nothing."""
    return {name: value for name, value in written.items() if name not in names or value}


class Bilingual(Frozen):
    """A short text in both languages, for files that carry no separate text file."""

    ko: Words
    en: Words


class Source(Frozen):
    """Where a fact comes from, the day it held, and how sure that is."""

    source: Words
    as_of: date
    confidence: Confidence
