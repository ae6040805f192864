"""A form posted after a sign-out loses nothing, and gives nothing to anybody else."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from learnmentor.accounts import services
from learnmentor.accounts.models import Person
from learnmentor.ground.vault import Vault
from learnmentor.web import refused_forms
from learnmentor.web.refused_forms import Held
from tests import factories
from tests.accounts.conftest import PASSWORD
from tests.conftest import HeldClock
from tests.page import Browser, Page, upload

TEN = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
VAULT = Vault((b"k" * 32,))
TEXT = "Zoë wrote this <b>once</b> & only once,\nin two lines."


@pytest.fixture
def signed_in(stranger: Browser, zoe: Person) -> Browser:
    """Zoe's browser, signed in through the form."""
    assert stranger.get("/sign-in").submit("Sign in", email=zoe.email, password=PASSWORD).status == 303
    return stranger


def post_after_sign_out(browser: Browser, **fields: str) -> Page:
    """The profile form, opened while signed in and sent after signing out in another tab."""
    form = browser.get("/profile")
    browser.post("/sign-out")
    return form.submit("Save", **{"name": TEXT, "printed_name": "Zoe", **fields})


def test_the_answer_is_the_way_in_with_what_was_typed(signed_in: Browser) -> None:
    page = post_after_sign_out(signed_in)
    assert page.status == 401
    assert page.h1 == "Sign in, and nothing is lost"
    assert TEXT.split("\n")[1] in page.words


def test_after_signing_in_one_press_sends_it_where_it_was_going(signed_in: Browser, zoe: Person, db: Session) -> None:
    page = post_after_sign_out(signed_in, name="Zoe Newname").submit("Sign in", email=zoe.email, password=PASSWORD)
    assert (page.status, page.h1) == (200, "Send what you typed")
    assert "Zoe Newname" in page.words
    page = page.submit("Send it")
    assert page.response.headers["Location"] == "/profile"
    db.expire_all()
    assert db.get_one(Person, zoe.id).name == "Zoe Newname"


def test_a_wrong_password_keeps_what_was_typed(signed_in: Browser, zoe: Person) -> None:
    page = post_after_sign_out(signed_in)
    for wrong in ("wrong password", ""):
        page = page.submit("Sign in", email=zoe.email, password=wrong)
        assert (page.status, page.h1) == (422, "Sign in, and nothing is lost")
    page = page.submit("Sign in", email=zoe.email, password=PASSWORD)
    assert page.one('input[name="name"]')["value"] == TEXT


def test_too_many_tries_keep_what_was_typed(signed_in: Browser, zoe: Person, time: HeldClock) -> None:
    page = post_after_sign_out(signed_in)
    for _ in range(11):
        page = page.submit("Sign in", email=zoe.email, password="wrong password")
    assert page.status == 429
    time.tick(minutes=15)
    assert page.submit("Sign in", email=zoe.email, password=PASSWORD).h1 == "Send what you typed"


def test_a_session_that_ended_by_itself_loses_nothing(time: HeldClock, signed_in: Browser, zoe: Person) -> None:
    form = signed_in.get("/profile")
    time.tick(hours=13)
    page = form.submit("Save", name=TEXT, printed_name="Zoe")
    assert page.status == 401
    assert page.submit("Sign in", email=zoe.email, password=PASSWORD).h1 == "Send what you typed"


def test_a_browser_that_was_closed_and_opened_again_loses_nothing(signed_in: Browser, zoe: Person) -> None:
    form = signed_in.get("/profile")
    signed_in.client.delete_cookie("learnmentor")
    page = form.submit("Save", name=TEXT, printed_name="Zoe")
    assert page.status == 401
    page = page.submit("Sign in", email=zoe.email, password=PASSWORD)
    assert page.one('input[name="name"]')["value"] == TEXT


def test_a_password_changed_elsewhere_loses_nothing(app: Flask, signed_in: Browser, zoe: Person, db: Session) -> None:
    form = signed_in.get("/profile")
    services.sign_out_everywhere(db, zoe)
    db.commit()
    page = form.submit("Save", name=TEXT, printed_name="Zoe")
    assert page.submit("Sign in", email=zoe.email, password=PASSWORD).h1 == "Send what you typed"


def test_what_was_typed_is_given_to_its_writer_alone(signed_in: Browser, zoe: Person, db: Session) -> None:
    factories.person(db, name="Ben", email="ben@example.org", password_hash=zoe.password_hash)
    db.commit()
    page = post_after_sign_out(signed_in).submit("Sign in", email="ben@example.org", password=PASSWORD)
    assert page.status == 303
    page = page.follow()
    assert "Somebody else had typed something" in page.words
    assert "only once" not in page.text


