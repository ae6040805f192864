"""LearnMentor promises to ask what has come of it twice at most, and to stop when told."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.stop_links import StopLink
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.prompts import queries
from learnmentor.cpd.prompts import services as prompts
from learnmentor.cpd.prose import Prose
from learnmentor.ground.db import database
from learnmentor.ground.letters import Sender
from learnmentor.ground.vault import Vault
from learnmentor.jobs.models import OutgoingMail
from tests.conftest import HeldClock
from tests.cpd.ledger import NOW, VAULT, Ledger
from tests.page import Browser, Page

SENDER, SECRET = Sender("https://learn.example", "Northfield"), "s" * 48
WEEK = timedelta(days=7, minutes=1)


@pytest.fixture
def alone(db: Session, mine: Ledger) -> Ledger:
    """Amina's ledger; the stranger beside her wants no letters."""
    other = db.scalars(select(CpdEntry.person_id).where(CpdEntry.person_id != mine.person.id)).first()
    assert other
    prompts.want(db, person_id=other, letters=False, at=NOW)
    db.commit()
    return mine


def _ask(alone: Ledger, *, weeks: int) -> int:
    at = NOW + WEEK * weeks
    return prompts.prompt(
        alone.db, VAULT, person_id=alone.person.id, sender=SENDER, secret=SECRET, at=at
    )  # fmt: skip


