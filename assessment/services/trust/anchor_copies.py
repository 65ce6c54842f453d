"""What must outlive this machine, beside it: the anchors and the list of erasures in a folder
elsewhere (setting `anchors_copy`), to which lines are only ever added."""

from pathlib import Path

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.services.office import Office, read_settings
from assessment.services.trust import erasing
from assessment.services.trust.anchors import FILE, append_line, folder_of

COPIED = (FILE, erasing.FILE)


def copy_folder() -> Path | None:
    """The folder that the settings name, on another machine."""
    named = read_settings().get("anchors_copy")
    return Path(str(named)) if named else None


def copy_place() -> Path | None:
    """The same once anchors lie in it."""
    folder = copy_folder()
    return folder if folder is not None and (folder / FILE).is_file() else None


def copy_off(office: Office) -> Path | None:
    """Add to the copies what they lack, and say where they are; none where no folder is named.

    Nothing in them is changed or taken away: who can write here cannot undo what stands there.
    """
    folder = copy_folder()
    if folder is None:
        return None
    try:
        if not folder.is_dir():  # an unmounted disk is not to be mistaken for an empty one
            raise FileNotFoundError(2, "No such folder")
        for name in COPIED:
            _add_lacking(folder_of(office) / name, folder / name)
    except OSError as error:
        what = message("확인값을 다른 곳에 두지 못했습니다: {reason}", reason=error.strerror or "")
        fix = message("설정의 anchors_copy 폴더가 연결되어 있고 쓸 수 있는지 확인해 주십시오.")
        raise AssessmentError(Problem(str(folder), what, fix, code="anchors_copy")) from error
    return folder


def _add_lacking(source: Path, target: Path) -> None:
    known = set(_lines(target))
    lacking = [line for line in _lines(source) if line not in known]
    if lacking:
        append_line(target, "".join(f"{line}\n" for line in lacking))


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        return []
    text = path.read_text(encoding="ascii", errors="replace")
    return [line for line in text.split("\n") if line.strip()]
