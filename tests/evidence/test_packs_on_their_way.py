"""LearnMentor promises a pack that begins at once, holds a page of rows, and is of one moment however long it takes."""

import gc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from learnmentor.config import home
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.queries.entries import EntryRow
from learnmentor.cpd.rules import CpdYear
from learnmentor.evidence.checks import pack
from learnmentor.evidence.packs import evidence_pdf, pack_file
from learnmentor.evidence.packs import queries as pack_queries
from learnmentor.evidence.packs.contents import Contents, gather
from tests.cpd.ledger import A_DAY, NOW, VAULT, Ledger

YEAR = CpdYear(2026)


class Sessions:
    """Lends the session of the test, and knows how many of its loans are out."""

    def __init__(self, db: Session) -> None:
        self.db, self.open, self.most = db, 0, 0

    @contextmanager
    def __call__(self) -> Iterator[Session]:
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            yield self.db
        finally:
            self.open -= 1


@pytest.fixture
def sessions(mine: Ledger) -> Sessions:
    return Sessions(mine.db)


def _begun(mine: Ledger, sessions: Sessions) -> Contents:
    mine.db.flush()
    return gather(
        mine.db, VAULT, learner=mine.actor, year=YEAR, reflections=False, certificates=[], is_kept=lambda _key: True,
        at=NOW, sessions=sessions,
    )  # fmt: skip


def _sent(contents: Contents) -> Iterator[bytes]:
    ready: dict[str, Any] = {"documents": lambda: [("evidence.pdf", b"%PDF-1.7")], "certificates": []}
    return pack_file.chunks(contents, read=lambda _key: iter([b""]), **ready)


def _titles(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read("cpd.csv").decode()


def test_the_first_bytes_leave_before_any_row_is_read(mine: Ledger, sessions: Sessions) -> None:
    mine.fill(600)
    mine.db.flush()
    with _statements(mine.db.get_bind()) as sent:
        pieces = _sent(_begun(mine, sessions))
        asked_by_then = len(sent)
        assert next(pieces).startswith(b"PK")
        assert len(sent) == asked_by_then <= 4, "the last line, the target, the declarations"
        assert not any("cpd_file" in each or "title" in each for each in sent)
        b"".join(pieces)
    assert sum("title" in each for each in sent) == 2 * 3, "table and ledger, three pages each"


@contextmanager
def _statements(engine: Any) -> Iterator[list[str]]:
    """What the database is asked, as it is asked."""
    sent: list[str] = []

    def note(*given: Any) -> None:
        sent.append(given[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_no_more_rows_are_held_than_a_few_pages(
    mine: Ledger, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    read = pack_queries.rows

    def counted(*given: Any, **more: Any) -> list[Any]:
        held.append(sum(isinstance(each, EntryRow) for each in gc.get_objects()))
        return read(*given, **more)

    mine.fill(5 * pack_queries.PAGE)
    contents = _begun(mine, sessions)
    monkeypatch.setattr(pack_queries, "rows", counted)
    monkeypatch.setattr(evidence_pdf.typesetting, "pdf", lambda *_given, **_more: b"%PDF-1.7")
    gc.freeze()  # what other tests left in this process is not looked through each time
    try:
        for _ in _sent(contents):
            pass
        for _ in evidence_pdf.documents(contents, templates=Path(home("templates")) / "pdf", zone="Europe/London"):
            pass
    finally:
        gc.unfreeze()
    assert len(held) == 2 * 6
    assert 0 < max(held) <= 2 * pack_queries.PAGE


def test_a_slow_reader_keeps_no_session(mine: Ledger, sessions: Sessions) -> None:
    mine.fill(300)
    for _ in _sent(_begun(mine, sessions)):
        assert sessions.open == 0
    assert sessions.most == 1, "and nobody holds two"


def test_what_comes_while_a_pack_is_on_its_way_is_not_in_it(mine: Ledger, sessions: Sessions, tmp_path: Path) -> None:
    mine.log(title="It stays", prose=Prose(impact="Shorter questions."))
    changed, taken_back = mine.log(title="As it was"), mine.log(title="Not yet taken back")
    pieces = _sent(_begun(mine, sessions))
    first = next(pieces)
    mine.correct(changed, title="As it is now")
    mine.withdraw(taken_back)
    mine.log(title="Too late")
    mine.db.flush()
    content = first + b"".join(pieces)
    assert "As it was" in _titles(content)
    assert "withdrawn" not in _titles(content)
    assert not any(late in _titles(content) for late in ("As it is now", "Too late"))
    path = tmp_path / "evidence-2026-27.zip"
    path.write_bytes(content)
    assert pack.verify(path) == []
    assert "Too late" in _titles(b"".join(_sent(_begun(mine, sessions))))


def test_the_sums_are_those_of_the_moment_too(mine: Ledger, sessions: Sessions) -> None:
    mine.study()
    changed = mine.log(minutes=60)
    mine.log(minutes=45, on=A_DAY.replace(year=2025))
    contents = _begun(mine, sessions)
    mine.correct(changed, minutes=75)
    mine.db.flush()
    assert (contents.totals.entries, contents.totals.counted) == (2, 30 + 60)
    assert _begun(mine, sessions).totals.counted == 30 + 75


def test_a_pack_of_somebody_who_leaves_meanwhile_is_broken_off(mine: Ledger, sessions: Sessions) -> None:
    mine.log(title="Soon without words")
    pieces = _sent(_begun(mine, sessions))
    next(pieces)
    mine.db.execute(update(CpdEntry).where(CpdEntry.person_id == mine.person.id).values(title="", provider=""))
    with pytest.raises(pack_queries.OwnerLeft):
        b"".join(pieces)


@pytest.mark.parametrize("count", [0, 1, pack_queries.PAGE, pack_queries.PAGE + 1])
def test_no_entry_is_lost_or_told_twice_between_pages(mine: Ledger, sessions: Sessions, count: int) -> None:
    mine.fill(count)
    of_year = _begun(mine, sessions).of_year
    rows = [row.sequence for row in of_year.rows()]
    assert sorted(rows) == list(range(1, count + 1))
    assert [entry.row.sequence for entry in of_year.entries()] == rows
    assert [line.link.sequence for line in of_year.lines()] == sorted(rows)
    assert of_year.count() == count


def test_entries_of_one_day_are_in_the_order_of_the_table(mine: Ledger, sessions: Sessions) -> None:
    for day in (3, 5, 5, 4):
        mine.log(on=date(2026, 11, day))
    assert [row.sequence for row in _begun(mine, sessions).of_year.rows()] == [3, 2, 4, 1]
