"""Every table that knows people says in its room's manifest what is taken out, what goes and what stays, and why."""

from flask import Flask
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.ground.db import Base
from learnmentor.ground.personal_data import PersonalTable
from learnmentor.stories import own_data
from tests import belongings
from tests.house.test_growth import GROWING
from tests.house.tree import faults

TABLES: list[PersonalTable] = [table for room in rooms.personal_data() for table in room.tables]
ADVICE = "Say it in learnmentor/<room>/personal_data.py, which the room's manifest names:"


def known() -> set[str]:
    """The tables with a column that refers to a person."""
    return {
        table.name
        for table in Base.metadata.sorted_tables
        if table.name == "person" or any(key.column.table.name == "person" for key in table.foreign_keys)
    }


def test_every_table_that_knows_people_is_taken_out_or_says_why_not() -> None:
    spoken_for = {table.name for table in TABLES if table.taken_as or table.not_taken}
    faults(sorted(known() - spoken_for), ADVICE)
    assert {table.name for table in TABLES if not table.by_address} - known() == set()
    assert [table.name for table in TABLES if bool(table.taken_as) == bool(table.not_taken)] == []


def test_every_table_that_knows_people_goes_or_says_why_it_stays() -> None:
    tables = [table for table in TABLES if not table.by_address]
    goes, stays = ({table.name for table in tables if bool(table.stays) is staying} for staying in (False, True))
    faults(sorted(known() - goes - stays), ADVICE)
    assert goes & stays == set()


def test_every_file_that_is_taken_out_says_what_it_holds() -> None:
    faults([table.name for table in TABLES if table.taken_as and not table.holds], ADVICE)


def test_the_person_who_used_all_there_is_has_a_row_of_each(app: Flask, db: Session) -> None:
    vault = app.config["VAULT"]
    quenby = belongings.somebody(db, vault, app.config["FILES"])
    empty = [
        table.name
        for table in TABLES
        if table.taken_as and not table.by_hand and not list(own_data.rows(db, vault, table, quenby.id))
    ]
    faults(empty, "Add a row with words in it to tests/belongings.py, or what is taken out is tried on nothing:")


def test_tables_that_know_people_are_among_those_that_grow() -> None:
    faults(
        sorted(known() - GROWING - {"draft", "cpd_prompts_stopped", "silence_letters_stopped"}),
        "Name them in tests/house/test_growth.py, GROWING:",
    )
