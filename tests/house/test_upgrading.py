"""LearnMentor promises of an upgrade: what was written in the installation is still there, and is local."""

from collections.abc import Iterator
from typing import Any

import pytest
from alembic.util import CommandError
from sqlalchemy import create_engine, text

from learnmentor import migrations
from tests.house.test_migrations import empty_url  # noqa: F401 -- a fixture

_SEGMENT = "kind, code, number, path, source, sha256, html, data, author_id, note, change, published_at"
_SHIPPED, _EDITED, _OWN, _WRITTEN_OUT, _GONE = "C1-S1", "C1-S2", "C1-S6", "C1-S7", "C1-S9"


@pytest.fixture
def before(empty_url: str) -> Iterator[Any]:  # noqa: F811 -- the fixture above
    """An installation of before there were layers: shipped texts, and two that began in the studio."""
    migrations.upgrade(empty_url, "0003")
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "insert into person (id, public_id, email, name, printed_name, password_hash, session_epoch,"
                " created_at) values (1, 'p1', 'b@example.org', 'Ben', 'Ben', '!', 0, '2026-09-01 08:00:00')"
            )
        )
        revisions = [(_SHIPPED, 1, None), (_EDITED, 1, None), (_EDITED, 2, 1), (_OWN, 1, 1), (_OWN, 2, None)]
        for code, number, author in [*revisions, (_WRITTEN_OUT, 1, 1), (_GONE, 1, None)]:
            connection.execute(
                text(
                    f"insert into revision ({_SEGMENT}) values ('segment', :code, :number, :path, 's', 'x', '', "
                    "'{}', :author, '', 'minor', '2026-09-01 08:00:00')"
                ),
                {"code": code, "number": number, "path": f"units/{code}.md", "author": author},
            )
        for code in (_SHIPPED, _EDITED, _WRITTEN_OUT):
            connection.execute(
                text("insert into content_file values (:path, 'x', '2026-09-01 08:00:00')"),
                {"path": f"units/{code}.md"},
            )
        connection.execute(
            text(
                "insert into unit (id, code, title, summary, family, position, revision_id, outline)"
                " values (1, 'C1', '', '', 'core', 1, (select min(id) from revision), '[]')"
            )
        )
        connection.execute(
            text(
                "insert into segment (id, code, unit_id, title, summary, position, minutes, revision_id)"
                " values (1, 'C1-S6', 1, '', '', 6, 30, (select id from revision where code = 'C1-S6' and number = 2))"
            )
        )
        connection.execute(
            text(
                "insert into study (person_id, segment_id, revision_id, started_at, touched_at, active_seconds)"
                " select 1, 1, id, published_at, published_at, 900 from revision where code = 'C1-S6' and number = 1"
            )
        )
        connection.execute(
            text("insert into media_file (path, sha256, media_type, size) values ('m.svg', 'x', 'image/svg+xml', 1)")
        )
    yield engine
    engine.dispose()


def test_what_began_in_the_studio_is_local_and_nothing_else(before: Any, empty_url: str) -> None:  # noqa: F811
    migrations.upgrade(empty_url, "0009")
    with before.connect() as connection:
        local = connection.execute(text("select code, number, local from revision order by code, number")).all()
        agreed = connection.execute(text("select path, local from content_file order by path")).all()
        media = connection.execute(text("select path, local from media_file")).all()
        study = "select revision.code, number, active_seconds from study join revision on revision.id = revision_id"
        assert connection.execute(text(study)).all() == [(_OWN, 1, 900)]
    assert [(code, number) for code, number, ours in local if ours] == [(_OWN, 1), (_OWN, 2), (_WRITTEN_OUT, 1)]
    assert [(path, bool(ours)) for path, ours in agreed] == [
        (f"units/{_SHIPPED}.md", False), (f"units/{_EDITED}.md", False),
    ], "a text of our own that was written out into the shipped folder must not be withdrawn with it"  # fmt: skip
    assert [(path, bool(ours)) for path, ours in media] == [("m.svg", False)]


def test_going_back_keeps_every_text(before: Any, empty_url: str) -> None:  # noqa: F811
    migrations.upgrade(empty_url, "0009")
    with before.begin() as connection:
        connection.execute(
            text(
                "insert into media_file (path, sha256, media_type, size, local)"
                " values ('m.svg', 'x', 'image/svg+xml', 1, true)"
            )
        )
        connection.execute(
            text("insert into content_file (path, local, agreed_sha256, agreed_at) values ('a', true, 'x', :at)"),
            {"at": "2026-09-01 08:00:00"},
        )
    migrations.downgrade(empty_url, "0003")
    with before.connect() as connection:
        assert connection.scalar(text("select count(*) from revision")) == 7
        assert connection.scalar(text("select count(*) from media_file")) == 1
        assert connection.scalar(text("select count(*) from content_file")) == 2


def test_a_row_that_would_point_at_nothing_stops_an_upgrade_of_sqlite(before: Any, empty_url: str) -> None:  # noqa: F811
    if before.dialect.name != "sqlite":
        return  # PostgreSQL asks at every statement
    with before.begin() as connection:  # an engine of its own, which asks for no keys
        connection.execute(text("update segment set revision_id = 999"))
    with pytest.raises(CommandError, match="a row of segment would point at one of revision that is not there"):
        migrations.upgrade(empty_url)
    with before.connect() as connection:
        assert connection.scalar(text("select version_num from alembic_version")) == "0003"


def test_an_invitation_of_before_is_in_the_list_and_the_suspended_stay_out_on_the_way_back(empty_url: str) -> None:  # noqa: F811
    migrations.upgrade(empty_url, "0009")
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        for n in (1, 2):
            connection.execute(
                text(
                    "insert into person (id, public_id, email, name, printed_name, password_hash, password_changes,"
                    f" created_at) values ({n}, 'p{n}', 'p{n}@example.org', 'P', 'P', 'hash', 0, '2026-09-01 08:00:00')"
                )
            )
            connection.execute(
                text(
                    "insert into invitation (token_sha256, email, invited_by_id, created_at, expires_at) values"
                    f" ('t{n}', 'i{n}@example.org', 1, '2026-09-01 08:00:00', '2026-09-15 08:00:00')"
                )
            )
    migrations.upgrade(empty_url, "0017")
    with engine.begin() as connection:
        ids = connection.scalars(text("select public_id from invitation")).all()
        assert len({each for each in ids if len(each) == 23}) == 2
        connection.execute(text("update person set suspended_at = '2026-11-01 08:00:00' where id = 2"))
        connection.execute(text("update invitation set withdrawn_at = '2026-11-01 08:00:00' where token_sha256 = 't2'"))
    migrations.downgrade(empty_url, "0009")
    with engine.connect() as connection:
        assert connection.scalars(text("select password_hash from person order by id")).all() == ["hash", "!"]
        assert connection.scalars(text("select token_sha256 from invitation")).all() == ["t1"]
    engine.dispose()
