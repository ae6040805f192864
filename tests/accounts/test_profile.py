"""One's own names and password."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from tests.accounts.conftest import PASSWORD, letters
from tests.conftest import HeldClock
from tests.page import Browser, Page


def change(browser: Browser, *, current: str = PASSWORD, new: str = "eight dry hats") -> Page:
    return browser.get("/profile/password").submit("Change it", current_password=current, password=new)


@pytest.fixture
def as_zoe(app: Flask, zoe: Person) -> Browser:
    return Browser(app).sign_in(zoe)


def test_both_names_are_saved_as_they_are_typed(as_zoe: Browser, zoe: Person, db: Session) -> None:
    page = as_zoe.get("/profile").submit("Save", name="  Zoë ", printed_name="Dr Zoë  Marsh")
    assert "Your names are saved." in page.follow().words
    db.expire_all()
    person = db.get_one(Person, zoe.id)
    assert (person.name, person.printed_name) == ("Zoë", "Dr Zoë Marsh")


def test_marks_of_direction_are_taken_out_and_letters_kept(as_zoe: Browser, zoe: Person, db: Session) -> None:
    as_zoe.get("/profile").submit("Save", printed_name="\u202eمحمد\u202c بن\u200f علي")
    db.expire_all()
    assert db.get_one(Person, zoe.id).printed_name == "محمد بن علي"


@pytest.mark.parametrize(
    ("name", "says"),
    [("Zoe 𓀀", "cannot show 𓀀"), ("", "certificates: write a name"), ("z" * 121, "at most 120 characters")],
)
def test_a_name_that_cannot_be_printed_is_said_and_nothing_is_lost(
    as_zoe: Browser, zoe: Person, db: Session, name: str, says: str
) -> None:
    page = as_zoe.get("/profile").submit("Save", name="Zoë", printed_name=name)
    assert page.status == 422
    assert [says in error for error in page.errors()] == [True]
    assert page.one("#printed_name")["value"] == name
    assert page.one("#name")["value"] == "Zoë"
    db.expire_all()
    assert db.get_one(Person, zoe.id).name == "Zoe Marsh"


def test_two_names_that_are_missing_are_told_apart(as_zoe: Browser) -> None:
    page = as_zoe.get("/profile").submit("Save", name="", printed_name="")
    assert page.errors() == ["Name: write a name.", "Name on certificates: write a name."]


def test_a_greeting_may_hold_what_no_certificate_can(as_zoe: Browser) -> None:
    assert as_zoe.get("/profile").submit("Save", name="Zoe 𓀀", printed_name="Zoe").status == 303


def test_a_changed_password_signs_out_every_other_device_and_tells_the_owner(
    app: Flask, as_zoe: Browser, zoe: Person, db: Session
) -> None:
    elsewhere = Browser(app).sign_in(zoe)
    page = change(as_zoe).follow()
    assert "Every other device is signed out" in page.words
    assert as_zoe.get("/profile").status == 200
    assert elsewhere.get("/profile").status == 303
    stranger = Browser(app)
    old, new = (
        stranger.get("/sign-in").submit("Sign in", email=zoe.email, password=p).status
        for p in (PASSWORD, "eight dry hats")
    )
    assert (old, new) == (422, 303)
    assert [letter.subject for letter in letters(db, to="zoe@example.org")] == ["Your LearnMentor password was changed"]


def test_a_form_left_open_before_the_change_is_offered_again(as_zoe: Browser, zoe: Person) -> None:
    as_zoe.client.delete_cookie("learnmentor")
    as_zoe.get("/sign-in").submit("Sign in", email=zoe.email, password=PASSWORD)
    left_open = as_zoe.get("/profile")
    change(as_zoe)
    page = left_open.submit("Save", name="Zoe Newname")
    assert page.status == 400
    assert page.submit("Send it again").status == 303


def test_the_present_password_is_asked_for(as_zoe: Browser, zoe: Person) -> None:
    page = change(as_zoe, current="wrong password")
    assert (page.status, page.errors()) == (422, ["This is not your present password."])
    assert page.one("#current_password")["autocomplete"] == "current-password"
    assert page.one("#password")["autocomplete"] == "new-password"


def test_a_new_password_keeps_the_rules(as_zoe: Browser) -> None:
    assert "your name or your address" in change(as_zoe, new="Zoe-Marsh-").errors()[0]


def test_guessing_the_present_password_is_slowed_down(as_zoe: Browser, time: HeldClock) -> None:
    for _ in range(10):
        assert change(as_zoe, current="wrong password").status == 422
    page = change(as_zoe)
    assert page.status == 429
    assert "try again in 15 minutes" in page.words


def test_every_box_says_who_reads_what_is_typed_there(as_zoe: Browser) -> None:
    page = as_zoe.get("/profile")
    assert "Trainers and administrators see it too." in page.words
