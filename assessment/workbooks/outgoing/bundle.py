"""Several files as one archive, the same bytes for the same files."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from typing import IO

_DAY = (2000, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(?=</dcterms:modified>)")


def packed(members: Mapping[str, bytes]) -> bytes:
    """A zip of these files in their order; names are kept as UTF-8."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()


def pack_into(target: IO[bytes], members: Iterable[tuple[str, bytes]]) -> int:
    """The same of files that are packed already, one by one as they come; how many there were."""
    count = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, _DAY)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
            count += 1
    return count


def without_moment(workbook: bytes) -> bytes:
    """A workbook that its library has stamped with the moment of saving, without that."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    core = "docProps/core.xml"
    if core in members:
        members[core] = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z", members[core])
    return packed(members)
