"""How many statements the database was asked, whatever the amount of data."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from learnmentor.ground.db import database


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements that the application sends while the block runs, without those that begin or end a transaction."""
    with app.app_context():
        engine = database().engine
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
