"""Published definitions as one text under one hash; what is stored never changes."""

import hashlib
import json
from functools import lru_cache

from pydantic import BaseModel

from assessment.definitions.programmes import Programme
from assessment.definitions.releases import Release


def to_json(model: BaseModel) -> str:
    """The whole value as one line of JSON; the same value always gives the same text.

    Entries keep their order: it decides the order of a sum and of a screen.
    """
    return json.dumps(
        model.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def content_hash(model: BaseModel) -> str:
    """SHA-256 in hexadecimal of the canonical text."""
    return hash_of(to_json(model))


def hash_of(text: str) -> str:
    """SHA-256 in hexadecimal of a stored text: compare it before trusting what was stored."""
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=32)
def release_from_json(text: str) -> Release:
    """The release that `to_json` wrote."""
    return Release.model_validate_json(text)


@lru_cache(maxsize=64)
def programme_from_json(text: str) -> Programme:
    """The programme that `to_json` wrote."""
    return Programme.model_validate_json(text)
