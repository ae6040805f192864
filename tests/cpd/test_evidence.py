"""LearnMentor promises that a file is judged by what is in it, and that a refusal says what to do."""

import struct
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.cpd import evidence
from learnmentor.cpd.evidence import Unacceptable
from tests.cpd import samples


def _judge(name: str, content: bytes, *, limit_mb: int = 1) -> str:
    return evidence.media_type(name, BytesIO(content), limit_mb=limit_mb)


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
        ("slides.pdf", samples.PNG, "what is inside is a PNG picture. Rename it to slides.png"),
        ("report.docx", samples.PDF, "what is inside is a PDF. Rename it to report.pdf"),
        ("scan", samples.PDF, "without an ending in its name"),
        ("marks.xlsx", samples.WORD, "what is inside is a Word document"),
        ("secret.docx", samples.OLD_OFFICE, "protected by a password"),
        ("programme.exe", b"MZ\x90\x00\x03", "cannot be added"),
        ("page.html", b"<script>alert(1)</script>", "cannot be added"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot be added"),
        ("clip.mp4", b"\x00\x00\x00\x18ftypisom" + b"\x00" * 20, "cannot be added"),
        ("things.zip", samples.archive(a=b"1"), "cannot be added"),
        ("macros.docx", samples.office("word", **{"word/vbaProject.bin": b"\x00"}), "cannot be added"),
        ("cut.docx", samples.WORD[:-30], "cannot be added"),
        ("notes.txt", b"text\x00with a zero", "cannot be added"),
        ("words.pdf", b"This is only text.", "what is inside is plain text. Rename it to words.txt"),
    ],
)
def test_other_files_are_refused_with_a_sentence(name: str, content: bytes, says: str) -> None:
    with pytest.raises(Unacceptable) as refusal:
        _judge(name, content)
    assert says in str(refusal.value)


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
    evidence.media_type("notes.docx", stream, limit_mb=1)
    assert stream.read() == samples.WORD


@given(st.binary(max_size=200))
def test_no_bytes_at_all_make_the_judgement_stumble(content: bytes) -> None:
    for beginning in (b"", b"PK\x03\x04", b"%PDF-", samples.WORD[:40]):
        evidence.kind_of(BytesIO(beginning + content))


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
    assert evidence.tidy_name(raw) == tidy
