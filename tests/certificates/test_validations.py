"""An outside body that validated an award stands on certificates of its days, in these words and no others."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.certificates import queries, services, snapshots
from learnmentor.certificates.models import AwardValidation, Certificate
from learnmentor.certificates.validations import services as validations
from learnmentor.certificates.validations.rules import (
    RecordedValidation,
    StatedValidation,
    carried,
    claim_in,
    overlapping,
)
from learnmentor.ground.db import Database
from tests import factories
from tests.certificates.test_rules import STARTER
from tests.certificates.test_services import ZONE, finish
from tests.conftest import HeldClock
from tests.page import Browser
from tests.racing import done, kinds, number_of

SAYS = "Validated by Northern Universities, reference NU/26-114, from 1 November 2026 to 31 August 2029."
TYPED = {"award": "STARTER-5", "body": "Northern Universities", "reference": "NU/26-114",
         "valid_from": "1 November 2026", "valid_until": "31 August 2029"}  # fmt: skip
STATED = StatedValidation("Northern Universities", "NU/26-114", date(2026, 11, 1), date(2029, 8, 31))
days = st.dates(date(2026, 1, 1), date(2026, 2, 15))


@pytest.fixture
def ready(db: Session, amina: Person, time: HeldClock) -> Person:
    """Amina has done what the starter award asks, and has no certificate yet."""
    services.publish_awards(db, [STARTER], at=time())
    for code in ("C1", "C2"):
        finish(db, amina, factories.unit(db, code), at=time())
    db.commit()
    return amina


def issue(db: Session, amina: Person, time: HeldClock) -> Certificate:
    [made] = services.issue_due(db, person_id=amina.id, at=time(), zone=ZONE, issuer="Northfield College")
    db.commit()
    return made


def test_a_certificate_of_its_days_says_it_and_keeps_it_once_it_is_ended(
    db: Session, as_grace: Browser, stranger: Browser, ready: Person, time: HeldClock
) -> None:
    page = as_grace.get("/issuer").click("Validation by outside bodies")
    page = page.submit("Record it", **TYPED).follow()
    assert SAYS in page.words
    made = issue(db, ready, time)
    page = page.submit("End it").follow()
    assert "Ended" in page.words
    assert "End it" not in page.words
    assert SAYS in stranger.get(f"/certificates/{made.number}").words
    facts = stranger.get(f"/certificates/{made.number}.json").response.json
    assert facts is not None
    assert facts["validation"] == STATED.as_certified()
    assert services.unchanged(made)
    again = snapshots.renewed(
        made.snapshot, number="LM-2", on=time().date(), name="A", salt=b"s", valid_until=date(2028, 1, 1), minutes=0
    )
    assert "validation" not in again, "a renewed one says what stands on its own day"


def test_a_certificate_of_other_days_or_another_award_says_nothing(
    db: Session, ready: Person, grace: Person, time: HeldClock
) -> None:
    over = StatedValidation("Old Body", "1", date(2025, 1, 1), date(2026, 11, 20))
    for award, stated in (("STARTER-5", over), ("CPD-30", STATED)):
        validations.record(db, award_code=award, stated=stated, public_id=award, by=grace.id, at=time())
    assert "validation" not in issue(db, ready, time).snapshot


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"award": ""}, "Choose the award"),
        ({"body": "An Accredited Centre"}, "nothing about what that makes of it"),
        ({"reference": "12 credits earned"}, "without a word of praise"),
        ({"body": "\U00013000"}, "Our typefaces have no"),
        ({"valid_until": "31 October 2026"}, "cannot be before the first"),
        ({"valid_from": "soon"}, "day"),
    ],
)
@pytest.mark.usefixtures("ready")
def test_what_cannot_stand_there_is_refused_with_a_sentence(
    as_grace: Browser, typed: dict[str, str], says: str
) -> None:
    page = as_grace.post("/issuer/validations", {**TYPED, **typed})
    assert page.status == 422
    assert says in page.words


@pytest.mark.usefixtures("ready")
def test_two_bodies_for_the_same_days_are_refused_and_the_same_twice_is_once(db: Session, as_grace: Browser) -> None:
    assert [as_grace.post("/issuer/validations", TYPED).status for _ in range(2)] == [303, 303]
    page = as_grace.post("/issuer/validations", {**TYPED, "body": "Another"})
    assert (page.status, "A certificate names one body" in page.words) == (422, True)
    assert number_of(db, AwardValidation) == 1


def test_two_administrators_who_name_two_bodies_at_once_name_one(
    db: Session, base: Database, grace: Person, time: HeldClock
) -> None:
    by, at = grace.id, time()
    db.commit()

    def record(body: str) -> Callable[[Session], int]:
        stated = StatedValidation(body, "1", date(2026, 1, 1), date(2027, 1, 1))
        return lambda session: validations.record(
            session, award_code="CPD-30", stated=stated, public_id=body, by=by, at=at
        ).id  # fmt: skip

    assert kinds(done(base, record("one"), record("other"))) == ["SameDays", "done"]
    assert number_of(db, AwardValidation) == 1


@given(st.tuples(days, days), st.tuples(days, days), days, st.booleans())
def test_a_day_carries_one_body_at_most_where_none_overlap(
    one: tuple[date, date], other: tuple[date, date], on: date, ended: bool
) -> None:
    first, second = (StatedValidation(name, "1", min(each), max(each)) for name, each in (("A", one), ("B", other)))
    there = [RecordedValidation("X", first, ended)]
    both = any(first.valid_from <= day <= first.valid_until for day in _all(second))
    assert (overlapping(there, "X", second) is not None) == (both and not ended)
    assert overlapping(there, "Y", second) is None
    found = carried([*there, RecordedValidation("X", second, ended=False)], "X", on)
    assert (found is None) == (on not in {*(() if ended else _all(first)), *_all(second)})


def _all(stated: StatedValidation) -> list[date]:
    return [date.fromordinal(n) for n in range(stated.valid_from.toordinal(), stated.valid_until.toordinal() + 1)]


def test_a_name_that_has_accreditation_in_it_is_no_claim() -> None:
    assert claim_in("United Kingdom Accreditation Service, Qualifications Wales") is None
    assert [claim_in(text) for text in ("Qualified staff", "3 credits  earned")] == ["Qualified", "credits  earned"]


def test_administrators_alone_record_it(as_amina: Browser, ready: Person, db: Session) -> None:
    assert as_amina.get("/issuer/validations").status == 403
    assert queries.published(db)
    assert ready
