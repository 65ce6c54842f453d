"""Why an archive is not let in, in the words that the door says."""

from assessment.locale import Message, message

REPAIR = message("엑셀에서 열어 ‘Excel 통합 문서(.xlsx)’로 다시 저장해 주십시오.")
PLAIN = message("값만 남긴 새 통합 문서(.xlsx)로 저장해 주십시오.")
MACRO = message("매크로가 들어 있습니다.")
MACRO_SHEET = message("엑셀 4.0 매크로 시트가 들어 있습니다.")
CONTROL = message("실행되는 컨트롤(ActiveX)이 들어 있습니다.")
EMBEDDED = message("다른 파일이 끼워 넣어져 있습니다.")
LINKED = message("다른 파일에 이어진 외부 연결이 들어 있습니다.")
CONNECTED = message("외부 자료 연결이 들어 있습니다.")
ADDED = message("추가 기능(웹 확장)이 들어 있습니다.")
DRAWN = message("그림에 실행되는 내용이나 외부 연결이 들어 있습니다.")


class UnsafeError(Exception):
    """An archive that is not let in, and why."""

    def __init__(self, what: Message, fix: Message, code: str) -> None:
        super().__init__(code)
        self.what, self.fix, self.code = what, fix, code


def active(what: Message) -> UnsafeError:
    """Something that could act, or reach out, when the file is opened."""
    return UnsafeError(what, PLAIN, "upload_active")


def broken() -> UnsafeError:
    what = message("파일이 깨졌거나 중간에 끊겼습니다.")
    return UnsafeError(what, message("원본에서 다시 저장해 올려 주십시오."), "upload_broken")


def bomb() -> UnsafeError:
    what = message("압축을 풀면 지나치게 커지는 파일입니다.")
    fix = message("빈 행과 서식을 지우고 새 통합 문서로 저장해 주십시오.")
    return UnsafeError(what, fix, "upload_bomb")


def lying(name: str) -> UnsafeError:
    what = message("압축 안에 적힌 크기와 실제 크기가 다릅니다: {name}", name=name[:60])
    return UnsafeError(what, REPAIR, "upload_false_size")


def twice(name: str) -> UnsafeError:
    what = message("압축 안에 같은 파일이 두 번 들어 있습니다: {name}", name=name[:60])
    return UnsafeError(what, REPAIR, "upload_duplicate")


def not_a_workbook(what: Message) -> UnsafeError:
    return UnsafeError(what, REPAIR, "upload_wrong_type")
