"""LearnMentor promises one entry for one thing, and a whole chain, however many arrive at once."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from learnmentor.cpd import services
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.sums.services import differing
from learnmentor.ground.db import database
from tests.cpd.ledger import A_DAY, NOW, VAULT, Ledger, activity
from tests.page import Browser

pytestmark = pytest.mark.usefixtures("time")

AT_ONCE = 20
GOOD = {"title": "Feedback day", "on": "2026-11-12", "hours": "0.25", "type": "workshop"}


def _all_at_once(
    app: Flask, mine: Ledger, form: Callable[[int], dict[str, str]], *, address: str = "/cpd/entries/new"
) -> list[int]:
    ready = Barrier(AT_ONCE)

    def press(number: int) -> int:
        browser = Browser(app).sign_in(mine.person)
        fields = {"csrf_token": browser.token(), **form(number)}
        ready.wait()
        return browser.client.post(address, data=fields).status_code

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(press, range(AT_ONCE)))


def _count(mine: Ledger) -> int:
    mine.db.rollback()
    return mine.db.scalar(select(func.count()).where(CpdEntry.person_id == mine.person.id)) or 0


def test_twenty_presses_of_one_form_make_one_entry(app: Flask, mine: Ledger) -> None:
    statuses = _all_at_once(app, mine, lambda _number: {**GOOD, "token": "sixteen-letters_"})
    assert set(statuses) == {303}
    assert _count(mine) == 1
    assert mine.holds()


def test_twenty_forms_at_once_make_twenty_lines_in_one_chain(app: Flask, mine: Ledger) -> None:
    statuses = _all_at_once(app, mine, lambda number: {**GOOD, "title": f"Part {number}"})
    assert set(statuses) == {303}
    assert _count(mine) == AT_ONCE
    assert mine.holds()


def test_a_day_never_holds_more_than_its_hours_however_many_press(app: Flask, mine: Ledger) -> None:
    statuses = _all_at_once(app, mine, lambda number: {**GOOD, "title": f"Part {number}", "hours": "5"})
    assert sorted(statuses) == [303] * 4 + [422] * 16
    assert mine.holds()


def test_tabs_that_withdraw_one_entry_at_once_withdraw_it_once(app: Flask, mine: Ledger) -> None:
    entry = mine.log()
    mine.db.commit()
    address = f"/cpd/entries/{entry.public_id}/withdrawal"
    statuses = _all_at_once(app, mine, lambda _number: {"explanation": "Twice"}, address=address)
    assert set(statuses) == {303}
    assert _count(mine) == 2
    assert mine.holds()


def test_a_table_sent_from_many_tabs_at_once_comes_in_once(app: Flask, mine: Ledger) -> None:
    table = "Date,Activity,Type,Hours\n12/11/2026,Feedback day,workshop,1\n13/11/2026,A book,reading,1\n"
    seen = hashlib.sha256(table.strip().encode()).hexdigest()
    statuses = _all_at_once(
        app, mine, lambda _number: {"table": table, "seen": seen, "add": "yes"}, address="/cpd/import"
    )
    assert set(statuses) == {303}
    assert _count(mine) == 2
    assert mine.holds()


def test_a_session_that_many_confirm_at_once_lands_once_beside_what_is_logged(app: Flask, mine: Ledger) -> None:
    ready = Barrier(AT_ONCE)
    mine.db.commit()
    actor = mine.actor
    mine.db.commit()
    with app.app_context():
        ours = database()

    def confirm(number: int) -> bool:
        ready.wait()
        with ours.transaction() as db:
            if number % 2:
                return services.credit_session(
                    db, learner_id=actor.id, source="session:1", on=A_DAY, title="Listening in pairs",
                    provider="Mill College", leader="Tom Bell", minutes=60, at=NOW,
                )  # fmt: skip
            logged = activity(minutes=15, title=f"Part {number}")
            told: Any = {"prose": Prose(), "files": (), "source": f"form:{number}", "at": NOW}
            return services.log_activity(db, VAULT, learner=actor, activity=logged, **told)[1]

    with ThreadPoolExecutor(AT_ONCE) as threads:
        landed = list(threads.map(confirm, range(AT_ONCE)))
    assert (sum(landed[1::2]), sum(landed[::2])) == (1, AT_ONCE // 2)
    assert mine.holds()
    assert differing(mine.db, person_id=mine.person.id) == []
