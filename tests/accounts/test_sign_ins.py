"""Each sign-in is a row: signing out ends it, and every copy of its cookie, and no other."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnmentor.accounts import rules, services
from learnmentor.accounts.models import Person, SignIn
from learnmentor.cli import main
from learnmentor.ground.db import database
from tests import factories
from tests.accounts.conftest import PASSWORD
from tests.conftest import HeldClock
from tests.page import Browser, Page
from tests.statements import statements

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Mobile/15E148 Safari/604.1"
)


def enter(app: Flask, agent: str = FIREFOX, **more: Any) -> Browser:
    """A browser in which Zoe signed in by the form."""
    browser = Browser(app)
    browser.client.environ_base["HTTP_USER_AGENT"] = agent
    assert browser.get("/sign-in").submit("Sign in", email="zoe@example.org", password=PASSWORD, **more).status == 303
    return browser


def copy(browser: Browser) -> Browser:
    """Another browser with the same cookie: somebody read it from a disk, or over a shoulder."""
    thief = Browser(browser.app)
    cookie = browser.client.get_cookie("learnmentor")
    assert cookie is not None
    thief.client.set_cookie("learnmentor", cookie.value)
    return thief


def inside(browser: Browser) -> bool:
    return browser.get("/profile").status == 200


def rows(db: Session) -> int:
    db.rollback()
    found = db.scalar(select(func.count(SignIn.id))) or 0
    db.rollback()
    return found


# What ends with what


def test_a_copied_cookie_ends_with_the_sign_in_it_was_copied_from(app: Flask, zoe: Person) -> None:
    here, there = enter(app), enter(app, SAFARI, remember="y")
    thief = copy(here)
    assert [inside(here), inside(there), inside(thief)] == [True, True, True]
    here.get("/profile").submit("Sign out")
    assert [inside(here), inside(there), inside(thief)] == [False, True, False]


def test_everywhere_ends_all_of_one_s_own_and_nobody_else_s(app: Flask, zoe: Person, as_amina: Browser) -> None:
    here, there = enter(app), enter(app, SAFARI)
    thief = copy(there)
    here.get("/profile").submit("Sign out on every device")
    assert [inside(each) for each in (here, there, thief)] == [False, False, False]
    assert inside(as_amina)


def test_a_new_password_ends_every_other_and_copies_of_this_one(app: Flask, zoe: Person) -> None:
    here, there = enter(app), enter(app, SAFARI)
    thief = copy(here)
    page = here.get("/profile/password").submit("Change it", current_password=PASSWORD, password="three tall hats")
    assert page.status == 303
    assert [inside(here), inside(there), inside(thief)] == [True, False, False]


def test_signing_in_again_in_one_browser_ends_what_was_there(app: Flask, zoe: Person, db: Session) -> None:
    here = enter(app)
    thief = copy(here)
    here.post("/sign-in", data={"email": zoe.email, "password": PASSWORD})
    assert [inside(here), inside(thief), rows(db)] == [True, False, 1]


def test_a_cookie_from_before_there_were_rows_opens_nothing_and_what_was_typed_waits(
    app: Flask, zoe: Person, db: Session
) -> None:
    browser = enter(app)
    form = browser.get("/profile")
    with browser.client.session_transaction() as session:
        session["_user_id"] = f"{zoe.id}.0"
    page = form.submit("Save", name="Typed only once", printed_name="Zoe Marsh")
    assert page.status == 401
    sent = page.submit("Sign in", email=zoe.email, password=PASSWORD).submit("Send")
    assert sent.status == 303
    assert "Typed only once" in browser.get("/profile").words


def test_closing_an_account_ends_its_sign_ins(app: Flask, zoe: Person, db: Session) -> None:
    here, there = enter(app), enter(app, SAFARI)
    page = here.get("/profile/close/confirm").submit("Close my account", password=PASSWORD, sure="y")
    assert page.status == 303
    assert [inside(here), inside(there), rows(db)] == [False, False, 0]


# How long it lasts


def test_a_cookie_renewed_by_looking_alone_ends_with_its_row(app: Flask, zoe: Person, time: HeldClock) -> None:
    reader = enter(app)
    for _ in range(7):
        time.tick(hours=10)
        assert inside(reader)
    time.tick(hours=2)
    assert not inside(reader), "three days without anything saved"


def test_what_is_saved_keeps_the_row_alive_and_a_look_does_not(
    app: Flask, zoe: Person, db: Session, time: HeldClock
) -> None:
    browser, begun = enter(app), time()

    def used() -> datetime:
        found = db.scalars(select(SignIn.used_at)).one()
        db.rollback()
        return found

    time.tick(hours=2)
    assert inside(browser)
    assert used() == begun
    browser.get("/profile").submit("Save", name="Zoe")
    assert used() == time() == begun + timedelta(hours=2)
    time.tick(minutes=59)
    browser.get("/profile").submit("Save", name="Zoe M")
    assert used() == begun + timedelta(hours=2), "to the hour is enough"
    browser.get("/profile").submit("Save", name="")
    assert used() == begun + timedelta(hours=2), "what is refused saves nothing"


def test_the_worker_sweeps_what_is_over(db: Session, zoe: Person, app: Flask, time: HeldClock) -> None:
    for number, remembered in enumerate((True, False)):
        services.begin_sign_in(
            db, zoe, token_sha256=str(number) * 64, public_id=str(number), remembered=remembered, device="Firefox",
            at=time(),
        )  # fmt: skip
    left = []
    for later in (timedelta(days=3, seconds=-1), timedelta(days=3), timedelta(days=90, seconds=-1), timedelta(days=90)):
        services.tidy(db, at=time() + later)
        left.append(list(db.scalars(select(SignIn.remembered).order_by(SignIn.id))))
    assert left == [[True, False], [True], [True], []]


# What a person sees


def test_a_person_sees_where_they_are_signed_in_and_signs_out_there(app: Flask, zoe: Person, time: HeldClock) -> None:
    here, there = enter(app), enter(app, SAFARI)
    page = here.get("/profile")
    told = [" ".join(item.get_text(" ").split()) for item in page.one("#devices").find_next("ul").find_all("li")]
    assert told[0].startswith("Safari on iPhone Signed in on 21 November 2026")
    assert told[1].startswith("Firefox on Windows , this one")
    assert "Sign out there" not in told[1]
    after = page.submit("Sign out there").follow()
    assert "That device is signed out." in after.words
    assert "Safari on iPhone" not in after.words
    assert [inside(here), inside(there)] == [True, False]
    assert page.submit("Sign out there").status == 303, "pressed twice, it is ended once"


def test_nobody_ends_another_s_sign_in(app: Flask, zoe: Person, as_amina: Browser, db: Session) -> None:
    here = enter(app)
    db.rollback()
    theirs = db.scalars(select(SignIn.public_id).where(SignIn.person_id == zoe.id)).one()
    db.rollback()
    assert as_amina.post(f"/profile/devices/{theirs}/sign-out").status == 303
    assert inside(here)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.4 Safari/605.1.15", "Safari on Mac"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/126.0 Safari/537.36", "Chrome on Chromebook"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0 Safari/537.36",
         "Samsung Internet on Android"),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1 CriOS/126.0 Safari/604.1", "Chrome on iPad"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 OPR/111.0", "Opera on Linux"),
        ("", "A browser"),
        ("<script>" * 9_999, "A browser"),
    ],
)  # fmt: skip
def test_a_device_is_named_as_its_owner_would(agent: str, words: str) -> None:
    assert rules.device_in_words(agent) == words


# Forms


def test_a_form_from_before_a_new_password_does_not_count(app: Flask, zoe: Person, time: HeldClock) -> None:
    here = enter(app)
    left_open = here.get("/profile")
    here.get("/profile/password").submit("Change it", current_password=PASSWORD, password="three tall hats")
    assert left_open.submit("Save", name="Zoe M").status == 400


def test_what_is_posted_while_one_signs_out_brings_nobody_back(app: Flask, zoe: Person) -> None:
    tab = enter(app)
    other_tab = copy(tab)
    form = other_tab.get("/profile")
    tab.get("/profile").submit("Sign out")
    late = form.submit("Save", name="Typed late")
    assert late.status == 401
    assert "Typed late" in late.words or "Typed late" in late.text
    assert not inside(other_tab), "and the answer to it lets nobody in"


def test_signing_out_and_saving_at_once_ends_signed_out(app: Flask, zoe: Person, db: Session) -> None:
    tab = enter(app)
    other_tab, watching = copy(tab), copy(tab)
    saving, leaving = other_tab.get("/profile"), tab.get("/profile")
    at_once, answers = Barrier(2), []

    def press(page: Page, button: str, **fields: str) -> None:
        at_once.wait()
        answers.append(page.submit(button, **fields).status)

    threads = [
        Thread(target=press, args=(saving, "Save"), kwargs={"name": "Zoe M"}),
        Thread(target=press, args=(leaving, "Sign out")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(answers) in ([303, 303], [303, 401])
    assert [inside(tab), inside(other_tab), inside(watching), rows(db)] == [False, False, False, 0]


# What it costs


def test_who_is_asking_is_one_statement(app: Flask, db: Session, time: HeldClock) -> None:
    person = factories.person(db, roles=list(rules.RoleName))
    db.commit()
    browser = Browser(app).sign_in(person)
    with statements(app) as sent:
        assert browser.get("/profile/password").status == 200
    asking = [each for each in sent if "sign_in" in each]
    assert len(asking) == 1, sent
    assert "JOIN person" in asking[0]
    assert "role" in asking[0]


def test_no_token_lies_in_the_database(app: Flask, zoe: Person, db: Session) -> None:
    browser = enter(app)
    with browser.client.session_transaction() as session:
        token = session["_user_id"]
    kept = db.scalars(select(SignIn)).one()
    assert kept.token_sha256 == rules.digest(token)
    assert token not in repr([vars(kept)])
    assert len(token) == 43
    assert token.isalnum()


@pytest.mark.parametrize("remembered", [True, False])
def test_limits_hold_at_their_ends(remembered: bool) -> None:
    at = datetime(2026, 11, 21, 10, tzinfo=UTC)
    lasts = rules.SAVED_WITHIN[remembered]
    assert not rules.over(at, remembered=remembered, at=at + lasts - timedelta(microseconds=1))
    assert rules.over(at, remembered=remembered, at=at + lasts)
    until = at + rules.VISITED_WITHIN[remembered]
    assert not rules.visit_counts(until, remembered=remembered, at=at)
    assert rules.visit_counts(until, remembered=remembered, at=at + timedelta(days=1, seconds=1))


def test_many_sign_ins_are_shown_to_a_bound(app: Flask, zoe: Person) -> None:
    browser = enter(app)
    with app.app_context(), database().transaction() as db:
        person = db.get_one(Person, zoe.id)
        for n in range(60):
            services.begin_sign_in(
                db, person, token_sha256=f"{n:064}", public_id=f"p{n}", remembered=True, device="Firefox",
                at=datetime(2026, 11, 20, 10, tzinfo=UTC),
            )  # fmt: skip
    page = browser.get("/profile")
    assert len(page.one("#devices").find_next("ul").find_all("li")) == 50
    assert "These are the newest 50." in page.words


# Commands


def test_somebody_or_everybody_is_signed_out_by_command(app: Flask, zoe: Person, as_amina: Browser) -> None:
    def run(*words: str) -> Result:
        return CliRunner().invoke(main, ["users", "sign-out", *words], obj=lambda: app)

    zoes = Browser(app).sign_in(zoe)
    assert run("ZOE@example.org").output == "ZOE@example.org is signed out everywhere.\n"
    assert [inside(zoes), inside(as_amina)] == [False, True]
    assert run("--everybody").output == "Everybody is signed out everywhere.\n"
    assert not inside(as_amina)
    for words in ((), ("zoe@example.org", "--everybody")):
        assert "Name one address, or say --everybody." in run(*words).output
    assert "No account has this address" in run("x@example.org").output
