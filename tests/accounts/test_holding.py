"""Holding a person: asked for by every verb, sent to the database once a transaction."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import AccountClosed, hold_person, locked_person
from tests import factories


@pytest.fixture
def sent(db: Session) -> Iterator[list[str]]:
    statements: list[str] = []
    engine = db.get_bind()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_who_is_held_is_not_asked_for_again(db: Session, amina: Person, ben: Person, sent: list[str]) -> None:
    hers, his = amina.id, ben.id
    assert locked_person(db, hers) is locked_person(db, hers)
    assert len(sent) == 1
    locked_person(db, his)
    assert len(sent) == 2


def test_the_next_transaction_holds_anew(db: Session, amina: Person, sent: list[str]) -> None:
    key = amina.id
    locked_person(db, key)
    db.commit()
    locked_person(db, key)
    db.rollback()
    locked_person(db, key)
    assert len(sent) == 3


def test_what_a_savepoint_may_give_back_is_not_counted_as_held(db: Session, amina: Person, sent: list[str]) -> None:
    with db.begin_nested():
        locked_person(db, amina.id)
    before = len(sent)
    locked_person(db, amina.id)
    assert len(sent) == before + 1


def test_who_is_held_without_their_row_is_not_asked_for_again(
    db: Session, amina: Person, ben: Person, sent: list[str]
) -> None:
    hers, his = amina.id, ben.id
    for person in (hers, hers, his, his):
        hold_person(db, person)
    assert len(sent) == 2
    db.commit()
    hold_person(db, his)
    assert len(sent) == 3


def test_a_hold_within_a_savepoint_is_asked_for_anew(db: Session, amina: Person, sent: list[str]) -> None:
    key = amina.id
    with db.begin_nested():
        hold_person(db, key)
    before = len(sent)
    hold_person(db, key)
    assert len(sent) == before + 1


def test_a_closed_account_is_refused_though_its_row_is_held(db: Session, amina: Person) -> None:
    amina.closed_at = factories.LONG_AGO
    db.flush()
    key = amina.id
    locked_person(db, key, closed_too=True)
    for _ in range(2):
        with pytest.raises(AccountClosed):
            hold_person(db, key)
