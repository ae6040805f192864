"""LearnMentor promises of the upgrade to parts: everybody there belongs somewhere, and nobody loses a role."""

from sqlalchemy import create_engine, text

from learnmentor import migrations
from tests.house.test_migrations import empty_url  # noqa: F401 -- a fixture

_PERSON = "id, public_id, email, name, printed_name, password_hash, password_changes, created_at, closed_at"


def test_everybody_is_a_member_of_one_organisation_and_coordinators_look_after_it(empty_url: str) -> None:  # noqa: F811
    migrations.upgrade(empty_url, "0009")
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        for number, closed in ((1, "null"), (2, "null"), (3, "'2026-10-01 08:00:00'")):
            made = f"{number}, 'p{number}', 'p{number}@example.org', 'P', 'P', '!', 0, '2026-09-0{number} 08:00:00'"
            connection.execute(text(f"insert into person ({_PERSON}) values ({made}, {closed})"))
        for number, role in ((1, "coordinator"), (2, "administrator")):
            connection.execute(
                text(f"insert into role (person_id, name, starts_on) values ({number}, '{role}', '2026-09-02')")
            )
    migrations.upgrade(empty_url, "0010")
    with engine.connect() as connection:
        part = connection.execute(text("select id, root_id, path, kind, name, closed_on from part")).one()
        assert tuple(part) == (1, 1, "1/", "organisation", "Everybody", None)
        members = connection.execute(text("select person_id, part_id, starts_on, ends_on from membership order by 1"))
        assert [(person, part_id, str(day), end) for person, part_id, day, end in members] == [
            (1, 1, "2026-09-01", None), (2, 1, "2026-09-02", None),
        ]  # fmt: skip
        roles = connection.execute(text("select name, part_id from role order by name")).all()
        assert [tuple(role) for role in roles] == [("administrator", None), ("coordinator", 1)]
    migrations.downgrade(empty_url, "0009")
    with engine.connect() as connection:
        assert connection.scalars(text("select name from role order by name")).all() == ["administrator", "coordinator"]
    engine.dispose()


def test_it_is_called_as_its_certificates_say(empty_url: str) -> None:  # noqa: F811
    migrations.upgrade(empty_url, "0009")
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        columns = "id, name, signatory, signatory_title, colour, updated_at"
        made = "1, 'Northfield College', '', '', '#123456', '2026-09-01 08:00:00'"
        connection.execute(text(f"insert into issuer_identity ({columns}) values ({made})"))
    migrations.upgrade(empty_url, "0010")
    with engine.connect() as connection:
        assert connection.scalar(text("select name from part")) == "Northfield College"
    engine.dispose()
