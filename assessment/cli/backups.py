"""`backup` and `restore`: everything out as one encrypted file, and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.choosing import there
from assessment.cli.definitions import ROOT
from assessment.cli.entering import OPERATOR, entered
from assessment.cli.printing import SPOKEN, AsOption, JsonFlag, LangOption, reporting
from assessment.locale import message
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem

if TYPE_CHECKING:
    from assessment.services.backups.backup_files import Backup

KeyOption = Annotated[
    Path | None, typer.Option("--key", help="열쇠 파일(설정 backup_key) · key file")
]


def backup(
    folder: Annotated[
        Path | None, typer.Option("--to", help="폴더(설정 backup_folder) · folder")
    ] = None,
    key: KeyOption = None,
    keep: Annotated[
        int | None, typer.Option("--keep", min=1, help="남길 개수(14) · how many to keep")
    ] = None,
    new_key: Annotated[
        Path | None, typer.Option("--new-key", help="새 열쇠를 이 파일에 · make a key")
    ] = None,
    verify: Annotated[
        Path | None, typer.Option("--verify", help="이 백업을 확인만 · check a backup")
    ] = None,
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("backup", as_json, lang) as report:
        from assessment.services.backups import backing_up, backup_files
        from assessment.services.office import read_settings

        if new_key is not None:
            name = backup_files.new_key(new_key, ROOT)
            lines = [
                _("열쇠를 만들었습니다: {path}", path=new_key),
                _("열쇠를 잃으면 백업을 열 수 없습니다. 다른 곳에도 한 벌 두십시오."),
            ]
            report.finish({"key": name, "path": str(new_key)}, lines)
        if verify is not None:
            there(verify)
        secret = _key(key)
        if verify is not None:
            found = backup_files.check(verify, secret)
            report.finish(_summary(found), [_whole(found)])
        settings = read_settings()
        target = _folder(folder or settings.get("backup_folder"))
        office, actor = entered(account)
        many = keep or int(settings.get("backup_keep", backing_up.KEEP))
        made = backing_up.back_up(office, actor, target, secret, many)
        dropped = [one.name for one in made.dropped]
        lines = [str(made.backup.path), _whole(made.backup)]
        report.finish({**_summary(made.backup), "dropped": dropped}, lines)


def _folder(named: Path | str | None) -> Path:
    if named is None:
        raise AssessmentError(
            Problem(
                "backup",
                message("백업을 둘 폴더가 정해지지 않았습니다."),
                message("--to나 설정의 backup_folder에 적어 주십시오."),
                code="backup_folder",
            )
        )
    return Path(named)


def restore(
    file: Annotated[Path, typer.Argument(help="백업 파일 · a backup")],
    key: KeyOption = None,
    database: Annotated[
        str | None, typer.Option("--database", help="어디에(설정 database) · where to")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="있던 것을 바꿔침 · in place of what is there")
    ] = False,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("restore", as_json, lang) as report:
        there(file)
        from assessment.services.backups import restoring
        from assessment.services.office import address_of

        done = restoring.restore(file, _key(key), database or address_of(ROOT), replace=replace)
        lines = [
            _(
                "{count}행을 되살렸습니다. 백업과 같고 기록 사슬이 온전합니다.",
                count=f"{done.contents.rows:,}",
            )
        ]
        if done.aside is not None:
            lines.append(_("있던 데이터베이스: {path}", path=done.aside))
        summary = {"rows": done.contents.rows, "made_at": done.made_at, "journal":
                   vars(done.contents.head), "aside": done.aside and str(done.aside)}  # fmt: skip
        report.finish(summary, lines)


def _key(path: Path | None) -> bytes:
    from assessment.services.backups.backup_files import read_key
    from assessment.services.office import read_settings

    if path is not None:
        there(path)
    named = path or read_settings().get("backup_key")
    return read_key(Path(named) if named else None, ROOT)


def _summary(found: "Backup") -> dict[str, object]:
    tables = {name: one.rows for name, one in found.contents.tables.items()}
    return {
        "path": str(found.path),
        "bytes": found.size,
        "made_at": found.made_at,
        "revision": found.contents.revision,
        "journal": vars(found.contents.head),
        "tables": tables,
    }


def _whole(found: "Backup") -> str:
    return _(
        "{count}행, {size} MB, 끝까지 읽어 확인했습니다.",
        count=f"{found.contents.rows:,}",
        size=f"{found.size / 1e6:,.1f}",
    )
