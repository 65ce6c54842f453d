"""What each review workbook said when it was last brought in: the next merge starts from there.

A consultant brings the same book in every evening; what it said yesterday is by now stored, and
only what was typed since is new. Kept are digests, by firm and item, never words.
"""

import json
from collections.abc import Mapping
from hashlib import sha256

from assessment.records import settings
from assessment.records.database import Connection
from assessment.services.review.review_book_words import Finding
from assessment.workbooks.review_books.review_book_reading import Key

_PREFIX = "review_book:"
ELSE = Finding("", None, "", "", None)
"""A finding that is none of those at hand."""


class Memory:
    """What one workbook said last; empty before it was ever brought in."""

    def __init__(self, connection: Connection, nonce: str) -> None:
        self._connection, self._name = connection, f"{_PREFIX}{nonce}"[:40]
        kept = settings.get(connection, self._name)
        self._held: dict[str, dict[str, str]] = json.loads(kept) if kept else {}

    def said(self, key: Key, *known: Finding | None) -> Finding | None:
        """Which of the known findings it was, `ELSE` when it was another one."""
        digest = self._held[key[0]][key[1]]
        return next((one for one in known if one and _digest(one) == digest), ELSE)

    def __contains__(self, key: Key) -> bool:
        return key[1] in self._held.get(key[0], {})

    def keep(self, said: Mapping[Key, Finding]) -> None:
        """From here on this is what it said."""
        if not said:
            return
        for (firm, item), one in said.items():
            self._held.setdefault(firm, {})[item] = _digest(one)
        settings.put(self._connection, self._name, json.dumps(self._held, sort_keys=True))


def _digest(one: Finding) -> str:
    held = (one.state, one.value, one.reason, one.method, one.note)
    text = json.dumps(held, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:32]
