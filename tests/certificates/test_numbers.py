"""LearnMentor promises that a certificate is found by whatever was copied from it: a number, an address, a sentence."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.certificates.models import Certificate
from learnmentor.certificates.rules import LONGEST_PASTE, number_from, numbers_in
from learnmentor.cli import main
from tests.page import Browser

NUMBER, OTHER = number_from(0x1234567890), number_from(987654321)  # LM-28T5-CY4G-W, LM-00XD-WT5H-G


def _full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


PASTED: dict[str, Callable[[str], str]] = {
    "as printed": lambda number: number,
    "with its label": lambda number: f"No. {number}",
    "the printed address": lambda number: f"https://learnmentor.example.org/certificates/{number}",
    "an address of a page below": lambda number: f"https://example.org/certificates/{number}/credential.jwt?x=1#top",
    "the name of its file": lambda number: f"{number}.pdf",
    "what a scanner says": lambda number: f"URL:HTTPS://EXAMPLE.ORG/CERTIFICATES/{number}",
    "an address within an address": lambda number: f"https://x.org/?u=https%3A%2F%2Fy.org%2Fcertificates%2F{number}",
    "a sentence": lambda number: f"Dear all, my certificate is {number}; it holds until May.",
    "at the end of a sentence": lambda number: f"It is {number}.",
    "in brackets": lambda number: f"<{number}>",
    "Markdown": lambda number: f"[{number}](https://example.org/certificates/{number})",
    "lower case": str.lower,
    "full-width letters": _full_width,
    "en dashes": lambda number: number.replace("-", "–"),
    "hyphens that do not break": lambda number: number.replace("-", "\u2011"),
    "minus signs": lambda number: number.replace("-", "\u2212"),
    "spaces that do not break": lambda number: number.replace("-", "\u00a0"),
    "thin spaces round dashes": lambda number: number.replace("-", "\u2009—\u2009"),
    "no separators": lambda number: number.replace("-", ""),
    "each letter by itself": " ".join,
    "over two lines": lambda number: number.replace("-", "-\n", 2),
    "invisible marks": lambda number: "\ufeff\u200e" + "\u200b".join(number) + "\u00ad\u2060",
    "letters for digits": lambda number: number.replace("0", "o").replace("1", "l"),
    "other letters for digits": lambda number: number.replace("0", "O").replace("1", "I"),
    "a Cyrillic keyboard": lambda number: number.translate(str.maketrans("MTCBKXAEHP", "МТСВКХАЕНР")),
    "Arabic digits": lambda number: number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    "without its first letters": lambda number: number.removeprefix("LM-"),
    "without them in a sentence": lambda number: f"the number {number.removeprefix('LM-')}, please",
    "twice": lambda number: f"{number} {number}",
}


@pytest.mark.parametrize("how", PASTED)
@given(st.integers(min_value=0, max_value=2**40 - 1))
def test_the_number_is_found_in_whatever_was_pasted(how: str, entropy: int) -> None:
    number = number_from(entropy)
    if how == "without them in a sentence" and numbers_in(number.removeprefix("LM-")) != [number]:
        return
    assert numbers_in(PASTED[how](number)) == [number]


@pytest.mark.parametrize("text", [f"{NUMBER} and {OTHER}", f"{NUMBER}, {OTHER}", f"{NUMBER}\n{OTHER}\n{NUMBER}"])
def test_two_numbers_are_two(text: str) -> None:
    assert numbers_in(text) == [NUMBER, OTHER]


@pytest.mark.parametrize(
    "text",
    ["", "LM-28T5-CY4G-X", f"{NUMBER}-0", f"{NUMBER}X", "https://example.org/certificates/", "LM-" * 600, "L" * 2_000],
)
def test_what_is_no_number_is_not_taken_for_one(text: str) -> None:
    assert numbers_in(text) == []


# Where it is typed


@pytest.mark.parametrize("how", ["the printed address", "a sentence", "full-width letters", "what a scanner says"])
def test_the_page_leads_to_what_was_pasted(stranger: Browser, certificate: Certificate, how: str) -> None:
    page = stranger.get("/check").submit("Check this number", number=PASTED[how](certificate.number))
    assert page.follow().h1 == f"Certificate {certificate.number}"


def test_two_numbers_are_both_offered(stranger: Browser, certificate: Certificate) -> None:
    page = stranger.get("/check").submit("Check this number", number=f"{OTHER} or {certificate.number}")
    assert page.status == 422
    assert f"There are 2 numbers in it: {OTHER}, {certificate.number}." in page.errors()[0]
    assert page.click(f"Certificate {certificate.number}").h1 == f"Certificate {certificate.number}"


def test_nothing_is_cut_and_what_is_too_long_gets_a_sentence(stranger: Browser, certificate: Certificate) -> None:
    page = stranger.get("/check")
    assert "maxlength" not in page.one("#number").attrs
    long = "My certificates. " * 100 + certificate.number
    assert page.submit("Check this number", number=long).follow().h1 == f"Certificate {certificate.number}"
    refused = page.submit("Check this number", number="x" * (LONGEST_PASTE + 1))
    assert "longer than 2,000 characters" in refused.errors()[0]


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ("https://example.org/certificates/{number}", "is revoked. Its page says so"),
        (f"{{number}} {OTHER}", "There are 2 numbers in it"),
        (OTHER, f"There is no certificate {OTHER}."),
        ("nothing", "There is no certificate nothing."),
    ],
)
def test_the_command_takes_what_was_pasted(app: Flask, certificate: Certificate, given_: str, says: str) -> None:
    number = given_.format(number=certificate.number)
    command = ["award", "revoke", number, "--reason", "A mistake."]
    assert says in CliRunner().invoke(main, command, obj=lambda: app).output


def test_whoever_hands_out_finds_by_what_was_pasted(as_grace: Browser, certificate: Certificate) -> None:
    page = as_grace.get(f"/certificates/issued?words=https://example.org/certificates/{certificate.number.lower()}")
    assert certificate.number in page.words
    assert certificate.number not in as_grace.get(f"/certificates/issued?words={OTHER}").words
