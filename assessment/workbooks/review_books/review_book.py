"""A workbook in which a consultant notes findings without a line: what it holds, and its seal.

A sheet a firm, because a visit is to one firm: its tab opens it, it prints as that firm's paper,
and no filter has to be set with a thumb. `review_book_writing` makes it, `review_book_reading`
reads it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from assessment.workbooks.outgoing.text import fitted

BOOK_VERSION = "review-book/1"
META, BASE, LISTS = "_meta", "_base", "_lists"
FIRM_MARK, METHOD_MARK = "firm:", "method"
Sign = Callable[[bytes], str]
"""The signature of these bytes under the installation's own secret."""
Typed = str | float | None
Part = Literal["value", "reason", "method", "note"]
PARTS: tuple[Part, ...] = ("value", "reason", "method", "note")
"""What is typed in a row; the first row of a sheet, which is hidden, says which column is which."""


class BaseRow(NamedTuple):
    """Claim and finding of one item as they were when the book was made; "" is nothing."""

    firm: str
    item: str
    claim_state: str
    claim_value: str
    state: str
    value: str
    reason: str
    method: str
    note: str


@dataclass(frozen=True)
class Bound:
    """Which assessment a sheet stands for: its number, the firm's pseudonym, the release's hash."""

    key: str
    pseudonym: str
    release: str


@dataclass(frozen=True)
class BookMeta:
    """For whom the book was made; `issued_to` is an account's pseudonym, `issued_at` ISO in UTC."""

    issued_to: str
    issued_at: str
    nonce: str
    language: str
    firms: tuple[Bound, ...]
    version: str = BOOK_VERSION

    def pairs(self) -> dict[str, str]:
        """Its single values by name, as the hidden sheet holds them."""
        names = ("version", "issued_to", "issued_at", "nonce", "language")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Entry:
    """The cells of a row that are typed."""

    value: Typed = None
    reason: str | None = None
    method: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class BookRow:
    """One item: what is read, what may be chosen, what stands there already.

    `choices` is a drop-down; where it is not `closed` anything may be typed besides, a number
    within `limits`. `same` is how the claim reads as a value, nothing where there is no claim.
    """

    item: str
    title: str
    claim: str
    backing: str
    ask: str
    moves: bool
    choices: tuple[str, ...]
    closed: bool
    limits: tuple[float, float] | None
    same: Typed
    held: Entry


@dataclass(frozen=True)
class BookFirm:
    """One firm's sheet; `facts` are the cells of the overview, `about` is one line."""

    bound: Bound
    name: str
    about: str
    facts: tuple[Typed, ...]
    rows: tuple[BookRow, ...]


@dataclass(frozen=True)
class BookWords:
    """What the drop-downs say: reasons and methods in their order, and the words rules hang on."""

    reasons: tuple[str, ...]
    methods: tuple[str, ...]
    same: str
    confirmed: str
    other: str
    method: str


@dataclass(frozen=True)
class ReviewBook:
    """All that is written; `heads` name the facts of the overview."""

    title: str
    lines: tuple[str, ...]
    heads: tuple[str, ...]
    firms: tuple[BookFirm, ...]
    words: BookWords
    meta: BookMeta
    base: tuple[BaseRow, ...]
    demo: bool = False


def sealed(meta: BookMeta, base: tuple[BaseRow, ...]) -> bytes:
    """What the signature is over: everything that says what the book stands for."""
    firms = [[one.key, one.pseudonym, one.release] for one in meta.firms]
    whole: list[object] = [BOOK_VERSION, meta.pairs(), firms, [list(row) for row in base]]
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def holdable(book: ReviewBook) -> ReviewBook:
    """The same book; what is read back from it stands as cells can hold it."""
    firms = tuple(
        replace(firm, rows=tuple(replace(row, held=_holdable(row.held)) for row in firm.rows))
        for firm in book.firms
    )
    return replace(book, firms=firms, base=tuple(BaseRow(*map(fitted, row)) for row in book.base))


def _holdable(one: Entry) -> Entry:
    texts = {part: getattr(one, part) for part in PARTS}
    return replace(one, **{k: fitted(v) for k, v in texts.items() if isinstance(v, str)})