def test_what_waits_is_sealed_in_the_page_and_in_no_address(signed_in: Browser, zoe: Person) -> None:
    page = post_after_sign_out(signed_in, printed_name="Zzyzx")
    sealed = str(page.one('input[name="held"]')["value"])
    assert b"Zzyzx" not in base64.urlsafe_b64decode(sealed)
    action = page.one("form.form")["action"]
    assert action == "/sign-in"
    assert "Zzyzx" not in str(page.one('input[name="next"]')["value"])


@pytest.mark.parametrize("sealed", ["", "x", "AAAA", "é", "QUJD" * 20])
def test_a_sealed_field_that_was_meddled_with_is_nothing(stranger: Browser, zoe: Person, sealed: str) -> None:
    data = {"email": zoe.email, "password": PASSWORD, "held": sealed}
    assert stranger.post("/sign-in", data=data).status == 303


def test_what_was_typed_waits_for_a_day(signed_in: Browser, zoe: Person, time: HeldClock) -> None:
    page = post_after_sign_out(signed_in)
    time.tick(hours=25)
    page = page.submit("Sign in", email=zoe.email, password=PASSWORD).follow()
    assert "that day is over" in page.words


def test_passwords_and_tokens_are_never_held(signed_in: Browser, zoe: Person) -> None:
    form = signed_in.get("/profile/password")
    signed_in.post("/sign-out")
    page = form.submit("Change it", current_password=PASSWORD, password="eight dry hats")
    assert page.status == 401
    assert page.h1 == "Sign in to go on"
    assert "hats" not in page.text


def test_a_form_from_another_site_is_never_offered_again(stranger: Browser) -> None:
    for headers in (
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://elsewhere.example"},
        {"Referer": "https://elsewhere.example/x"}, {"Origin": "null"}, {},
    ):  # fmt: skip
        answer = stranger.client.post("/profile", data={"name": "planted text"}, headers=headers)
        assert answer.status_code == 401
        page = Page(stranger, answer)
        assert page.one('input[name="held"]')["value"] == ""
        assert "planted" not in page.text


def test_an_old_browser_that_says_only_where_it_comes_from_is_believed(stranger: Browser) -> None:
    answer = stranger.client.post("/profile", data={"name": "my text"}, headers={"Origin": "http://localhost"})
    assert "my text" in answer.get_data(as_text=True)


def test_files_are_named_because_they_cannot_be_kept(signed_in: Browser, zoe: Person) -> None:
    signed_in.post("/sign-out")
    data = {"name": "kept", "file": upload(b"bytes", "minutes of May.pdf"), "other": upload(b"", "")}
    page = signed_in._send("POST", "/profile", data=data, content_type="multipart/form-data")
    assert "could not keep this file: minutes of May.pdf" in page.words
    page = page.submit("Sign in", email=zoe.email, password=PASSWORD)
    assert "minutes of May.pdf" in page.words


def test_a_form_with_nothing_in_it_leads_back_to_its_page(signed_in: Browser, zoe: Person) -> None:
    form = signed_in.get("/profile")
    signed_in.post("/sign-out")
    token = form.one('form[action="/sign-out/everywhere"] input')["value"]
    headers = {"Referer": "http://localhost/profile?x=1"}
    page = signed_in._send("POST", "/sign-out/everywhere", data={"csrf_token": token}, headers=headers)
    assert page.h1 == "Sign in to go on"
    page = page.submit("Sign in", email=zoe.email, password=PASSWORD)
    assert page.response.headers["Location"] == "/profile?x=1"


def test_a_script_gets_words_it_can_show(signed_in: Browser) -> None:
    signed_in.post("/sign-out")
    page = signed_in.post("/profile", json={"name": TEXT})
    assert (page.status, page.response.json["error"]) == (401, "Unauthorized")  # type: ignore[index]
    answer = signed_in.client.get("/profile", headers={"Accept": "application/json"})
    assert answer.status_code == 401


def test_a_sign_in_page_that_stood_open_asks_once_more(stranger: Browser, zoe: Person) -> None:
    form = stranger.get("/sign-in?next=/profile")
    stranger.client.delete_cookie("learnmentor")
    page = form.submit("Sign in", email=zoe.email, password=PASSWORD)
    assert (page.status, page.one("#email")["value"]) == (400, zoe.email)
    assert page.submit("Sign in", password=PASSWORD).response.headers["Location"] == "/profile"


