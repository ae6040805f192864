"""What is looked up by another column than a key finds an index, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, delete, event, text
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts.access_log import queries as access_log
from learnmentor.accounts.access_log.rules import Look
from learnmentor.accounts.access_log.services import forget_oldest
from learnmentor.accounts.lives.queries import waiting_change
from learnmentor.accounts.models import Invitation
from learnmentor.authoring import queries as authoring
from learnmentor.cpd.prompts.queries import people_due
from learnmentor.ground.db import Base
from learnmentor.jobs.models import OutgoingMail
from tests.cpd.ledger import NOW

Asked = list[tuple[str, Any]]


def asked(db: Session, call: Callable[[Session], object]) -> Asked:
    """The statements that a call sends, with what is filled in."""
    found: Asked = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, *_more: object) -> None:
        found.append((statement, parameters))

    event.listen(db.get_bind(), "before_cursor_execute", note)
    try:
        call(db)
    finally:
        event.remove(db.get_bind(), "before_cursor_execute", note)
    return found


def plan(connection: Connection, statement: str, parameters: Any) -> str:
    """How the database would find the rows, if there were many."""
    if connection.dialect.name == "postgresql":
        # New files say nothing of how many rows there are; emptied ones say none, for which any index would do.
        tables = ", ".join(f'"{table}"' for table in Base.metadata.tables)
        connection.execute(text(f"truncate {tables} cascade"))
        # Nor what was in them when the server looked last, which is any moment of the run.
        connection.execute(text("delete from pg_statistic where starelid >= 16384"))
        connection.execute(text("set local enable_seqscan = off"))
    word = "explain query plan" if connection.dialect.name == "sqlite" else "explain"
    return "\n".join(str(row) for row in connection.exec_driver_sql(f"{word} {statement}", parameters))


LOOKED_UP = {
    "ix_revision_path": lambda db: authoring.published_from(db, "units/C1/1-a.md"),
    "ix_cpd_entry_created_at": lambda db: people_due(db, at=NOW),
    "ix_cpd_file_storage_key": lambda db: rooms.files_in_use(db, ["a" * 64]),
    "ix_media_file_sha256": lambda db: rooms.files_in_use(db, ["a" * 64]),
    "ix_invitation_email": lambda db: db.execute(delete(Invitation).where(Invitation.email == "a@example.org")),
    "ix_access_record_person_id_at": lambda db: access_log.lines(db, owner_id=1, most=50, after=50),
    "ix_access_record_viewer_id_at": lambda db: access_log.lately(db, [Look(1, 2, "account")], since=NOW),
    "ix_access_record_at": lambda db: forget_oldest(db, at=NOW),
    "ix_address_change_person_id": lambda db: waiting_change(db, 1, at=NOW),
    "ix_outgoing_mail_to_address": lambda db: db.execute(
        delete(OutgoingMail).where(OutgoingMail.to_address == "a@example.org")
    ),
    "ix_enrolment_programme_id": lambda db: db.execute(
        text("select id from enrolment where programme_id = 1")  # what deleting a programme asks, row by row
    ),
}


@pytest.mark.parametrize("index", LOOKED_UP)
def test_a_look_up_uses_its_index(db: Session, index: str) -> None:
    sent = asked(db, LOOKED_UP[index])
    plans = [plan(db.connection(), *each) for each in sent]
    assert any(index in found for found in plans), plans
