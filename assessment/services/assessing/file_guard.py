"""What may be kept as evidence: looked at, cleaned of where it was taken, or refused."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from PIL import Image, ImageOps, UnidentifiedImageError

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.services.confined import ask

LARGEST = 20 * 1024 * 1024
MOST_PIXELS = {"JPEG": 60_000_000, "PNG": 24_000_000, "WEBP": 24_000_000}
LONGEST_SIDE = 4_000
_IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_MAGIC: Mapping[str, Callable[[bytes], bool]] = {
    "JPEG": lambda head: head.startswith(b"\xff\xd8\xff"),
    "PNG": lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"),
    "WEBP": lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
    "PDF": lambda head: head.startswith(b"%PDF-"),
}
_SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "PDF": ".pdf"}


@dataclass(frozen=True)
class CleanFile:
    """A file as it is kept: the name's suffix tells the true type."""

    name: str
    media_type: str
    content: bytes


def clean(name: str, content: bytes) -> CleanFile:
    """The file without EXIF and the like; anything but a whole JPEG, PNG, WebP or PDF is refused.

    The type is told by the content, never by the name.
    """
    if not content:
        raise _refused(name, message("빈 파일입니다."))
    if len(content) > LARGEST:
        raise _refused(name, message("파일이 20MB보다 큽니다."), "too_large")
    kind = next((kind for kind, starts in _MAGIC.items() if starts(content[:16])), None)
    if kind is None:
        raise _refused(name, message("사진(JPEG·PNG·WebP)이나 PDF가 아닙니다."), "wrong_type")
    shown = _shown_name(name, _SUFFIXES[kind])
    if kind == "PDF":
        _check_pdf(name, content)
        return CleanFile(shown, "application/pdf", content)
    return CleanFile(shown, _IMAGES[kind], _redrawn(name, content, kind))


def _refused(name: str, what: Message, code: str = "bad_file") -> AssessmentError:
    fix = message("20MB 이하의 사진(JPEG·PNG·WebP)이나 PDF를 골라 주십시오.")
    return AssessmentError(Problem(name, what, fix, code=code))


def _shown_name(name: str, suffix: str) -> str:
    last = PurePath(name.replace("\\", "/")).name
    stem = "".join(sign for sign in PurePath(last).stem if sign.isprintable()).strip(". ")
    return f"{stem[:150] or 'file'}{suffix}"


def _redrawn(name: str, content: bytes, kind: str) -> bytes:
    """The same picture drawn anew, turned upright; nothing but its pixels and colours survives."""
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            if image.width * image.height > MOST_PIXELS[kind]:
                raise _refused(name, message("사진의 크기(화소)가 너무 큽니다."), "too_large")
            profile = image.info.get("icc_profile")
            image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is never unpacked whole
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _encoded(ImageOps.exif_transpose(image), kind, profile)
    except Image.DecompressionBombError:
        raise _refused(name, message("사진의 크기(화소)가 너무 큽니다."), "too_large") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise _refused(name, message("사진 파일이 깨져 있습니다.")) from None


def _encoded(image: Image.Image, kind: str, profile: bytes | None) -> bytes:
    modes = {"JPEG": ("RGB", "L"), "WEBP": ("RGB", "RGBA")}
    plain = image if image.mode in modes.get(kind, (image.mode,)) else image.convert("RGB")
    bare = Image.new(plain.mode, plain.size)
    if plain.mode == "P" and (palette := plain.getpalette()):
        bare.putpalette(palette)
    bare.paste(plain)
    target = io.BytesIO()
    kept = {"icc_profile": profile} if profile else {}
    quality = {} if kind == "PNG" else {"quality": 88}
    bare.save(target, format=kind, **kept, **quality)
    return target.getvalue()


def _check_pdf(name: str, content: bytes) -> None:
    if b"%%EOF" not in content[-2048:]:
        raise _refused(name, message("PDF 파일이 중간에 끊겨 있습니다."))
    found = ask("assessment.services.assessing.pdf_look", content)
    if found == "encrypted":
        raise _refused(name, message("암호가 걸린 PDF는 올릴 수 없습니다."), "encrypted")
    if found == "no_pages":
        raise _refused(name, message("PDF에 쪽이 없습니다."))
    if found == "active":
        what = message("실행되는 내용이나 첨부가 든 PDF는 올릴 수 없습니다.")
        raise _refused(name, what, "active_content")
    if found != "plain":
        raise _refused(name, message("PDF 파일이 깨져 있습니다."))
