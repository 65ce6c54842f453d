"""Words given to an option or argument, and what is said when they are wrong."""

import os
import sys
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from assessment.locale import Message, message
from assessment.problems import AssessmentError

if TYPE_CHECKING:
    from assessment.workbooks.incoming.guard import Kind

Given = TypeVar("Given")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


class WrongValue(typer.BadParameter):
    """A refused value of an option, told in both languages after the value itself."""

    def __init__(self, option: str, *told: Message, given: object = "") -> None:
        self.said = _Said(repr(str(given)) if str(given) else "", told)
        super().__init__(str(self.said), param_hint=option)


@dataclass(frozen=True)
class _Said:
    given: str
    told: tuple[Message, ...]

    def __str__(self) -> str:
        words = " ".join(str(one) for one in self.told)
        return f"{self.given}. {words}" if self.given else words


def chosen(given: str, known: Collection[str], option: str) -> str:
    """The known word; small letters and hyphens will do. A near one is named for a typo."""
    word = given.strip().lower().replace("-", "_")
    if word in known:
        return word
    near = get_close_matches(word, known, n=1, cutoff=0.5)
    told = [message("있는 이름: {names}", names=", ".join(known))]
    if near:
        told.insert(0, message("‘{near}’을(를) 적으려 하셨습니까?", near=near[0]))
    raise WrongValue(option, *told, given=given)


def needed(given: Given | None, name: str) -> Given:
    """An argument without which this use of the command makes no sense."""
    if given is None:
        raise WrongValue(name, message("빠졌습니다."))
    return given


class NotThere(typer.BadParameter):
    """A file or folder to be read that does not exist; the same words for every command."""

    def __init__(self, path: Path | str) -> None:
        told = message("그런 파일이나 폴더가 없습니다. 경로를 확인해 주십시오.")
        super().__init__(str(told), param_hint=str(path))


def there(path: Path) -> Path:
    """A path that is to be read."""
    if not _exists(path):
        raise NotThere(path)
    return path


def name_or_there(given: str) -> str:
    """An id, or what can only be a path and then has to exist."""
    a_path = "/" in given or os.sep in given or Path(given).suffix in (".yaml", ".yml")
    if a_path and not _exists(Path(given)):
        raise NotThere(given)
    return given


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # in a folder that may not be read: who opens it says what is wrong
        return True


def table_kind(output: Path) -> "Kind":
    """The kind of table that is to be written."""
    from assessment.workbooks.tabular.tables import kind_of

    try:
        return kind_of(output)
    except AssessmentError as refused:
        (problem,) = refused.problems
        raise WrongValue("--output", problem.what, problem.fix, given=output) from None


def output_of(place: Path | None, option: Path | None) -> Path:
    """Where to write: after the input files, or behind --output."""
    if place is not None and option is not None and place != option:
        raise WrongValue("--output", message("두 번 적혔습니다."))
    return needed(option if place is None else place, "--output")


def place_of(output: Path, name: str) -> Path:
    """Where a file of this name goes: into a folder, or under the name given, of its own kind."""
    if output.is_dir():
        return output / name
    suffix = Path(name).suffix
    ending_in(output, suffix)
    return output


def ending_in(output: Path, suffix: str) -> None:
    """Refuse the name of another kind of file: what opens it would call it broken."""
    if output.suffix.lower() != suffix:
        told = message("{suffix} 파일입니다. 이름을 {suffix}(으)로 끝내 주십시오.", suffix=suffix)
        raise WrongValue("--output", told, given=output)


def alone(replayed: Path | None, *others: object) -> bool:
    """Whether a file is to be replayed; then nothing else may be asked."""
    if replayed is None:
        return False
    if any(one is not None for one in others):
        told = message("파일에 모든 것이 들어 있어 다른 인자와 함께 쓸 수 없습니다.")
        raise WrongValue("--replay", told)
    return True


def one_thread() -> None:
    """Sums on one thread, so that they add up the same each time; before numpy is loaded."""
    if "numpy" not in sys.modules:
        os.environ.update(dict.fromkeys(THREADS, "1"))
