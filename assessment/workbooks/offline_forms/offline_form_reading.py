"""An offline form read back: every answer as it would be kept, every cell that cannot be taken."""

from collections.abc import Mapping, Sequence
from hmac import compare_digest

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.incoming.guard import Admitted
from assessment.workbooks.incoming.own_kinds import refuse_another
from assessment.workbooks.incoming.reading import Sheet, read_workbook
from assessment.workbooks.offline_forms.offline_form import (
    FORM_VERSION,
    FilledForm,
    FindRelease,
    FormMeta,
    Sign,
)
from assessment.workbooks.offline_forms.offline_form_binding import (
    BASE_SHEET,
    META_SHEET,
    Binding,
    Row,
    binding,
    signed,
    version_of,
)
from assessment.workbooks.offline_forms.offline_form_notes import form_notes, share_notes
from assessment.workbooks.offline_forms.offline_form_rows import Codes, RowReader, codes_of
from assessment.workbooks.offline_forms.offline_form_table import answer_table
from assessment.workbooks.offline_forms.offline_form_values import ItemReader
from assessment.workbooks.offline_forms.offline_form_words import FormWords

_AGAIN = message("내려받은 양식에 답을 적어 그대로 올리거나, 새 양식을 받아 답을 옮겨 주십시오.")
Known = tuple[Codes, Mapping[str, ItemReader]]


class FormReader:
    """Reads forms; what a questionnaire's cells may hold is worked out once for all of its forms.

    `release_of` gives the questionnaire by its hash, None where this installation knows none.
    """

    def __init__(self, sign: Sign, release_of: FindRelease) -> None:
        self._sign, self._release_of = sign, release_of
        self._known: dict[tuple[str, tuple[tuple[str, str], ...]], Known] = {}

    def read(self, admitted: Admitted) -> FilledForm:
        """What the form holds.

        AssessmentError, and nothing read, where it is no form of ours, its hidden sheets are gone
        or were changed (the signature), its layout is of another version, its questionnaire is not
        known here, or it is not clear which sheet and columns hold the answers.
        """
        sheets = read_workbook(admitted)
        told = self._bound(admitted.name, sheets)
        codes, items = self._items(admitted.name, told)
        table = answer_table(admitted.name, sheets, told.texts)
        rows = RowReader(admitted.name, table, codes, items)
        answers = rows.answers()
        new = {item: one for item, one in answers.items() if one != told.base.get(item)}
        notes = (
            *form_notes(admitted.name, table, rows.missing),
            *share_notes(admitted.name, codes.shares, new, rows.places),
        )
        faults, where = tuple(rows.faults), (rows.places, rows.remarks)
        return FilledForm(admitted.name, told.meta, told.base, answers, faults, notes, *where)

    def _bound(self, name: str, sheets: Sequence[Sheet]) -> Binding:
        """What the hidden sheets say, once it is sure that they say what we wrote."""
        refuse_another(name, sheets, "form")
        held = {one.name: one for one in sheets}
        if META_SHEET not in held or BASE_SHEET not in held:
            what = message("양식의 숨은 시트가 없어 어느 업체의 것인지 알 수 없습니다.")
            raise _refused(name, what, _AGAIN, "form_no_meta")
        meta, base = _texts(held[META_SHEET]), _texts(held[BASE_SHEET])
        version = version_of(meta)
        if version is not None and version != FORM_VERSION:
            what = message("다른 판의 양식입니다: {version}", version=version)
            fix = message("새 양식을 받아 답을 옮겨 주십시오.")
            raise _refused(name, what, fix, "form_old_version")
        changed = message("양식의 숨은 시트가 바뀌어 있습니다.")
        faults = (*held[META_SHEET].faults, *held[BASE_SHEET].faults)
        if version is None or faults:
            raise _refused(name, changed, _AGAIN, "form_changed")
        try:
            told = binding(meta, base)
        except (ValueError, LookupError):
            raise _refused(name, changed, _AGAIN, "form_changed") from None
        if not compare_digest(self._sign(signed(told.meta, told.base, told.texts)), told.signature):
            raise _refused(name, changed, _AGAIN, "form_changed")
        return told

    def _items(self, name: str, told: Binding) -> Known:
        meta = told.meta
        key = (meta.release + meta.language, tuple(sorted(told.texts.items())))
        if key not in self._known:
            release = self._release_of(meta.release)
            if release is None or release.id != meta.questionnaire:
                raise _unknown_release(name, meta)
            words = FormWords(release, meta.language)
            readers = {
                item: ItemReader(words, item, told.texts)
                for item, one in release.items.items()
                if one.type != "file"
            }
            self._known[key] = (codes_of(release), readers)
        return self._known[key]


def read_form(admitted: Admitted, sign: Sign, release_of: FindRelease) -> FilledForm:
    """One form; for many keep one `FormReader`."""
    return FormReader(sign, release_of).read(admitted)


def _texts(sheet: Sheet) -> list[Row]:
    """A hidden sheet's rows; what is blank is empty."""
    found = []
    for _number, cells in sorted(sheet.rows.items()):
        last = max(cells, default=0)
        found.append(tuple(str(cells.get(column, "")) for column in range(1, last + 1)))
    return found


def _unknown_release(name: str, meta: FormMeta) -> AssessmentError:
    what = message("이 설치에 없는 진단지로 만든 양식입니다: {id}", id=meta.questionnaire)
    return _refused(name, what, _AGAIN, "form_unknown_release")


def _refused(name: str, what: Message, fix: Message, code: str) -> AssessmentError:
    return AssessmentError(Problem(name, what, fix, code))
