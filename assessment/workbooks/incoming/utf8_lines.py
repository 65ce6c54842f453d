"""The first line of a text that can only be UTF-8, found without decoding line by line."""

import re

import numpy as np
from numpy.typing import NDArray

_PIECE = 256 * 1024
_HANGUL = re.compile("[가-힣]")
_Signs = NDArray[np.uint8]
_Marks = NDArray[np.bool_]


def is_hangul_in_utf8(line: bytes) -> bool:
    """Whether the bytes decode, and to Hangul."""
    try:
        return _HANGUL.search(line.decode("utf-8")) is not None
    except UnicodeDecodeError:
        return False


def first_hangul_line(content: bytes, begun: int, stop: int) -> int | None:
    """Where the first line that is Hangul in UTF-8 begins, from `begun` on and before `stop`."""
    at = begun
    while at < stop:
        end = _end_of_piece(content, at)
        found = _in_piece(content, at, end)
        if found is not None:
            return found if found <= stop else None
        at = end
    return None


def _end_of_piece(content: bytes, at: int) -> int:
    """After the last line that ends within a piece; of a longer line its end."""
    most = at + _PIECE
    if most >= len(content):
        return len(content)
    last = max(content.rfind(sign, at, most) for sign in (b"\n", b"\r"))
    if last >= 0:
        return last + 1
    ends = [place for sign in (b"\n", b"\r") if (place := content.find(sign, most)) >= 0]
    return min(ends, default=len(content) - 1) + 1


def _in_piece(content: bytes, at: int, end: int) -> int | None:
    if end - at > _PIECE:
        return at if is_hangul_in_utf8(content[at:end]) else None
    signs = np.frombuffer(content, np.uint8, end - at, at)
    hangul = _hangul(signs)
    if not hangul.any():
        return None
    ends = np.flatnonzero((signs == 10) | (signs == 13))
    starts = np.concatenate(([0], ends + 1))
    starts = starts[starts < len(signs)]
    good = ~np.logical_or.reduceat(_misplaced(signs), starts)
    good &= np.logical_or.reduceat(hangul, starts)
    for place in np.flatnonzero(good):
        first = int(starts[place])
        last = int(starts[place + 1]) if place + 1 < len(starts) else len(signs)
        if is_hangul_in_utf8(content[at + first : at + last]):
            return at + first
    return None


def _misplaced(signs: _Signs) -> _Marks:
    """Bytes that UTF-8 does not know, or not in this place."""
    three, four = (signs & 0xF0) == 0xE0, signs >= 0xF0
    more = ((signs >= 0xC2) & (signs < 0xE0)) | three | four
    wanted = np.zeros(len(signs), bool)
    wanted[1:] = more[:-1]
    wanted[2:] |= (three | four)[:-2]
    wanted[3:] |= four[:-3]
    odd: _Marks = ((signs & 0xC0) == 0x80) != wanted
    odd |= (signs == 0) | (signs == 0xC0) | (signs == 0xC1) | (signs > 0xF4)
    before, after = signs[:-1], signs[1:]
    odd[1:] |= ((before == 0xED) & (after >= 0xA0)) | ((before == 0xE0) & (after < 0xA0))
    odd[1:] |= ((before == 0xF0) & (after < 0x90)) | ((before == 0xF4) & (after >= 0x90))
    return odd


def _hangul(signs: _Signs) -> _Marks:
    """The first bytes of Hangul syllables."""
    found: _Marks = (signs == 0xEB) | (signs == 0xEC)
    before, after = signs[:-1], signs[1:]
    found[:-1] |= ((before == 0xEA) & (after >= 0xB0)) | ((before == 0xED) & (after < 0x9E))
    return found
