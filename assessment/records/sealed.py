"""A stream of bytes encrypted piece by piece: AES-256-GCM, each piece bound to its place.

`MAGIC`, one line of JSON (never secret), a salt, then pieces of length and ciphertext. The key of a
file is made from the master key and the salt, so the count of a piece can be its nonce; the nonce
also says whether it is the last, so a file that was cut off cannot pass for a whole one.
"""

import hashlib
import json
import secrets
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"ASSESSMENT-BACKUP-1\n"
PIECE = 1 << 20
KEY_BYTES = 32
_SALT, _LONGEST_HEAD = 32, 4096
Fault = Literal["not_ours", "wrong_key", "cut_off", "damaged"]


class SealedFault(Exception):
    """The file cannot be opened; `fault` says in which way."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


def key_name(key: bytes) -> str:
    """What tells keys apart without telling anything of them."""
    return hashlib.sha256(b"name of a backup key\n" + key).hexdigest()[:16]


def seal(parts: Iterable[bytes], target: IO[bytes], key: bytes, head: Mapping[str, Any]) -> None:
    """Write the parts, compressed and encrypted; memory does not grow with them."""
    told = json.dumps({**head, "key": key_name(key)}, ensure_ascii=False).encode() + b"\n"
    salt = secrets.token_bytes(_SALT)
    target.write(MAGIC + told + salt)
    cipher = _cipher(key, salt, told)
    number, waiting = 0, bytearray()
    for part in _compressed(parts):
        waiting += part
        while len(waiting) > PIECE:
            target.write(_piece(cipher, number, bytes(waiting[:PIECE]), last=False))
            del waiting[:PIECE]
            number += 1
    target.write(_piece(cipher, number, bytes(waiting), last=True))


def head_of(source: IO[bytes]) -> dict[str, Any]:
    """What is written in front, readable without the key."""
    if source.read(len(MAGIC)) != MAGIC:
        raise SealedFault("not_ours")
    line = source.readline(_LONGEST_HEAD)
    try:
        found = json.loads(line)
    except ValueError:
        raise SealedFault("damaged") from None
    if not line.endswith(b"\n") or not isinstance(found, dict):
        raise SealedFault("damaged")
    return found


def unseal(source: IO[bytes], key: bytes) -> Iterator[bytes]:
    """The parts again, each as soon as it is proved genuine; SealedFault at the first that is not.

    Whoever takes them must not keep anything before the last one has come.
    """
    head = head_of(source)
    length = source.tell() - len(MAGIC)
    source.seek(len(MAGIC))
    told, salt = source.read(length), source.read(_SALT)
    if head.get("key") != key_name(key):
        raise SealedFault("wrong_key")
    cipher, number, last = _cipher(key, salt, told), 0, False
    inflate = zlib.decompressobj()
    while not last:
        last, piece = _opened(cipher, number, source)
        number += 1
        while piece:
            yield inflate.decompress(piece, PIECE)
            piece = inflate.unconsumed_tail
    yield inflate.flush()
    if source.read(1) or not inflate.eof:
        raise SealedFault("damaged")


def _compressed(parts: Iterable[bytes]) -> Iterator[bytes]:
    deflate = zlib.compressobj(6)
    for part in parts:
        yield deflate.compress(part)
    yield deflate.flush()


def _cipher(key: bytes, salt: bytes, told: bytes) -> AESGCM:
    # what stands in front is part of the key's making: whoever changes it opens nothing
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt, b"assessment backup\n" + told).derive(key))


def _piece(cipher: AESGCM, number: int, plain: bytes, *, last: bool) -> bytes:
    sealed = cipher.encrypt(_nonce(number, last=last), plain, None)
    return struct.pack(">?I", last, len(sealed)) + sealed


def _opened(cipher: AESGCM, number: int, source: IO[bytes]) -> tuple[bool, bytes]:
    front = source.read(5)
    if len(front) < 5:
        raise SealedFault("cut_off")
    last, length = struct.unpack(">?I", front)
    if length > PIECE + 16:
        raise SealedFault("damaged")
    sealed = source.read(length)
    if len(sealed) < length:
        raise SealedFault("cut_off")
    try:
        return last, cipher.decrypt(_nonce(number, last=last), sealed, None)
    except InvalidTag:
        raise SealedFault("damaged") from None


def _nonce(number: int, *, last: bool) -> bytes:
    return struct.pack(">xxxQ?", number, last)
