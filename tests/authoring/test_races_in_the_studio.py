"""What trainers begin, publish and throw away at the same moment ends as if they had done it one after the other."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.authoring.models import Draft
from learnmentor.authoring.publishing import programmes as lists
from learnmentor.authoring.publishing import services as authoring
from learnmentor.authoring.rules import digest_of
from learnmentor.authoring.studio import services as drafts
from learnmentor.courses.catalogue.models import Revision, Segment, Unit
from learnmentor.courses.programmes import services as courses
from learnmentor.courses.programmes.models import Enrolment, Programme, ProgrammeItem
from learnmentor.ground.db import Database
from tests import factories
from tests.authoring.conftest import Publish
from tests.authoring.content import FILES, SEGMENT
from tests.page import Browser
from tests.racing import actor, done, kinds, number_of, pressed

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
UNIT_FOLDER = SEGMENT.rpartition("/")[0]
pytestmark = pytest.mark.usefixtures("time")


@pytest.fixture
def trainers(db: Session, publish_files: Publish) -> list[Person]:
    publish_files()
    both = [factories.person(db, name=name, roles=[RoleName.TRAINER]) for name in ("Ben Okafor", "Tess Moore")]
    db.commit()
    return both


def _text(number: int, title: str) -> str:
    """A text of its own: no paragraph stands anywhere else."""
    text = FILES[SEGMENT].replace("C1-S1", f"C1-S{number}").replace("A first meeting", title)
    for words in ("A colleague on the stairs", "Somebody said", "Why settle it?", "Both have to know.", "When was it"):
        text = text.replace(words, f"In room {number}: {words}")
    return text.replace("![Two rings", f"![In room {number}, two rings")


def _draft(db: Session, author: Person, path: str, text: str, *, base: str = "") -> tuple[str, dict[str, str]]:
    draft = drafts.begin(
        db, author_id=author.id, path=path, source=text, base_sha256=base, public_id=f"draft{author.id}", at=NOON
    )
    fields = {"source": text, "seen": digest_of(text), "note": "New.", "change": "minor"}
    return f"/studio/drafts/{draft.public_id}/revision", fields


def test_two_publishings_in_one_unit_are_both_in_its_outline(app: Flask, db: Session, trainers: list[Person]) -> None:
    presses = []
    for number, author in enumerate(trainers, 6):
        address, fields = _draft(db, author, f"{UNIT_FOLDER}/{number}-new.md", _text(number, f"Room {number}"))
        db.commit()
        presses.append((Browser(app).sign_in(author), address, fields))
    db.commit()
    pages = pressed(*presses)
    assert [page.errors() for page in pages] == [[], []]
    db.rollback()
    outline = [each["code"] for each in db.scalars(select(Unit.outline).where(Unit.code == "C1")).one()]
    assert outline[-2:] == ["C1-S6", "C1-S7"]
    assert number_of(db, Draft) == 0


def test_one_new_text_published_by_two_trainers_is_published_once(
    app: Flask, db: Session, trainers: list[Person]
) -> None:
    presses = []
    for author in trainers:
        address, fields = _draft(db, author, f"{UNIT_FOLDER}/6-new.md", _text(6, f"As {author.name} says"))
        db.commit()
        presses.append((Browser(app).sign_in(author), address, fields))
    db.commit()
    pages = pressed(*presses)
    onward = sorted(page.response.headers["Location"].rpartition("/")[2] for page in pages)
    assert onward == ["conflict", "studio"]
    assert number_of(db, Revision, Revision.code == "C1-S6") == 1
    assert number_of(db, Draft) == 1, "what the second one typed waits beside the published text"


def test_one_code_published_from_two_paths_is_refused_the_second_time(
    app: Flask, db: Session, trainers: list[Person]
) -> None:
    presses = []
    for author in trainers:
        path, text = f"{UNIT_FOLDER}/6-{author.name[:3].lower()}.md", _text(6, f"As {author.name} says")
        drafted = _draft(db, author, path, text)
        db.commit()
        presses.append((Browser(app).sign_in(author), *drafted))
    db.commit()
    pages = pressed(*presses)
    assert sorted(page.status for page in pages) == [303, 422]
    assert number_of(db, Segment, Segment.code == "C1-S6") == 1


def test_a_draft_begun_in_two_tabs_is_one(app: Flask, db: Session, trainers: list[Person]) -> None:
    ben = Browser(app).sign_in(trainers[0]), Browser(app).sign_in(trainers[0])
    db.rollback()
    pages = pressed(*((tab, "/studio/drafts", {"of": "segment C1-S1"}) for tab in ben))
    assert [page.status for page in pages] == [303, 303]
    assert len({page.response.headers["Location"] for page in pages}) == 1
    assert number_of(db, Draft) == 1


def test_two_trainers_who_begin_a_segment_at_once_get_two_numbers(
    app: Flask, db: Session, trainers: list[Person]
) -> None:
    browsers = [Browser(app).sign_in(author) for author in trainers]
    db.rollback()
    pages = pressed(*((each, "/studio/segments", {"unit": "C1", "title": "Endings"}) for each in browsers))
    assert [page.status for page in pages] == [303, 303]
    assert number_of(db, Draft) == len(set(db.scalars(select(Draft.path)))) == 2


def test_a_draft_thrown_away_in_two_tabs_is_gone_once(app: Flask, db: Session, trainers: list[Person]) -> None:
    address, _ = _draft(db, trainers[0], f"{UNIT_FOLDER}/6-new.md", "half a thought")
    tabs = [Browser(app).sign_in(trainers[0]) for _ in range(2)]
    db.commit()
    pages = pressed(*((tab, address.replace("/revision", "/discard"), {}) for tab in tabs))
    assert {page.status for page in pages} <= {303, 404}
    assert number_of(db, Draft) == 0


def test_a_folder_that_was_looked_over_while_a_trainer_published_publishes_nothing(
    db: Session, publish_files: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_files()
    moments = iter([(1, 0), (2, 0)])
    monkeypatch.setattr(authoring.queries, "as_of", lambda _db: next(moments))
    with pytest.raises(authoring.PublishedMeanwhile):
        publish_files()


def test_a_programme_followed_while_it_leaves_the_course_is_followed_or_gone(
    db: Session, base: Database, amina: Person
) -> None:
    factories.unit(db, "C1")
    entry = {"id": "starter", "title": "Starter", "summary": "First steps.", "units": ["C1"]}
    lists.keep_programmes(db, [entry], at=NOON, local=False)
    programme, learner = db.scalars(select(Programme.id)).one(), actor(amina)
    db.commit()

    def follow(session: Session) -> None:
        courses.follow(session, learner=learner, programme_id=programme, at=NOON)

    def leave_out(session: Session) -> None:
        lists.keep_programmes(session, [], at=NOON, local=False)

    outcomes = kinds(done(base, follow, leave_out))
    assert outcomes in (["done", "done"], ["ProgrammeGone", "done"])
    stays = outcomes == ["done", "done"]
    assert number_of(db, Programme) == number_of(db, Enrolment) == int(stays)


def test_a_programme_changed_in_one_window_and_deleted_in_the_other_is_whole_or_gone(
    app: Flask, db: Session, amina: Person
) -> None:
    factories.unit(db, "C1")
    made = courses.pick(db, owner=actor(amina), title="Mine", segment_codes=["C1-S1"], at=NOON, public_id="mine")
    address = f"/programmes/{made.public_id}"
    tabs = [Browser(app).sign_in(amina) for _ in range(2)]
    db.commit()
    changed, deleted = pressed(
        (tabs[0], f"{address}/edit", {"title": "Still mine", "segments": ["C1-S2"]}),
        (tabs[1], f"{address}/delete", {"sure": "yes"}),
    )
    assert deleted.status == 303
    assert changed.status in {303, 404}
    assert number_of(db, Programme) == number_of(db, ProgrammeItem) == 0
