"""How many pixels a picture claims to have, told without decoding it."""

import struct

_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})


def pixels(head: bytes) -> int:
    """Width × height of a PNG, JPEG, GIF, BMP, TIFF or WebP by its beginning; 0 when not told."""
    try:
        if head.startswith(b"\x89PNG"):
            return _area(struct.unpack(">II", head[16:24]))
        if head.startswith(b"GIF8"):
            return _area(struct.unpack("<HH", head[6:10]))
        if head.startswith(b"BM"):
            return _area(struct.unpack("<ii", head[18:26]))
        if head.startswith(b"\xff\xd8\xff"):
            return _jpeg(head)
        if head[:4] in (b"II*\x00", b"MM\x00*"):
            return _tiff(head)
        if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
            return _webp(head)
    except (struct.error, IndexError):
        return 0
    return 0


def _area(sides: tuple[int, ...]) -> int:
    return abs(sides[0]) * abs(sides[1])


def _jpeg(head: bytes) -> int:
    at = 2
    while at + 9 < len(head) and head[at] == 0xFF:
        if head[at + 1] == 0xFF:  # any number of them may stand before a mark
            at += 1
            continue
        if head[at + 1] in _FRAMES:
            return _area(struct.unpack(">HH", head[at + 5 : at + 9]))
        at += 2 + int(struct.unpack(">H", head[at + 2 : at + 4])[0])
    return 0


def _webp(head: bytes) -> int:
    kind = head[12:16]
    if kind == b"VP8X":
        sides = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (24, 27))
        return _area(tuple(sides))
    if kind == b"VP8L":
        (packed,) = struct.unpack("<I", head[21:25])
        return _area((packed % 0x4000 + 1, packed // 0x4000 % 0x4000 + 1))
    wide, high = struct.unpack("<HH", head[26:30])
    return _area((wide % 0x4000, high % 0x4000))


def _tiff(head: bytes) -> int:
    order = "<" if head[:2] == b"II" else ">"
    (at,) = struct.unpack(order + "I", head[4:8])
    (count,) = struct.unpack(order + "H", head[at : at + 2])
    sides = {256: 0, 257: 0}
    for place in range(at + 2, at + 2 + 12 * min(count, 100), 12):
        tag, kind = struct.unpack(order + "HH", head[place : place + 4])
        if tag in sides:
            size = "H" if kind == 3 else "I"
            start = place + 8
            (sides[tag],) = struct.unpack(
                order + size, head[start : start + struct.calcsize(order + size)]
            )
    return sides[256] * sides[257]
