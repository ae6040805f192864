"""Signing in and out, signing up, invitations and forgotten passwords, as a person meets them."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import argon2
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnmentor.accounts import passwords, throttle, tries
from learnmentor.accounts.models import Attempt, PasswordReset, Person, Role
from learnmentor.accounts.rules import RoleName
from tests.accounts.conftest import PASSWORD, letters, link_in
from tests.conftest import HeldClock
from tests.page import Browser, Page
from tests.statements import statements


def sign_in(browser: Browser, *, email: str = "zoe@example.org", password: str = PASSWORD, **more: Any) -> Page:
    return browser.get("/sign-in").submit("Sign in", email=email, password=password, **more)


def signed_in(browser: Browser) -> bool:
    return browser.get("/profile").status == 200


# Signing in


def test_a_person_signs_in_and_lands_on_their_first_page(stranger: Browser, zoe: Person) -> None:
    page = sign_in(stranger)
    assert (page.status, page.response.headers["Location"]) == (303, "/")
    assert signed_in(stranger)


@pytest.mark.parametrize("email", ["ZOE@Example.ORG", "  zoe@example.org "])
def test_an_address_is_known_however_it_is_written(stranger: Browser, zoe: Person, email: str) -> None:
    assert sign_in(stranger, email=email).status == 303


@pytest.mark.parametrize("email", ["zoe@example.org", "nobody@example.org", "not an address"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    stranger: Browser, zoe: Person, email: str
) -> None:
    page = sign_in(stranger, email=email, password="wrong password")
    assert page.status == 422
    assert page.errors() == ["That address and password do not belong together. Check both, or choose a new password."]
    assert page.one("#email")["value"] == email, "what was typed is kept"
    assert not page.one("#password").get("value"), "but a password is never shown back"
    assert not signed_in(stranger)


def test_nothing_typed_is_said_beside_each_field(stranger: Browser) -> None:
    page = sign_in(stranger, email="", password="")
    assert (page.status, page.errors()) == (422, ["Enter your email address.", "Enter your password."])
    assert page.words.startswith("Error: Sign in")


def test_after_signing_in_a_person_is_where_they_wanted_to_be(stranger: Browser, zoe: Person) -> None:
    sign_in_page = stranger.get("/profile/password?from=x").follow()
    page = sign_in_page.submit("Sign in", email="zoe@example.org", password="wrong password")
    page = page.submit("Sign in", email="zoe@example.org", password=PASSWORD)
    assert page.response.headers["Location"] == "/profile/password?from=x"


@pytest.mark.parametrize("words", ["a b", "Zoë & Söhne", "100%", "a/b?c#d", "محمد"])
def test_what_was_looked_for_is_looked_for_after_signing_in(stranger: Browser, zoe: Person, words: str) -> None:
    page = stranger.get("/profile", query={"words": words}).follow()
    page = page.submit("Sign in", email=zoe.email, password=PASSWORD)
    address = urlsplit(page.response.headers["Location"])
    assert (address.netloc, address.path, parse_qs(address.query)) == ("", "/profile", {"words": [words]})


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/\t/elsewhere.example"]
)
def test_a_link_to_the_sign_in_page_leads_nobody_elsewhere(stranger: Browser, zoe: Person, address: str) -> None:
    page = stranger.get("/sign-in", query={"next": address}).submit("Sign in", email=zoe.email, password=PASSWORD)
    assert page.response.headers["Location"] == "/"
    stranger.post("/sign-out")
    page = stranger.post("/sign-in", data={"email": zoe.email, "password": PASSWORD, "next": address})
    assert page.response.headers["Location"] == "/"


def test_somebody_who_is_in_already_goes_on(as_amina: Browser) -> None:
    assert as_amina.get("/sign-in?next=/profile").response.headers["Location"] == "/profile"


def test_a_closed_account_is_not_opened(stranger: Browser, zoe: Person, db: Session, time: HeldClock) -> None:
    zoe.closed_at = time()
    db.commit()
    assert sign_in(stranger).status == 422


def test_a_password_nobody_has_opens_nothing(stranger: Browser, amina: Person) -> None:
    assert sign_in(stranger, email=amina.email, password="!").status == 422


# The session


def test_the_cookie_is_kept_from_scripts_and_other_sites(stranger: Browser, zoe: Person) -> None:
    cookie = sign_in(stranger).response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie, "without being asked to, a browser forgets it when it closes"


def test_a_session_begins_with_nothing_from_before(stranger: Browser, zoe: Person) -> None:
    with stranger.client.session_transaction() as session:
        session["csrf_token"] = "planted"
        session["planted"] = "by somebody else"
    stranger.post("/sign-in", data={"email": zoe.email, "password": PASSWORD})
    with stranger.client.session_transaction() as session:
        assert "planted" not in session
        assert session["csrf_token"] != "planted"


def test_staying_signed_in_lasts_thirty_days_after_the_last_visit(
    stranger: Browser, zoe: Person, time: HeldClock
) -> None:
    assert "Expires" in sign_in(stranger, remember="y").response.headers["Set-Cookie"]
    for _ in range(3):
        time.tick(days=20)
        assert signed_in(stranger)
    time.tick(days=30)
    assert [signed_in(stranger), signed_in(stranger)] == [False, False], "asking again does not help"


def test_otherwise_a_session_lasts_twelve_hours_after_the_last_visit(
    stranger: Browser, zoe: Person, time: HeldClock
) -> None:
    sign_in(stranger)
    for _ in range(3):
        time.tick(hours=8)
        assert signed_in(stranger)
    time.tick(hours=12)
    assert [signed_in(stranger), signed_in(stranger)] == [False, False], "asking again does not help"


def test_not_every_answer_sets_a_cookie(stranger: Browser, zoe: Person, time: HeldClock) -> None:
    sign_in(stranger, remember="y")
    stranger.get("/profile")
    assert "Set-Cookie" not in stranger.get("/profile").response.headers


def test_signing_out_ends_the_session_here(stranger: Browser, zoe: Person) -> None:
    sign_in(stranger)
    page = stranger.get("/profile").submit("Sign out").follow()
    assert "You are signed out." in page.words
    assert not signed_in(stranger)
    with stranger.client.session_transaction() as session:
        assert "_user_id" not in session


def test_signing_out_everywhere_ends_every_session(app: Flask, zoe: Person) -> None:
    here, there = Browser(app), Browser(app)
    sign_in(here)
    sign_in(there, remember="y")
    here.get("/profile").submit("Sign out on every device")
    assert not signed_in(here)
    assert not signed_in(there)


def test_a_form_left_open_still_counts_after_signing_in_again(stranger: Browser, zoe: Person) -> None:
    sign_in(stranger)
    left_open = stranger.get("/profile")
    stranger.get("/profile").submit("Sign out")
    sign_in(stranger)
    assert left_open.submit("Save", name="Zoe M").status == 303


# Too many tries


def fail(browser: Browser, *, times: int, email: str = "zoe@example.org") -> None:
    for _ in range(times):
        assert sign_in(browser, email=email, password="wrong password").status == 422


@pytest.mark.parametrize("email", ["zoe@example.org", "nobody@example.org"])
def test_after_ten_wrong_tries_a_sentence_says_when_to_try_again(
    stranger: Browser, zoe: Person, time: HeldClock, email: str
) -> None:
    fail(stranger, times=10, email=email)
    time.tick(minutes=3)
    page = sign_in(stranger, email=email)
    assert page.status == 429
    assert "try again in 12 minutes" in page.words
    assert page.response.headers["Retry-After"] == "720"
    assert page.one("#email")["value"] == email
    assert sign_in(stranger, email="amina@example.org", password="x").status == 422, "others are not held up"


def test_the_right_password_counts_again_when_the_wait_is_over(stranger: Browser, zoe: Person, time: HeldClock) -> None:
    fail(stranger, times=10)
    assert sign_in(stranger).status == 429
    time.tick(minutes=15)
    assert sign_in(stranger).status == 303


def test_signing_in_clears_the_tries_of_the_address(stranger: Browser, zoe: Person, time: HeldClock) -> None:
    for _ in range(2):
        fail(stranger, times=9)
        assert sign_in(stranger).status == 303
        stranger.post("/sign-out")


def test_a_network_is_slowed_down_whatever_addresses_it_tries(
    app: Flask, stranger: Browser, zoe: Person, db: Session, time: HeldClock
) -> None:
    key = str(app.secret_key).encode()
    for n in range(99):
        made = throttle.tried(throttle.SIGN_IN, address=f"{n}@example.org", network="203.0.113.9", key=key)
        tries.count_try(db, made, at=time())
    db.commit()
    stranger.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert sign_in(stranger, email="last@example.org", password="x").status == 422
    assert sign_in(stranger).status == 429
    stranger.client.environ_base["REMOTE_ADDR"] = "203.0.113.10"
    assert sign_in(stranger).status == 303


def test_a_classroom_that_signs_in_at_once_is_not_slowed_down(
    app: Flask, zoe: Person, time: HeldClock, db: Session
) -> None:
    for _ in range(3):
        sign_in(Browser(app))
    assert db.scalar(func.count(Attempt.id)) == 0


# The same for everybody


def answer(page: Page) -> tuple[int, str, list[tuple[str, str]]]:
    """All that can be seen of an answer, without what is random in each."""
    hidden = re.compile(r'value="[^"]{40,}"')
    told = [
        (k, v) for k, v in page.response.headers if k not in {"X-Request-Id", "Set-Cookie", "Date", "Content-Length"}
    ]
    return page.status, hidden.sub("", page.text).replace("zoe@", "bob@"), told


def stranger_still(browser: Browser) -> bool:
    return browser.get("/profile").status == 303


@pytest.mark.parametrize("path", ["/sign-up", "/password-reset"])
@pytest.mark.parametrize("where", ["app", "mailing_app"])
def test_nobody_learns_whether_an_address_has_an_account(
    request: pytest.FixtureRequest, zoe: Person, time: HeldClock, path: str, where: str
) -> None:
    seen = []
    for email in ("zoe@example.org", "bob@example.org"):
        browser = Browser(request.getfixturevalue(where))
        fields = {"email": email, "name": "Some Body", "password": "three tall hats"}
        first = browser.post(path, data=fields)
        after = first.follow()
        seen.append((answer(first), answer(after), stranger_still(browser)))
    assert seen[0] == seen[1]


class Weighed:
    """The hasher of passwords, which is what takes time, with each piece of its work written down by its size."""

    def __init__(self, hasher: argon2.PasswordHasher) -> None:
        self.hasher = hasher
        self.work: list[tuple[str, argon2.Parameters]] = []

    def hash(self, password: str, *, salt: bytes) -> str:
        made = self.hasher.hash(password, salt=salt)
        self.work.append(("hash", argon2.extract_parameters(made)))
        return made

    def verify(self, kept: str, password: str) -> bool:
        self.work.append(("verify", argon2.extract_parameters(kept)))
        return self.hasher.verify(kept, password)

    def check_needs_rehash(self, kept: str) -> bool:
        return self.hasher.check_needs_rehash(kept)


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up"])
def test_known_and_unknown_addresses_cost_the_same_work(
    app: Flask, stranger: Browser, zoe: Person, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def work(email: str) -> tuple[list[tuple[str, argon2.Parameters]], int]:
        weighed = Weighed(argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1))
        monkeypatch.setattr(passwords, "_HASHER", weighed)
        with statements(app) as sent:
            stranger.post(path, data={"email": email, "name": "Some Body", "password": "three tall hats"})
        return weighed.work, len(sent)

    (known, asked), (unknown, asked_too) = work("zoe@example.org"), work("nobody@example.org")
    assert known == unknown
    assert len(known) == 1, "a password is hashed once, whoever it is"
    assert abs(asked - asked_too) <= 1, "one look more for a sign-up that waits"


# Signing up


def sign_up(
    browser: Browser, *, email: str = "new@example.org", name: str = "New Person", password: str = "three tall hats"
) -> Page:
    return browser.get("/sign-up").submit("Make my account", email=email, name=name, password=password)


def test_the_page_promises_no_more_than_there_is(stranger: Browser) -> None:
    words = stranger.get("/sign-up").words
    assert "begin at once" not in words
    assert "Then sign in, and begin." in words


def test_somebody_new_signs_up_and_studies_at_once_where_no_mail_is_sent(stranger: Browser, time: HeldClock) -> None:
    page = sign_up(stranger).follow()
    assert page.h1 == "Sign in"
    assert "your account begins" in page.words
    assert page.one("#email")["value"] == "new@example.org"
    assert page.submit("Sign in", password="three tall hats").status == 303
    assert "New Person" in stranger.get("/profile").words


def test_somebody_new_arrives_where_they_were_going(stranger: Browser, time: HeldClock) -> None:
    page = stranger.get("/programmes").follow().click("Make an account")
    wrong = page.submit("Make my account", email="new@example.org", name="", password="three tall hats")
    made = wrong.submit("Make my account", name="New Person", password="three tall hats").follow()
    assert made.submit("Sign in", password="three tall hats").response.headers["Location"] == "/programmes"


def test_nobody_new_is_sent_to_another_site(stranger: Browser, time: HeldClock) -> None:
    page = stranger.get("/sign-up?next=https://example.org/")
    assert page.one("input[name=next]").get("value", "") == ""
    made = page.submit(
        "Make my account", email="new@example.org", name="New", password="three tall hats", next="//example.org"
    )
    assert "example.org" not in made.response.headers["Location"]


def test_a_second_sign_up_gets_the_same_answer_and_leaves_the_first_as_it_is(
    stranger: Browser, db: Session, time: HeldClock
) -> None:
    first = sign_up(stranger).follow()
    second = sign_up(stranger, name="Thief", password="another long word").follow()
    assert second.words == first.words
    page = sign_in(stranger, email="new@example.org", password="another long word")
    assert page.errors() == ["That address and password do not belong together. Check both, or choose a new password."]
    assert sign_in(stranger, email="new@example.org", password="three tall hats").status == 303
    assert "New Person" in stranger.get("/profile").words
    assert [letter.subject for letter in letters(db, to="new@example.org")] == [
        "Your LearnMentor account", "A second sign-up with your address",
    ]  # fmt: skip


def test_a_mistyped_password_is_mended_by_signing_up_again_a_day_later(stranger: Browser, time: HeldClock) -> None:
    sign_up(stranger, password="tree tall hats")
    assert sign_in(stranger, email="new@example.org", password="three tall hats").status == 422
    time.tick(days=1)
    sign_up(stranger)
    assert sign_in(stranger, email="new@example.org", password="three tall hats").status == 303


def test_signing_up_with_somebody_elses_address_changes_nothing(stranger: Browser, zoe: Person, db: Session) -> None:
    sign_up(stranger, email="ZOE@example.org", name="Thief")
    assert sign_in(stranger, password="three tall hats").status == 422
    assert sign_in(stranger).status == 303
    assert [letter.subject for letter in letters(db, to="zoe@example.org")] == [
        "You already have a LearnMentor account"
    ]


def test_what_is_wrong_with_a_sign_up_is_said_beside_the_field_and_the_rest_is_kept(stranger: Browser) -> None:
    page = sign_up(stranger, email="not an address", name="\u202e ", password="short")
    assert page.status == 422
    assert [error.split(".")[0] for error in page.errors()] == [
        "Write a name", "Enter an email address in the usual form, such as name@example", "Use at least 10 characters",
    ]  # fmt: skip
    assert page.one("#email")["value"] == "not an address"
    for name, autocomplete in {"email": "email", "password": "new-password", "name": "name"}.items():
        assert page.one(f"#{name}")["autocomplete"] == autocomplete


def test_a_name_that_no_certificate_can_show_is_said_before_there_is_an_account(stranger: Browser) -> None:
    page = sign_up(stranger, name="Anna 𓀀")
    assert page.status == 422
    assert "cannot show 𓀀" in page.words
    assert page.one("#name")["value"] == "Anna 𓀀"


@pytest.mark.parametrize("name", ["محمد بن علي", "王小明", "שרה כהן", "Zoë 🙂 O’Neill"])
def test_a_name_of_any_script_that_can_be_printed_is_welcome(stranger: Browser, time: HeldClock, name: str) -> None:
    sign_up(stranger, name=name)
    sign_in(stranger, email="new@example.org", password="three tall hats")
    assert stranger.get("/profile").one("#printed_name")["value"] == name


def test_signing_up_is_slowed_down_after_many_tries(stranger: Browser, time: HeldClock) -> None:
    for _ in range(5):
        assert sign_up(stranger).status == 303
    page = sign_up(stranger)
    assert (page.status, page.one("#email")["value"]) == (429, "new@example.org")
    assert "try again in 1 hour" in page.words


def test_with_mail_an_account_begins_with_the_link_in_a_letter(mailing: Browser, db: Session, time: HeldClock) -> None:
    page = mailing.get("/sign-up").submit("Send me a link", email="New@example.org").follow()
    assert page.h1 == "Look in your mail"
    (letter,) = letters(db, to="new@example.org")
    page = mailing.get(link_in(letter))
    assert page.one("#address")["value"] == "new@example.org"
    page = page.submit("Make my account", name="New Person", password="short")
    assert (page.status, page.one("#name")["value"]) == (422, "New Person")
    assert page.submit("Make my account", password="three tall hats").follow().status == 200
    assert "new@example.org" in mailing.get("/profile").words
    assert mailing.get(link_in(letter)).status == 410


def test_looking_at_a_link_does_not_use_it(mailing: Browser, db: Session, time: HeldClock) -> None:
    mailing.get("/sign-up").submit("Send me a link", email="new@example.org")
    link = link_in(letters(db, to="new@example.org")[0])
    assert [mailing.get(link).status for _ in range(3)] == [200, 200, 200]


def test_by_invitation_nobody_signs_up_alone(app: Flask, closed_app: Flask, db: Session) -> None:
    browser = Browser(closed_app)
    assert "by invitation" in browser.get("/sign-up").words
    assert "Make an account" not in browser.get("/sign-in").words
    assert (
        browser.post("/sign-up", data={"email": "a@example.org", "name": "A", "password": "three tall hats"}).status
        == 403
    )
    assert db.scalar(func.count(Person.id)) == 0


# Forgotten passwords


def test_a_forgotten_password_is_replaced_by_letter(
    app: Flask, mailing: Browser, zoe: Person, db: Session, time: HeldClock
) -> None:
    elsewhere = Browser(app)
    sign_in(elsewhere)
    fail(mailing, times=10)
    page = mailing.get("/sign-in").click("Forgotten your password?").submit("Send me a link", email="Zoe@example.org")
    assert page.follow().h1 == "Look in your mail"
    link = link_in(letters(db, to=zoe.email)[0])
    page = mailing.get(link).submit("Save it", password="zoe marsh")
    assert page.status == 422
    page = page.submit("Save it", password="eight dry hats").follow()
    assert page.one("#email")["value"] == zoe.email
    assert page.submit("Sign in", password="eight dry hats").status == 303, "the wait after wrong tries is over too"
    assert not signed_in(elsewhere)
    assert mailing.get(link).status == 410
    assert letters(db, to=zoe.email)[-1].subject == "Your LearnMentor password was changed"


def test_a_link_that_was_made_up_is_over(stranger: Browser) -> None:
    for path in ("/password-reset/made-up", "/invitations/made-up"):
        assert stranger.get(path).h1 == "This link is over"
        assert stranger.post(path, data={"password": "three tall hats", "name": "A"}).status == 410


def test_only_a_digest_of_a_link_is_kept_outside_its_letter(
    mailing: Browser, zoe: Person, db: Session, time: HeldClock
) -> None:
    mailing.get("/password-reset").submit("Send me a link", email=zoe.email)
    token = link_in(letters(db, to=zoe.email)[0]).rpartition("/")[2]
    kept = db.execute(select(PasswordReset.token_sha256)).scalar_one()
    assert len(kept) == 64
    assert token not in kept


# Invitations


def test_an_invited_trainer_makes_an_account_and_is_one(
    app: Flask, stranger: Browser, as_grace: Browser, db: Session, time: HeldClock
) -> None:
    page = as_grace.get("/people").click("Invite somebody").submit("Invite", email="ida@example.org", role="trainer")
    page = page.follow()
    link = page.one(".notice code").get_text().removeprefix("http://localhost")
    assert "ida@example.org" in page.words
    assert as_grace.get("/people").soup.select(".notice code") == [], "the link is shown once"
    stranger.get(link).submit("Make my account", name="Ida Berg", password="three tall hats")
    assert "Trainer" in stranger.get("/profile").words
    assert db.scalar(select(Role.name)) in {RoleName.TRAINER, RoleName.ADMINISTRATOR}
