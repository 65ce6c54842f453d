"""Data files of an installation, read once until they change."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from assessment.definitions.shape import read_part
from assessment.definitions.source import COMPILED
from assessment.problems import AssessmentError

M = TypeVar("M", bound=BaseModel)
Stamps = tuple[tuple[str, int], ...]


def installed(root: Path, name: str, model: type[M]) -> M:
    """What `data/<name>.yaml` says; an AssessmentError names all that is wrong with it."""
    path = root / "data" / f"{name}.yaml"
    found = _read(root, path, model, stamps([path]))
    assert isinstance(found, model)
    return found


def stamps(files: Iterable[Path]) -> Stamps:
    """When each file was changed, 0 where there is none: a key for what was made of them."""
    return tuple((str(path), path.stat().st_mtime_ns if path.exists() else 0) for path in files)


@lru_cache(maxsize=32)
def _read(root: Path, path: Path, model: type[BaseModel], _changed: Stamps) -> BaseModel:
    part = read_part(path, model, root / COMPILED)
    if part.model is None or part.problems:
        raise AssessmentError(*part.problems)
    return part.model
