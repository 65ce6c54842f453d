"""Evidence: told by content, cleaned, locked with the answers, never another firm's."""

import io
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from assessment.problems import AssessmentError, NotFound
from assessment.records import journal
from assessment.services.assessing import evidence
from assessment.services.assessing.answering import open_assessment, save_answer, sheet, submit
from assessment.services.assessing.evidence import attach_evidence, evidence_file, remove_evidence
from assessment.services.assessing.file_guard import LARGEST, clean
from assessment.services.entry.charges import assign_firm
from assessment.services.office import Office
from assessment.services.review import reviewing
from tests.services.conftest import People

pytestmark = pytest.mark.slow

GPS = 0x8825
ORIENTATION = 0x0112


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(target, format=kind, **options)
    return target.getvalue()


def located() -> bytes:
    """A JPEG that says where it was taken and that it lies on its side."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "Maker"
    exif.get_ifd(GPS)[1] = "N"
    return picture(exif=exif.tobytes())


def paper(script: bool = False, password: str | None = None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if script:
        action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {NameObject(name): value for name, value in action.items()}
        )
    if password:
        writer.encrypt(password)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.fixture
def assessment_id(opened_office: Office, people: People) -> int:
    key = open_assessment(opened_office, people.owner, people.firm_id, "mini")
    save_answer(opened_office, people.owner, key, "QM01", "answered", "c", tab="t", seen=0)
    return key


def test_the_files_of_an_assessment_have_room_for_so_much_and_no_more(
    opened_office: Office, people: People, assessment_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was taken away counts, since it stays on record."""
    whole = len(clean("a.jpg", picture()).content)
    monkeypatch.setattr(evidence, "MOST_BYTES", 2 * whole)
    for item in ("QM01", "QM02"):
        one = attach_evidence(opened_office, people.owner, assessment_id, item, "a.jpg", picture())
    remove_evidence(opened_office, people.owner, one.id)
    with pytest.raises(AssessmentError) as refused:
        attach_evidence(opened_office, people.owner, assessment_id, "QM02", "a.jpg", picture())
    assert [one.code for one in refused.value.problems] == ["too_much_evidence"]
    assert "컨설턴트" in str(refused.value.problems[0].fix)


def test_where_a_photo_was_taken_is_removed_and_it_stands_upright() -> None:
    assert b"Maker" in located()
    cleaned = clean("현장.jpeg", located())
    with Image.open(io.BytesIO(cleaned.content)) as image:
        assert dict(image.getexif()) == {}
        assert image.size == (20, 40)
    assert b"Maker" not in cleaned.content
    assert (cleaned.name, cleaned.media_type) == ("현장.jpg", "image/jpeg")


@pytest.mark.parametrize(
    ("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_pictures_of_each_kind_are_kept(kind: str, media_type: str) -> None:
    cleaned = clean("a.exe", picture(kind))
    assert cleaned.media_type == media_type
    with Image.open(io.BytesIO(cleaned.content)) as image:
        assert image.format == kind


def test_a_plain_pdf_is_kept_as_it_is() -> None:
    assert clean("시험성적서.pdf", paper()).content == paper()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "bad_file"),
        (b"MZ not a picture", "wrong_type"),
        (picture("GIF"), "wrong_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "wrong_type"),
        (picture()[:300], "bad_file"),
        (b"\xff\xd8\xff" + b"x" * 200, "bad_file"),
        (b"%PDF-1.7\nnothing", "bad_file"),
        (b"%PDF-1.7\nnothing\n%%EOF", "bad_file"),
        (paper(script=True), "active_content"),
        (paper(password="x"), "encrypted"),
        (b"\xff\xd8\xff" + bytes(LARGEST), "too_large"),
    ],
)
def test_anything_else_is_refused_with_a_reason(content: bytes, code: str) -> None:
    with pytest.raises(AssessmentError) as caught:
        clean("이름.jpg", content)
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.slow
def test_a_pixel_bomb_is_refused_by_its_header() -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, format="PNG")
    assert len(bomb.getvalue()) < 100_000
    with pytest.raises(AssessmentError) as caught:
        clean("a.png", bomb.getvalue())
    assert caught.value.problems[0].code == "too_large"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\photos\\사진.PNG", "사진.jpg"),
        ("a\r\nb.jpg", "ab.jpg"),
        ("", "file.jpg"),
    ],
)
def test_a_name_is_a_plain_name_with_the_suffix_of_the_content(given: str, kept: str) -> None:
    assert clean(given, picture()).name == kept


def test_evidence_is_attached_shown_and_removed(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    entry = attach_evidence(
        opened_office, people.owner, assessment_id, "QM01", "일지.jpg", located()
    )
    shown = sheet(opened_office, people.owner, assessment_id, "t")
    assert shown.evidence == {"QM01": (entry,)}
    assert shown.assessment.evidence_count == 1
    assign_firm(opened_office, people.manager, people.firm_id, people.consultant.account_id)
    file = evidence_file(opened_office, people.consultant, entry.id)
    assert (file.name, file.media_type, len(file.content)) == ("일지.jpg", "image/jpeg", entry.size)
    remove_evidence(opened_office, people.owner, entry.id)
    assert sheet(opened_office, people.owner, assessment_id, "t").evidence == {}
    with pytest.raises(NotFound):
        evidence_file(opened_office, people.owner, entry.id)


def test_another_firms_evidence_does_not_exist_and_the_attempt_is_journalled(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    entry = attach_evidence(opened_office, people.owner, assessment_id, "QM01", "a.jpg", picture())
    for attempt in (
        lambda: evidence_file(opened_office, people.stranger, entry.id),
        lambda: remove_evidence(opened_office, people.stranger, entry.id),
        lambda: attach_evidence(
            opened_office, people.stranger, assessment_id, "QM01", "a.jpg", picture()
        ),
    ):
        with pytest.raises(NotFound):
            attempt()
    with opened_office.database.reading() as connection:
        assert len(journal.rows(connection, kind="refused")) == 3


def test_after_submission_the_owners_evidence_is_locked_until_sent_back(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    add = lambda who, name: attach_evidence(  # noqa: E731
        opened_office, who, assessment_id, "QM01", name, picture()
    )
    entry = add(people.owner, "a.jpg")
    submit(opened_office, people.owner, assessment_id)
    with pytest.raises(AssessmentError) as caught:
        add(people.owner, "b.jpg")
    assert caught.value.problems[0].code == "locked"
    with pytest.raises(AssessmentError):
        remove_evidence(opened_office, people.owner, entry.id)
    visited = add(people.consultant, "visit.jpg")
    with pytest.raises(AssessmentError):
        remove_evidence(opened_office, people.consultant, entry.id)
    remove_evidence(opened_office, people.consultant, visited.id)
    reviewing.verify(
        opened_office,
        people.consultant,
        assessment_id,
        "QM01",
        "answered",
        "c",
        "confirmed",
        "visit",
    )
    reviewing.send_back(opened_office, people.consultant, assessment_id, {"QM01": "사진?"})
    add(people.owner, "b.jpg")


def test_an_item_that_is_not_asked_takes_no_evidence_and_none_takes_eleven(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    with pytest.raises(NotFound):
        attach_evidence(opened_office, people.owner, assessment_id, "ZZ", "a.jpg", picture())
    for n in range(10):
        attach_evidence(
            opened_office, people.owner, assessment_id, "QM01", "a.jpg", picture(size=(8 + n, 8))
        )
    with pytest.raises(AssessmentError) as caught:
        attach_evidence(opened_office, people.owner, assessment_id, "QM01", "a.jpg", picture())
    assert caught.value.problems[0].code == "too_many"
