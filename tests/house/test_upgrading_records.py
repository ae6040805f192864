"""LearnMentor promises of an upgrade that CPD records keep their hashes, and that their years are added up."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from learnmentor import migrations
from learnmentor.cpd import chain
from learnmentor.cpd.queries import ledger
from learnmentor.cpd.rules import EntryType, LineKind
from learnmentor.cpd.sums import services as sums
from tests.cpd.lines import STUDIED, line, linked
from tests.house.test_migrations import empty_url  # noqa: F401 -- a fixture

_DAYS = [date(2026, 3, 31) + timedelta(days=23 * number) for number in range(24)]
_STARTS = {1: (9, 1), 2: (4, 1), 3: (4, 6)}  # by the default, by SET, by a profile of one's own
_NEW = {"attended_minutes", "confirmed_by"}


def _lines() -> list[Any]:
    kinds = [EntryType.READING, EntryType.WORKSHOP, EntryType.PEER]
    logged = [line(n, on=on, type=kinds[n % 3], minutes=15 * n) for n, on in enumerate(_DAYS, 1)]
    studied = line(25, LineKind.SEGMENT, on=date(2026, 10, 1), **STUDIED)
    corrected = line(26, LineKind.CORRECTION, on=_DAYS[4], supersedes=5, minutes=30)
    withdrawn = line(27, LineKind.WITHDRAWAL, on=_DAYS[5], supersedes=6, minutes=0)
    return linked([*logged, studied, corrected, withdrawn])


@pytest.fixture
def before(empty_url: str) -> Iterator[Any]:  # noqa: F811 -- the fixture above
    """Three people with ledgers, as the release before kept them."""
    migrations.upgrade(empty_url, "0009")
    engine = create_engine(empty_url)
    with engine.begin() as db:
        for person_id in _STARTS:
            db.execute(
                text(
                    "insert into person (id, public_id, email, name, printed_name, password_hash, password_changes,"
                    " created_at) values (:id, :own, :own, 'Ben', 'Ben', '!', 0, '2026-09-01 08:00:00')"
                ),
                {"id": person_id, "own": f"p{person_id}"},
            )
            db.execute(text(_insert()), [_row(person_id, link) for link in _lines()])
        db.execute(
            text(
                "insert into cpd_profile (person_id, kind, minutes, floor_minutes, starts_month, starts_day,"
                " categories, updated_at) values (2, 'set', null, 0, 4, 1, '[]', '2026-09-01 08:00:00'),"
                " (3, 'custom', 600, 0, 4, 6, '[]', '2026-09-01 08:00:00')"
            )
        )
    yield engine
    engine.dispose()


def _row(person_id: int, link: chain.ChainLink) -> dict[str, Any]:
    assert link.line
    facts = {name: value for name, value in asdict(link.line).items() if name not in _NEW}
    facts |= {"on": link.line.on.isoformat(), "created_at": f"{link.line.created_at:%Y-%m-%d %H:%M:%S}"}
    place = {"previous_hash": link.previous_hash, "hash": link.hash, "prose_salt": b"", "person_id": person_id}
    return {**facts, **place, "public_id": f"{person_id}-{link.sequence}"}


def _insert() -> str:
    names = list(_row(1, _lines()[0]))
    columns = ", ".join('"on"' if name == "on" else name for name in names)
    return f"insert into cpd_entry ({columns}) values ({', '.join(f':{name}' for name in names)})"


def test_old_lines_keep_their_hashes_and_their_years_are_added_up(before: Any, empty_url: str) -> None:  # noqa: F811
    with before.connect() as db:
        hashes = db.execute(text("select person_id, sequence, hash from cpd_entry order by id")).all()
    migrations.upgrade(empty_url)
    with before.connect() as db:
        assert db.execute(text("select person_id, sequence, hash from cpd_entry order by id")).all() == hashes
        begins = db.execute(text("select distinct person_id, begins from cpd_year_sum")).all()
    assert {(who, _month_and_day(on)) for who, on in begins} == set(_STARTS.items())
    with Session(before) as session:
        for person_id in _STARTS:
            assert sums.differing(session, person_id=person_id) == []
            lines = [kept.link.line for kept in ledger.kept_lines(session, person_id=person_id)]
            assert {(each.attended_minutes, each.confirmed_by) for each in lines if each} == {(None, None)}


def _month_and_day(on: Any) -> tuple[int, int]:
    day = date.fromisoformat(str(on))
    return day.month, day.day


def test_figures_of_an_upgraded_year_are_those_of_its_list(before: Any, empty_url: str) -> None:  # noqa: F811
    migrations.upgrade(empty_url)
    with before.connect() as db:
        asked = "select entries, counted, planned, active, claimed, segments, by_month from cpd_year_sum"
        rows = db.execute(text(asked)).all()
    assert rows
    for *figures, by_month in rows:
        told = json.loads(by_month) if isinstance(by_month, str) else by_month
        entries, counted, planned, active, claimed = (sum(row[place] for row in told) for place in range(3, 8))
        segments = sum(row[3] for row in told if row[2] == EntryType.SEGMENT)
        assert figures == [entries, counted, planned, active, claimed, segments]


def test_going_back_is_refused_where_a_session_was_confirmed(before: Any, empty_url: str) -> None:  # noqa: F811
    migrations.upgrade(empty_url)
    migrations.downgrade(empty_url, "0009")
    migrations.upgrade(empty_url)
    with before.begin() as db:
        attended = "kind = 'session', basis = 'attended', attended_minutes = 60, confirmed_by = 'Tom Bell'"
        db.execute(text(f"update cpd_entry set {attended} where person_id = 1 and sequence = 1"))
    with pytest.raises(RuntimeError, match="Leaders confirmed 1 of the lines"):
        migrations.downgrade(empty_url, "0009")