def _letters(db: Session) -> list[OutgoingMail]:
    return list(db.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def test_somebody_is_asked_after_one_week_and_after_six(alone: Ledger) -> None:
    alone.log()
    assert [_ask(alone, weeks=weeks) for weeks in (0, 1, 2, 5, 6, 7, 60)] == [0, 1, 0, 0, 1, 0, 0]
    assert "once more, five weeks later" in _letters(alone.db)[0].body
    assert "We will not ask about it again." in _letters(alone.db)[1].body


def test_the_letter_names_the_day_and_no_more_of_the_entry(alone: Ledger) -> None:
    entry = alone.log(title="Very private title", provider="Secret college", prose=Prose("Private thoughts"))
    _ask(alone, weeks=1)
    (letter,) = _letters(alone.db)
    assert (letter.to_address, letter.subject) == (alone.person.email, "What has come of it?")
    assert f"12 November 2026:\nhttps://learn.example/cpd/entries/{entry.public_id}/impact" in letter.body
    assert "https://learn.example/cpd/letters/stop/" in letter.body
    for private in ("private", "Private", "Secret", "3 h"):
        assert private not in letter.body


def test_many_entries_make_one_letter(alone: Ledger) -> None:
    for _ in range(12):
        alone.log(minutes=15)
    assert _ask(alone, weeks=1) == 12
    (letter,) = _letters(alone.db)
    assert letter.body.count("/impact") == 10


def test_doing_it_twice_sends_nothing_more(alone: Ledger) -> None:
    alone.log()
    assert (_ask(alone, weeks=1), _ask(alone, weeks=1)) == (1, 0)
    assert len(_letters(alone.db)) == 1


def test_whoever_said_what_came_of_it_is_not_asked(alone: Ledger) -> None:
    alone.log(prose=Prose(impact="They ask more"))
    later = alone.log(title="Another")
    alone.correct(later, prose=Prose(impact="I wait longer"))
    assert _ask(alone, weeks=1) == 0


def test_a_corrected_entry_is_asked_about_as_it_stands_and_a_withdrawn_one_never(alone: Ledger) -> None:
    corrected = alone.correct(alone.log(title="First"), title="As it stands")
    alone.withdraw(alone.log(title="Withdrawn"))
    assert _ask(alone, weeks=1) == 1
    assert corrected.public_id in _letters(alone.db)[0].body


def test_segments_and_what_came_from_a_table_are_not_asked_about(alone: Ledger) -> None:
    alone.study()
    alone.log(source="import:aaaaaaaaaaaaaaaa:2")
    assert _ask(alone, weeks=1) == 0


def test_a_closed_account_is_left_in_peace(alone: Ledger) -> None:
    alone.log()
    alone.person.closed_at = NOW
    alone.db.flush()
    assert _ask(alone, weeks=1) == 0


def test_whoever_is_suspended_is_not_asked_what_they_cannot_answer(alone: Ledger) -> None:
    alone.log()
    alone.person.suspended_at = NOW
    assert _ask(alone, weeks=1) == 0


def test_whoever_stopped_the_letters_gets_none_until_they_say_otherwise(alone: Ledger) -> None:
    alone.log()
    for _ in range(2):
        prompts.want(alone.db, person_id=alone.person.id, letters=False, at=NOW)
    assert _ask(alone, weeks=1) == 0
    prompts.want(alone.db, person_id=alone.person.id, letters=True, at=NOW)
    assert _ask(alone, weeks=1) == 1


def test_words_that_no_key_opens_are_not_asked_about(alone: Ledger) -> None:
    alone.log(prose=Prose("Something"))
    other = Vault((b"x" * 32,))
    at = NOW + WEEK
    assert prompts.prompt(alone.db, other, person_id=alone.person.id, sender=SENDER, secret=SECRET, at=at) == 0


def test_the_worker_asks_everybody_and_may_be_run_again(app: Flask, alone: Ledger) -> None:
    alone.log()
    alone.db.commit()
    handle = prompts.prompting(SENDER, vault=VAULT, secret=SECRET, now=lambda: NOW + WEEK)
    with app.app_context():
        ours = database()
    handle(ours, {})
    handle(ours, {})
    alone.db.rollback()
    assert [letter.to_address for letter in _letters(alone.db)] == [alone.person.email]


def test_a_clock_that_jumped_back_asks_nothing_early(alone: Ledger) -> None:
    alone.log()
    at = NOW - timedelta(days=30)
    assert prompts.prompt(alone.db, VAULT, person_id=alone.person.id, sender=SENDER, secret=SECRET, at=at) == 0


def test_a_link_to_stop_is_good_for_its_owner_alone(alone: Ledger) -> None:
    token = prompts.STOP.token(SECRET, alone.person.public_id)
    assert prompts.STOP.person(alone.db, token, secret=SECRET) is alone.person
    for wrong in ("", ".", alone.person.public_id, token[:-1], token + "x", "é." + token, token.replace("p", "q")):
        assert prompts.STOP.person(alone.db, wrong, secret=SECRET) is None
    assert prompts.STOP.person(alone.db, token, secret="another" * 9) is None
    assert StopLink("letters of another kind").person(alone.db, token, secret=SECRET) is None


# Pages


@pytest.fixture
def entry(mine: Ledger, time: HeldClock) -> CpdEntry:
    """Something logged without a word on its impact."""
    made = mine.log(prose=Prose("Mine alone", links=("https://a.example",)))
    mine.db.commit()
    return made


def _impact(browser: Browser, entry: CpdEntry) -> Page:
    return browser.get(f"/cpd/entries/{entry.public_id}").click("Say what came of it")


def test_impact_is_added_later_and_the_rest_stays(mine: Ledger, as_amina: Browser, entry: CpdEntry) -> None:
    page = _impact(as_amina, entry).submit("Add it to the entry", impact="They ask more questions").follow()
    for words in ("They ask more questions", "Mine alone", "https://a.example", "3 h", "“What came of it”"):
        assert words in page.words
    assert not [link for link in page.soup.find_all("a") if "Say what came of it" in link.get_text()]
    assert mine.holds()


def test_impact_sent_twice_is_one_line(mine: Ledger, as_amina: Browser, entry: CpdEntry) -> None:
    form = _impact(as_amina, entry)
    answers = [form.submit("Add it to the entry", impact="They ask more") for _ in range(2)]
    assert answers[0].response.headers["Location"] == answers[1].response.headers["Location"]
    mine.db.rollback()
    assert len(mine.lines()) == 2


def test_nothing_is_no_impact(as_amina: Browser, entry: CpdEntry) -> None:
    page = _impact(as_amina, entry).submit("Add it to the entry", impact="  ")
    assert page.status == 422
    assert "Write a sentence about what has changed, or leave this page if nothing has." in page.errors()[0]


def test_an_entry_changed_in_another_tab_keeps_the_words(mine: Ledger, as_amina: Browser, entry: CpdEntry) -> None:
    form = _impact(as_amina, entry)
    as_amina.get(f"/cpd/entries/{entry.public_id}").click("Correct").submit("Correct it", title="Corrected")
    page = form.submit("Add it to the entry", impact="My words")
    assert page.status == 422
    assert "it is now “Corrected”" in page.errors()[0]
    assert page.one("textarea").get_text().strip() == "My words"
    assert "My words" in page.submit("Add it to the entry").follow().words
    mine.db.rollback()
    assert mine.holds()


def test_the_link_of_an_old_letter_leads_to_the_entry_as_it_stands(
    mine: Ledger, as_amina: Browser, entry: CpdEntry
) -> None:
    newest = mine.correct(entry, title="Corrected")
    mine.db.commit()
    address = f"/cpd/entries/{entry.public_id}/impact"
    assert as_amina.get(address).response.headers["Location"] == f"/cpd/entries/{newest.public_id}/impact"
    mine.withdraw(newest)
    mine.db.commit()
    assert as_amina.get(address).follow().follow().h1 == "Corrected"


def test_letters_are_chosen_on_the_profile(mine: Ledger, as_amina: Browser, entry: CpdEntry) -> None:
    page = as_amina.get("/profile").click("Choose whether we ask")
    assert "None so far." in page.words
    off = page.submit("Save", wanted=None).follow()
    assert "We no longer ask you what has come of it." in off.words
    assert not off.one('[name="wanted"]').has_attr("checked")
    assert "We ask you what has come of it." in off.submit("Save", wanted="y").follow().words
    prompts.prompt(mine.db, VAULT, person_id=mine.person.id, sender=SENDER, secret=SECRET, at=NOW + WEEK)
    mine.db.commit()
    sent = as_amina.get("/cpd/letters")
    assert "about what you did on 12 November 2026 after a week" in sent.words
    assert sent.click("what you did on 12 November 2026").h1 == entry.title


def test_one_press_stops_the_letters_without_signing_in(
    app: Flask, mine: Ledger, stranger: Browser, as_amina: Browser
) -> None:
    mine.db.commit()
    token = prompts.STOP.token(app.config["SECRET_KEY"], mine.person.public_id)
    page = stranger.get(f"/cpd/letters/stop/{token}")
    assert queries.wanted(mine.db, person_id=mine.person.id)
    mine.db.rollback()
    assert page.submit("Stop these letters").follow().h1 == "These letters have stopped"
    assert not as_amina.get("/cpd/letters").one('[name="wanted"]').has_attr("checked")
    assert stranger.get(f"/cpd/letters/stop/{token}x").status == 404
