"""How rows of the journal hang together: what each hash is made of."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

START = "0" * 64
ERASED = "erased"


@dataclass(frozen=True)
class Head:
    """The last row: kept elsewhere, it shows later that no row was cut off the end."""

    seq: int
    hash: str


def canonical(payload: Mapping[str, Any]) -> str:
    """The text of a payload that its digest is taken of."""
    return json.dumps(
        payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )


def digest_of(salt: str, text: str) -> str:
    """What a row says of its payload, which nobody can guess it from."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def chain_hash(row: Mapping[str, Any]) -> str:
    """The hash of a row, over everything in it and the hash of the row before."""
    at = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    parts = [row["seq"], at, *(row[k] for k in ("kind", "actor", "subject", "digest", "previous"))]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