def test_a_form_of_somebody_signed_in_is_offered_again_when_its_token_is_old(as_amina: Browser) -> None:
    page = as_amina._send(
        "POST", "/profile", data={"csrf_token": "old", "name": "Amina Newname", "printed_name": "Amina"}
    )
    assert page.status == 400
    page = page.submit("Send it again")
    assert page.status == 303
    assert "Amina Newname" in as_amina.get("/profile").words


def test_a_very_large_form_gets_an_answer(signed_in: Browser) -> None:
    signed_in.post("/sign-out")
    data = {"csrf_token": signed_in.token(), "name": "x" * 7_000_000}
    assert signed_in._send("POST", "/profile", data=data).status == 413


def test_a_large_text_survives_the_whole_way(signed_in: Browser, zoe: Person) -> None:
    long = "Reflection, ü and 字. " * 20_000
    page = post_after_sign_out(signed_in, name=long).submit("Sign in", email=zoe.email, password=PASSWORD)
    assert page.one('input[name="name"]')["value"] == long


@given(
    st.lists(st.tuples(st.text(max_size=10), st.text())),
    st.lists(st.text(max_size=20)),
    st.datetimes(timezones=st.just(UTC)),
)
def test_whatever_is_sealed_is_opened_as_it_was(fields: list[tuple[str, str]], files: list[str], at: datetime) -> None:
    form = Held("/to?x=1", "/from", fields, files, "owner", at)
    try:
        sealed = refused_forms.seal(form, VAULT)
    except UnicodeEncodeError:
        return  # half a character: no browser sends one
    assert refused_forms.opened(sealed, VAULT) == form
    assert refused_forms.opened(sealed, Vault((b"o" * 32,))) is None


def test_a_held_form_is_offered_for_a_day() -> None:
    form = Held("/", "", [], [], "", TEN)
    assert not form.over(at=TEN + timedelta(days=1))
    assert form.over(at=TEN + timedelta(days=1, seconds=1))


def test_what_is_shown_is_what_a_person_would_know_again() -> None:
    form = Held("/", "", [("what-i_tried", "A pause"), ("version", " "), ("note", "x")], [], "", TEN)
    assert form.texts == [("What i tried", "A pause"), ("Note", "x")]


def test_what_the_page_added_by_itself_is_not_shown() -> None:
    machine = [(name, "x") for name in ("token", "seen", "browser", "step", "stage", "do")]
    assert Held("/", "", [*machine, ("first_words", "Hm.")], [], "", TEN).texts == [("First words", "Hm.")]


def test_a_form_of_ours_is_shown_with_its_labels_and_what_was_chosen(as_amina: Browser) -> None:
    page = as_amina.get("/cpd/entries/new")
    as_amina.post("/sign-out")
    page = page.submit("Log it", title="A walk", on="2026-11-20", hours="1", type="reading")
    assert page.status == 401
    shown = [words.get_text() for words in page.soup.select("dl.facts dt, dl.facts dd")]
    assert shown[:2] == ["What did you do?", "A walk"]
    assert shown[shown.index("What kind of activity was it?") + 1] != "reading"
    assert "Token" not in shown


@pytest.mark.parametrize("address", ["/profile", "/sign-out"])
def test_a_form_of_somebody_else_at_this_screen_is_neither_sent_nor_shown(
    signed_in: Browser, zoe: Person, db: Session, address: str
) -> None:
    ada = factories.person(db, name="Ada Next", password_hash=zoe.password_hash)
    db.commit()
    token = signed_in.get("/profile").one('form[action="/sign-out/everywhere"] input')["value"]
    signed_in.post("/sign-out")
    signed_in.get("/sign-in").submit("Sign in", email=ada.email, password=PASSWORD)
    page = signed_in._send("POST", address, data={"csrf_token": token, "name": TEXT, "printed_name": "Zoe"})
    assert page.status == 400
    assert "is not the one who is signed in here now" in page.words
    assert "only once" not in page.text
    assert not page.soup.select(".oops form")
    said = signed_in.client.post(
        address, data={"csrf_token": token, "name": TEXT}, headers={"Accept": "application/json"}
    )
    assert (said.status_code, "only once" in said.text) == (400, False)


def test_a_form_of_somebody_who_left_is_not_shown_on_a_page_open_to_all(signed_in: Browser) -> None:
    token = signed_in.get("/profile").one('form[action="/sign-out/everywhere"] input')["value"]
    signed_in.post("/sign-out")
    page = signed_in._send("POST", "/sign-out", data={"csrf_token": token, "name": TEXT})
    assert (page.status, "only once" in page.text) == (400, False)
