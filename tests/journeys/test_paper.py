"""Nothing is lost on paper: what a page holds, folded or typed, stands on its print, with scripts and without."""

import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from flask import Flask

from tests import factories
from tests.conftest import unavailable
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser
LONG = " ".join(f"word{number}" for number in range(1, 1201))
PAGES = (
    "/segments/c2-s4",
    "/segments/c1-s1",
    "/forms/f1",
    "/cases/k8",
    "/records/r1",
    "/cpd",
    "/awards",
    "/check",
    "/pages/privacy",
)
# What the page is made of, without its bars and buttons, folded or not.
WORDS = """() => {
  const copy = document.querySelector("main").cloneNode(true);
  const left = "nav, aside, script, .buttons, .button, option, [hidden], .visually-hidden, .govuk-visually-hidden";
  for (const each of copy.querySelectorAll(left)) each.remove();
  const walk = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) found.push(walk.currentNode.data);
  return found.join(" ");
}"""


@pytest.fixture
def size() -> str:
    """Paper is as wide as it is."""
    return "desktop"


def words_of(text: str) -> list[str]:
    """The words in their order, ligatures and soft hyphens taken apart."""
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).replace("\u00ad", ""))


def printed(visitor: Visitor, place: Path) -> str:
    """The words on paper."""
    if not shutil.which("pdftotext"):
        unavailable("Reading a print needs pdftotext: apt-get install poppler-utils.")
    visitor.page.pdf(path=place, format="A4")
    return subprocess.run(["pdftotext", "-layout", place, "-"], check=True, capture_output=True, text=True).stdout


def missing(visitor: Visitor, place: Path) -> list[str]:
    """The words of the page that its paper has not."""
    held = words_of(visitor.page.evaluate(WORDS))
    on_paper = set(words_of(printed(visitor, place)))
    on_paper |= {re.sub(r"(?<=\D)\d+$", "", word) for word in on_paper}  # the number of a footnote touches its word
    assert len(held) > 20
    return [word for word in dict.fromkeys(held) if word not in on_paper]


@pytest.mark.parametrize("path", PAGES)
def test_every_word_of_a_page_is_on_its_paper(
    visitor: Visitor, app: Flask, amina: factories.Person, tmp_path: Path, path: str
) -> None:
    visitor.enter(app, amina)
    visitor.open(path)
    assert visitor.page.locator("main h1").count() == 1
    assert missing(visitor, tmp_path / "page.pdf") == []


def is_printed_in_full(visitor: Visitor, place: Path) -> bool:
    """Whether a reflection of 1,200 words is on paper to its last word, and the page as it was afterwards."""
    field = visitor.page.locator("[data-kind=reflection] textarea")
    field.fill(LONG)
    on_paper = printed(visitor, place)
    assert field.is_visible()
    assert visitor.page.locator(".on-paper").count() == 0
    return list(dict.fromkeys(re.findall(r"\bword\d+\b", on_paper))) == LONG.split()


def test_a_long_reflection_is_printed_to_its_last_word(
    visitor: Visitor, app: Flask, amina: factories.Person, tmp_path: Path
) -> None:
    visitor.enter(app, amina)
    visitor.open("/segments/c2-s4")
    assert is_printed_in_full(visitor, tmp_path / "page.pdf")


def test_a_long_reflection_is_printed_to_its_last_word_without_scripts(
    plain_visitor: Visitor, app: Flask, amina: factories.Person, tmp_path: Path
) -> None:
    plain_visitor.enter(app, amina)
    plain_visitor.open("/segments/c2-s4")
    assert is_printed_in_full(plain_visitor, tmp_path / "page.pdf")


def test_titles_of_tabs_stand_above_their_tabs(
    visitor: Visitor, app: Flask, amina: factories.Person, tmp_path: Path
) -> None:
    visitor.enter(app, amina)
    visitor.open("/segments/c2-s4")
    titles = visitor.page.locator(".tabbed-labels label").all_inner_texts()
    begins = [text.strip()[:30] for text in visitor.page.locator(".tabbed-block").all_text_contents()]
    assert len(titles) == len(begins) >= 2
    on_paper = " ".join(words_of(printed(visitor, tmp_path / "page.pdf")))
    at = [on_paper.index(" ".join(words_of(text)[:4])) for pair in zip(titles, begins, strict=True) for text in pair]
    assert at == sorted(at)


def test_what_was_folded_is_folded_again(visitor: Visitor, app: Flask, amina: factories.Person, tmp_path: Path) -> None:
    visitor.enter(app, amina)
    visitor.open("/segments/c2-s4")
    folded = visitor.page.locator("main details:not([open])").count()
    printed(visitor, tmp_path / "page.pdf")
    assert visitor.page.locator("main details:not([open])").count() == folded
