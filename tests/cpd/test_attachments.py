"""LearnMentor promises that a file is judged by what is in it, and that a refusal says what to do."""

import struct
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.ground.attachments import compound_files, file_kinds, refused_files
from learnmentor.ground.attachments.file_kinds import Unacceptable
from tests.cpd import samples


def _judge(name: str, content: bytes, *, limit_mb: int = 1) -> str:
    return file_kinds.accept(name, BytesIO(content), limit_mb=limit_mb)[1]


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("slides.pdf", samples.PDF, "application/pdf"),
        ("Board.PNG", samples.PNG, "image/png"),
        ("photo.jpeg", samples.JPEG, "image/jpeg"),
        ("photo.heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 20, "image/heic"),
        ("notes.docx", samples.WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("marks.xlsx", samples.EXCEL, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("talk.pptx", samples.POWERPOINT, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("plan.odt", samples.OPEN_TEXT, "application/vnd.oasis.opendocument.text"),
        ("old.doc", samples.OLD_OFFICE, "application/msword"),
        ("notes.txt", samples.TEXT, "text/plain"),
        ("notes.txt", "Résumé, déjà vu".encode("cp1252"), "text/plain"),
        ("notes.txt", "Grüße".encode("utf-16"), "text/plain"),
        ("hours.csv", b"date;hours\r\n2026-11-12;1,5\r\n", "text/csv"),
    ],
)
def test_ordinary_files_are_welcome(name: str, content: bytes, media: str) -> None:
    assert _judge(name, content) == media


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("nothing.pdf", b"", "nothing.pdf is empty"),
        ("secret.docx", samples.OLD_OFFICE, "protected by a password"),
        ("programme.exe", b"MZ\x90\x00\x03", "cannot be added"),
        ("page.html", b"<script>alert(1)</script>", "cannot be added"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot be added"),
        ("clip.mp4", b"\x00\x00\x00\x18ftypisom" + b"\x00" * 20, "cannot be added"),
        ("things.zip", samples.archive(a=b"1"), "cannot be added"),
        ("macros.docx", samples.office("word", **{"word/vbaProject.bin": b"\x00"}), "cannot be added"),
        ("cut.docx", samples.WORD[:-30], "cannot be added"),
        ("notes.txt", b"text\x00with a zero", "cannot be added"),
        ("words.pdf", b"This is only text.", "words.pdf holds only text, which is not what its name says"),
    ],
)
def test_other_files_are_refused_with_a_sentence(name: str, content: bytes, says: str) -> None:
    with pytest.raises(Unacceptable) as refusal:
        _judge(name, content)
    assert says in str(refusal.value)


def _photo(brand: bytes, also: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x00\x00" + b"mif1" + also + b"\x00" * 40


WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 20
SCAN = samples.PDF
WORD_97 = samples.compound("1Table", "WordDocument", "Data")
EXCEL_97 = samples.compound("Workbook")
POWERPOINT_97 = samples.compound("Current User", "PowerPoint Document")
LETTER = samples.compound(
    "__nameid_version1.0", "__substg1.0_0037001F", "__properties_version1.0", embedded="WordDocument"
)
LEAFLET = samples.compound("Objects", "Quill", "Contents", embedded="WordDocument")
LOCKED = samples.compound("EncryptionInfo", "EncryptedPackage")


@pytest.mark.parametrize(
    ("name", "content", "kept_as"),
    [
        # photos whose name and bytes differ
        ("IMG_0412.heic", samples.JPEG, "IMG_0412.jpg"),
        ("IMG_0413.jpg", _photo(b"heic", b"heic"), "IMG_0413.heic"),
        ("IMG_0413.JPG", _photo(b"mif1", b"heic"), "IMG_0413.heic"),
        ("photo.jfif", samples.JPEG, "photo.jpg"),
        ("photo.jpe", samples.JPEG, "photo.jpg"),
        ("photo.JPEG", samples.JPEG, "photo.JPEG"),
        ("photo.heif", _photo(b"heic", b"heic"), "photo.heif"),
        ("photo.png", WEBP, "photo.webp"),
        ("photo.jpg", samples.PNG, "photo.png"),
        ("photo", samples.JPEG, "photo.jpg"),
        ("photo.tmp", samples.JPEG, "photo.jpg"),
        ("Talk with J.Smith", samples.JPEG, "Talk with J.Smith.jpg"),
        ("Plan v1.2", samples.PDF, "Plan v1.2.pdf"),
        # documents whose name and bytes differ
        ("slides.pdf", samples.PNG, "slides.png"),
        ("report.docx", samples.PDF, "report.pdf"),
        ("scan", samples.PDF, "scan.pdf"),
        ("marks.xlsx", samples.WORD, "marks.docx"),
        ("notes.zip", samples.WORD, "notes.docx"),
        ("notes.doc", samples.WORD, "notes.docx"),
        ("notes.doc", b"{\\rtf1 Words}", "notes.rtf"),
        ("marks.doc", EXCEL_97, "marks.xls"),
        ("plan.docx", samples.OPEN_TEXT, "plan.odt"),
        # relatives of Office documents
        ("talk.pps", POWERPOINT_97, "talk.ppt"),
        ("talk.pot", POWERPOINT_97, "talk.ppt"),
        ("letter.dot", WORD_97, "letter.doc"),
        ("marks.xlt", EXCEL_97, "marks.xls"),
        ("old.xls", samples.compound("Book"), "old.xls"),
        ("talk.pps", samples.OLD_OFFICE, "talk.ppt"),
        ("long.doc", samples.compound(*(f"Part {n}" for n in range(30)), "WordDocument"), "long.doc"),
        ("plan.docx", samples.compound("WordDocument", "ObjectPool", embedded="Workbook"), "plan.doc"),
        ("talk.ppsx", samples.office("ppt", "slideshow.main"), "talk.ppsx"),
        ("talk.pptx", samples.office("ppt", "slideshow.main"), "talk.ppsx"),
        ("talk.potx", samples.office("ppt", "template.main"), "talk.potx"),
        ("letter.dotx", samples.office("word", "template.main"), "letter.dotx"),
        ("marks.xltx", samples.office("xl", "template.main"), "marks.xltx"),
        # PDFs that do not begin with their mark
        ("scan.pdf", b"\xef\xbb\xbf" + SCAN, "scan.pdf"),
        ("scan.pdf", b"\r\n\r\n" + SCAN, "scan.pdf"),
        ("scan.pdf", b"\x1b%-12345X@PJL JOB\r\n" + SCAN, "scan.pdf"),
        ("scan.pdf", b"HTTP/1.1 200 OK\r\n\r\n" + SCAN, "scan.pdf"),
        ("scan.pdf", b"\x00" * 128 + SCAN, "scan.pdf"),
        ("scan.pdf", b" " * 1023 + SCAN, "scan.pdf"),
        ("scan.docx", b"\n" + SCAN, "scan.pdf"),
        # text
        ("README", samples.TEXT, "README.txt"),
        ("notes.log", samples.TEXT, "notes.txt"),
        ("hours.tsv", b"a\tb\n", "hours.tsv"),
        ("about.txt", b"A PDF begins with %PDF-1.7, then 1 0 obj.", "about.txt"),
    ],
)
def test_what_is_inside_decides_and_the_name_gets_the_ending_that_fits(name: str, content: bytes, kept_as: str) -> None:
    kept, media = file_kinds.accept(name, BytesIO(content), limit_mb=1)
    assert kept == kept_as
    assert media == file_kinds.MEDIA_TYPES[kept_as.rsplit(".", 1)[1].lower()]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("Attendance confirmed.msg", LETTER, refused_files.MAIL),
        ("Attendance confirmed.doc", LETTER, refused_files.MAIL),
        ("Attendance confirmed.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504, refused_files.MAIL),
        ("mail.eml", b"From: a@example.org\r\nSubject: Day\r\n\r\nThanks\r\n", refused_files.MAIL),
        ("leaflet.pub", LEAFLET, refused_files.PUBLISHER),
        ("leaflet.doc", LEAFLET, refused_files.PUBLISHER),
        ("leaflet.pub", samples.OLD_OFFICE, refused_files.PUBLISHER),
        ("plan.docx", LOCKED, refused_files.PROTECTED),
        ("plan.doc", LOCKED, refused_files.PROTECTED),
        ("plan.xlsx", samples.OLD_OFFICE, refused_files.PROTECTED_OR_OLDER),
        ("drawing.vsd", samples.compound("VisioDocument"), refused_files.EXPORT),
        ("plan.mpp", samples.compound("Props9"), refused_files.EXPORT),
        ("sheet.wps", samples.compound("MatOST"), refused_files.EXPORT),
        ("plan.docm", samples.office("word", "document.macroEnabled.main"), refused_files.MACROS),
        ("plan.docx", samples.office("word", "document.macroEnabled.main"), refused_files.MACROS),
        ("marks.xlsb", samples.office("xl", "sheet.binary.macroEnabled.main"), refused_files.MACROS),
        ("drawing.vsdx", samples.office("visio"), refused_files.EXPORT),
        ("plan.pages", samples.archive(**{"Index/Document.iwa": b"x"}), refused_files.PAGES),
        ("marks.numbers", samples.archive(**{"Index.zip": b"x"}), refused_files.PAGES),
        ("talk.key", samples.archive(**{"index.apxl": b"x"}), refused_files.PAGES),
        ("plan.docx", samples.archive(**{"Index/Document.iwa": b"x"}), refused_files.PAGES),
        (
            "plan.ott",
            samples.archive(mimetype=b"application/vnd.oasis.opendocument.text-template"),
            refused_files.EXPORT,
        ),
        ("drawing.odg", samples.archive(mimetype=b"application/vnd.oasis.opendocument.graphics"), refused_files.EXPORT),
        ("book.epub", samples.archive(mimetype=b"application/epub+zip"), refused_files.EXPORT),
        ("folder.zip", samples.archive(**{"folder/a.txt": b"1"}), refused_files.ARCHIVE),
        ("evidence.pdf", samples.archive(**{"a.txt": b"1"}), refused_files.ARCHIVE),
        ("empty.zip", b"PK\x05\x06" + b"\x00" * 18, refused_files.ARCHIVE),
        ("things.rar", b"Rar!\x1a\x07\x00" + b"\x00" * 9, refused_files.ARCHIVE),
        ("cut.docx", samples.WORD[:-30], refused_files.DAMAGED),
        ("page.url", b"[InternetShortcut]\r\nURL=https://example.org/\r\n", refused_files.SHORTCUT),
        ("page.webloc", b"bplist00\xd1\x01\x02SURL" + b"\x00" * 9, refused_files.SHORTCUT),
        ("page.webloc", b'<?xml version="1.0"?><plist/>', refused_files.SHORTCUT),
        ("Report.docx.lnk", b"L\x00\x00\x00\x01\x14\x02\x00" + b"\x00" * 60, refused_files.SHORTCUT),
        ("Report.docx", b"L\x00\x00\x00\x01\x14\x02\x00" + b"\x00" * 60, refused_files.SHORTCUT),
        ("Report.gdoc", b'{"doc_id": "x"}', refused_files.ONLINE),
        ("Report.pdf.icloud", b"bplist00\xd1\x01\x02" + b"\x00" * 9, refused_files.NOT_HERE_YET),
        ("Report.pdf", b"\x00" * 5000, refused_files.NOT_HERE_YET),
        ("page.html", b"<script>alert(1)</script>", refused_files.WEB_PAGE),
        ("page.mht", b"MIME-Version: 1.0\r\n", refused_files.WEB_PAGE),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", refused_files.DRAWING),
        ("day.ics", b"BEGIN:VCALENDAR\r\n", refused_files.EXPORT),
        ("scan.tif", b"II*\x00" + b"\x00" * 20, refused_files.PICTURE),
        ("scan.jpg", b"MM\x00*" + b"\x01" * 20, refused_files.PICTURE),
        ("photo.jpg", _photo(b"avif", b"avif"), refused_files.PICTURE),
        ("photo.heic", _photo(b"mif1", b"avif"), refused_files.PICTURE),
        ("clip.mov", b"\x00\x00\x00\x14ftypqt  " + b"\x00" * 20, refused_files.FILM),
        ("note.m4a", b"\x00\x00\x00\x18ftypM4A " + b"\x00" * 20, refused_files.FILM),
        ("note.wav", b"RIFF\x24\x00\x00\x00WAVE" + b"\x00" * 20, refused_files.FILM),
        ("report.pdf", b"<html>Sign in</html>", refused_files.TEXT_INSIDE),
        ("report.docx", b"Not found", refused_files.TEXT_INSIDE),
        ("photo.jpg", b"Not found", refused_files.TEXT_INSIDE),
        ("tool.py", b"print(1)", refused_files.ANYTHING),
        ("tool.exe", b"MZ\x90\x00\x03", refused_files.ANYTHING),
    ],
)
def test_what_cannot_be_added_is_named_with_what_to_add_instead(name: str, content: bytes, says: str) -> None:
    with pytest.raises(Unacceptable) as refusal:
        _judge(name, content)
    assert str(refusal.value) == f"{name} {says}"
    assert "Rename" not in says


def test_an_empty_file_may_lie_in_a_cloud() -> None:
    with pytest.raises(Unacceptable, match="If it lies in a cloud, open it once before"):
        _judge("scan.pdf", b"")


def test_the_directory_of_a_large_compound_file_is_found() -> None:
    far = samples.compound(*(f"Part {n}" for n in range(9)), "PowerPoint Document", spread=True)
    assert "powerpoint document" in compound_files.names_at_root(BytesIO(far))
    assert compound_files.names_at_root(BytesIO(far[:60_000])) == frozenset()


@given(st.binary(max_size=700))
def test_no_compound_file_makes_the_reading_stumble(content: bytes) -> None:
    honest = samples.compound("WordDocument")
    for start in (48, 68, 76, 512, 1024):
        compound_files.names_at_root(BytesIO(honest[:start] + content + honest[start + len(content) :]))


def test_a_directory_that_runs_in_a_circle_ends() -> None:
    content = bytearray(samples.compound("WordDocument"))
    struct.pack_into("<L", content, 512 + 4, 1)  # the directory's sector is followed by itself
    assert compound_files.names_at_root(BytesIO(bytes(content))) == {"worddocument"}


def test_a_file_over_the_limit_says_how_large_it_is_and_how_large_it_may_be() -> None:
    with pytest.raises(Unacceptable, match=r"clip\.pdf is 1\.5 MB\. Each file can be at most 1 MB"):
        _judge("clip.pdf", samples.PDF + b"\x00" * 1_572_864)


def test_a_file_of_exactly_the_limit_is_welcome() -> None:
    assert _judge("clip.pdf", samples.PDF.ljust(1024 * 1024, b"\x00")) == "application/pdf"


def test_an_archive_made_to_fill_the_memory_is_not_looked_into() -> None:
    content = bytearray(samples.WORD)
    at = content.rfind(b"PK\x05\x06")
    struct.pack_into("<L", content, at + 12, 500_000_000)
    with pytest.raises(Unacceptable, match="cannot be added"):
        _judge("huge.docx", bytes(content))


def test_after_the_judgement_the_file_is_read_from_its_beginning() -> None:
    stream = BytesIO(samples.WORD)
    file_kinds.accept("notes.docx", stream, limit_mb=1)
    assert stream.read() == samples.WORD


@given(st.binary(max_size=200))
def test_no_bytes_at_all_make_the_judgement_stumble(content: bytes) -> None:
    for beginning in (b"", b"PK\x03\x04", b"%PDF-", samples.WORD[:40]):
        file_kinds.kind_of(BytesIO(beginning + content))


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        (r"C:\Users\amina\My slides.pdf", "My slides.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("  .. ", "file"),
        ("", "file"),
        ("Überblick – Woche 1.pdf", "Überblick – Woche 1.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_kept_as_people_wrote_them_without_what_could_harm(raw: str, tidy: str) -> None:
    assert file_kinds.tidy_name(raw) == tidy
