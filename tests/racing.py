"""Two at once, made to meet: each does all of its story before either may commit, unless one waits in between.

Left to chance, two requests of a few milliseconds hardly ever overlap. Here each waits before its commit until the
other is there too, or until a moment has passed: who decides before it holds anything decides on what the other saw.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import g, has_request_context
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor
from learnmentor.ground.db import Database, GuardedSession
from tests.page import Browser, Page

_A_MOMENT = 0.4  # seconds; where stories are in order, the second one cannot come
Answer = TypeVar("Answer")


@contextmanager
def _commits_meet(counts: Callable[[Session], bool]) -> Iterator[None]:
    meeting = threading.Barrier(2)

    def meet(session: Session) -> None:
        if counts(session):
            try:
                meeting.wait(_A_MOMENT)
            except threading.BrokenBarrierError:
                meeting.reset()

    event.listen(GuardedSession, "before_commit", meet)
    try:
        yield
    finally:
        event.remove(GuardedSession, "before_commit", meet)


def _of_the_request(session: Session) -> bool:
    """Whether it is the request's own, and not one beside it such as for a counted try."""
    return has_request_context() and g.get("session") is session


def pressed(*presses: tuple[Browser, str, dict[str, Any]]) -> list[Page]:
    """What each gets who sends a form to an address at the same moment as the others; none of it an error page."""
    start = threading.Barrier(len(presses))

    def press(browser: Browser, address: str, fields: dict[str, Any]) -> Page:
        browser.token()
        start.wait(10)
        return browser.post(address, json=fields.pop("json")) if "json" in fields else browser.post(address, fields)

    with _commits_meet(_of_the_request), ThreadPoolExecutor(len(presses)) as threads:
        pages = [each.result(30) for each in [threads.submit(press, *one) for one in presses]]
    assert [page.status for page in pages if page.status >= 500] == []
    return pages


def done(store: Database, *stories: Callable[[Session], Answer]) -> list[Answer | Exception]:
    """What comes of stories that are told at the same moment, each in a transaction of its own: a value or an error."""
    start = threading.Barrier(len(stories))

    def tell(story: Callable[[Session], Answer]) -> Answer | Exception:
        start.wait(10)
        try:
            with store.transaction() as db:
                return story(db)
        except Exception as error:  # noqa: BLE001 -- which one it is is what the test asks
            return error

    several = len(stories) > 1
    with _commits_meet(lambda _session: several and not has_request_context()), ThreadPoolExecutor(2) as threads:
        return [each.result(30) for each in [threads.submit(tell, story) for story in stories]]


def begun_meanwhile(
    store: Database, first: Callable[[Session], Answer], second: Callable[[Session], Answer]
) -> tuple[Answer, Answer | Exception]:
    """What comes of both when `second` begins once `first` is told and not committed yet."""
    with ThreadPoolExecutor(1) as threads:
        with store.transaction() as db:
            answer = first(db)
            other = threads.submit(done, store, second)
            wait([other], timeout=_A_MOMENT)
        return answer, other.result(30)[0]


def kinds(outcomes: list[Any]) -> list[str]:
    """What came of stories, for a comparison in which it is all the same who was first."""
    return sorted(type(outcome).__name__ if isinstance(outcome, Exception) else "done" for outcome in outcomes)


def number_of(db: Session, table: Any, *where: Any) -> int:
    """How many rows there are now, whatever this session has read before."""
    db.rollback()
    return db.scalar(select(func.count()).select_from(table).where(*where)) or 0


def actor(person: Person) -> Actor:
    return Actor(person.id, person.public_id, person.name, person.printed_name, frozenset())
