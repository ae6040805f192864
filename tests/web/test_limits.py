"""What a request may bring: no NUL in an address, no NUL from a form, no body larger than a form needs."""

import pytest

from learnmentor.web.forms import single_line, trimmed
from learnmentor.web.limits import MOST_BYTES
from tests.page import Browser, upload

NUL_ADDRESSES = [
    "/units/%00",
    "/segments/a%00b",
    "/pages/%00",
    "/media/%00/x",
    "/programmes/%00",
    "/cpd/entries/%00",
    "/certificates/%00",
    "/cpd/2026-27?older-than=%00",
    "/programmes/new?segments=%00",
]


@pytest.mark.parametrize("address", NUL_ADDRESSES)
def test_an_address_with_a_nul_is_of_no_page(as_amina: Browser, address: str) -> None:
    assert as_amina.get(address).status == 404


def test_a_list_of_people_is_not_searched_for_a_nul(as_grace: Browser) -> None:
    assert as_grace.get("/people?words=%00").status == 404


def test_a_nul_that_was_sent_with_a_text_is_dropped(as_amina: Browser) -> None:
    form = as_amina.get("/profile")
    assert form.submit("Save", name="Amina \0 Yu\0suf").status == 303
    assert as_amina.get("/profile").one("#name")["value"] == "Amina Yusuf"
    assert (single_line("Two\x0blines"), trimmed("Two\x0blines\x85")) == ("Two lines", "Two\nlines")
    assert (single_line("a \0\n b\rc"), trimmed("\0 a\r\nb\rc\0\td ")) == ("a b c", "a\nb\nc\td")


def test_a_draft_of_a_text_named_with_a_nul_is_not_found(as_ben: Browser) -> None:
    assert as_ben.post("/studio/drafts", {"of": "page a\0b"}).status == 404


@pytest.mark.parametrize("address", ["/segments/c1-s1/beats", "/segments/c1-s1/activities/one", "/cpd/entries/new"])
def test_json_larger_than_a_form_needs_is_refused(as_amina: Browser, address: str) -> None:
    page = as_amina.post(address, json={"tab": "x" * MOST_BYTES})
    assert (page.status, page.response.is_json) == (413, True)


def test_what_is_too_much_is_answered_with_what_to_do(as_amina: Browser) -> None:
    page = as_amina.post("/profile", {"name": "x" * MOST_BYTES})
    assert (page.status, page.h1) == (413, "That is more than we can take at once")
    assert "make it shorter" in page.words
    said = as_amina.post("/studio/drafts", {"of": "x" * MOST_BYTES}, Accept="application/json")
    assert (said.status, said.response.is_json) == (413, True)


def test_files_may_be_larger_than_a_form_and_only_where_files_are_asked_for(as_amina: Browser) -> None:
    def send(address: str) -> int:
        data = {"csrf_token": as_amina.token(), "file": upload(b"x" * (MOST_BYTES + 1), "photo.jpg")}
        return as_amina._send("POST", address, data=data, content_type="multipart/form-data").status

    assert send("/cpd/entries/new") == 422
    assert send("/profile") == 413


def test_a_nul_in_what_no_form_checks_is_no_fault_of_ours(as_amina: Browser, as_ben: Browser) -> None:
    entry = {"title": "A day", "on": "2026-11-12", "hours": "1", "type": "workshop", "token": "sixteen\0letters_"}
    sent = [
        as_amina.post("/programmes/new", {"title": "Mine", "segments": ["\0", "c1-s1\0"]}),
        as_amina.post("/cpd/entries/new", entry),
        as_amina.post("/sign-in", {"email": "a\0@example.org", "password": "a\0b", "next": "/\0", "held": "\0"}),
        as_ben.post("/studio/segments", {"unit": "\0", "title": "\0"}),
    ]
    assert {page.status for page in sent} <= {200, 303, 422}
