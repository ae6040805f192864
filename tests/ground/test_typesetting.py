"""One thread of a process makes every document, from data that come in as files."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from learnmentor.config import home
from learnmentor.ground.printing import typesetting

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
PAGE = """#let d = json("data.json")
#set document(title: d.title)
#set text(font: "Atkinson Hyperlegible Next", lang: "en")
#d.title
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A template that prints its title."""
    template = tmp_path / "page.typ"
    template.write_text(PAGE, encoding="utf-8")
    return template


def made(template: Path, **data: Any) -> bytes:
    return typesetting.pdf(template, data, at=AT)


def test_documents_asked_for_at_once_are_those_that_one_after_another_would_be(page: Path) -> None:
    titles = [f"Title {n}" for n in range(40)]
    with ThreadPoolExecutor(8) as askers:
        at_once = list(askers.map(lambda title: made(page, title=title), titles))
    assert at_once == [made(page, title=title) for title in titles]
    assert len(set(at_once)) == len(titles)


def test_however_many_ask_one_thread_typesets(page: Path) -> None:
    with ThreadPoolExecutor(8) as askers:
        list(askers.map(lambda n: made(page, title=f"{n}"), range(40)))
    assert [each.name for each in threading.enumerate() if each.name.startswith("typesetter")] == ["typesetter_0"]


def test_the_next_document_is_made_after_one_that_could_not_be(page: Path) -> None:
    before = made(page, title="A title")
    page.write_text(PAGE + "#panic()", encoding="utf-8")
    with pytest.raises(typesetting.CannotTypeset, match=r"page\.typ"):
        made(page, title="A title")
    page.write_text(PAGE, encoding="utf-8")
    assert made(page, title="A title") == before


def test_a_typesetter_that_stumbled_is_not_asked_again(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        """Named as typst's own."""

    class Stumbles:
        def compile(self, *_sources: object, **_how: object) -> bytes:
            raise PanicException

    made(page, title="A title")
    with monkeypatch.context() as patch:
        patch.setattr(typesetting.typst, "Compiler", lambda *_given, **_named: Stumbles())
        typesetting._compiler.cache_clear()
        with pytest.raises(typesetting.CannotTypeset, match="stumble"):
            made(page, title="A title")
    assert made(page, title="A title").startswith(b"%PDF-")


@pytest.mark.parametrize(("letters", "forgotten"), [(100, 0), (60_000, 1)])
def test_a_large_document_is_forgotten_once_it_is_made(
    page: Path, monkeypatch: pytest.MonkeyPatch, letters: int, forgotten: int
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(typesetting, "_forget", asked.append)
    made(page, title="A title", more="x" * letters)
    assert len(asked) == forgotten


def test_forgetting_spoils_no_later_document(page: Path) -> None:
    before = made(page, title="A title")
    made(page, title="Another", more="x" * 60_000)
    assert made(page, title="A title") == before


def test_bytes_come_in_as_a_file_of_their_own(tmp_path: Path) -> None:
    template = tmp_path / "bytes.typ"
    template.write_text(
        '#let d = json("data.json")\n#set document(title: "x")\n'
        '#assert.eq(bytes(json("logo.json")), bytes((0, 137, 255)))\n#assert.eq(d.logo, true)\n',
        encoding="utf-8",
    )
    assert made(template, logo=b"\x00\x89\xff").startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["certificate.typ", "transcript.typ"])
def test_what_differs_in_every_document_is_set_last(name: str) -> None:
    # what stands under a title of its own is made anew for each document, at twice the time
    lines = (Path(home("templates")) / "pdf" / name).read_text(encoding="utf-8").splitlines()
    assert lines[-1].startswith("#set document(")
