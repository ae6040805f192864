"""LearnMentor promises of texts that lie in files and in the browser: neither is overwritten unseen."""

import threading

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from learnmentor.authoring import queries
from learnmentor.authoring.models import ContentFile, Draft
from learnmentor.authoring.publishing.services import ContentConflict, ContentRefused
from learnmentor.authoring.studio import services as drafts
from learnmentor.courses.catalogue.models import Revision, Unit
from learnmentor.ground.db import database
from tests import factories
from tests.authoring import test_whole_course
from tests.authoring.conftest import NOON, Publish
from tests.authoring.content import CASE, FILES, OTHER, SEGMENT, UNIT, changed, folder
from tests.authoring.published import count, newest, segment

# file and browser


def draft_of(db: Session, source: str, *, code: str = "C1-S1", kind: str = "segment") -> Draft:
    author = factories.person(db, name="Ben Okafor")
    revision = newest(db, code, kind)
    return drafts.begin(
        db, author_id=author.id, path=revision.path, source=source, base_sha256=revision.sha256, public_id="d1", at=NOON
    )


def publish_draft(db: Session, draft: Draft, *, change: str = "minor") -> Revision:
    def judged() -> drafts.Judged:
        users, as_of = queries.segments_using(db, draft.path), queries.as_of(db)
        return drafts.judge(queries.library(db), path=draft.path, source=draft.source, users=users, as_of=as_of)

    revision = drafts.publish(
        db, draft=draft, source=draft.source, seen=drafts.rules.digest_of(draft.source), judge_now=judged,
        author_id=draft.author_id, note="By hand.", change=change, at=NOON,
    )  # fmt: skip
    db.commit()
    return revision


def test_a_draft_is_published_and_ends(db: Session, publish_files: Publish) -> None:
    publish_files()
    draft = draft_of(db, FILES[SEGMENT].replace("A first meeting", "The first hour"))
    revision = publish_draft(db, draft, change="major")
    assert (revision.number, revision.change, revision.author_id) == (2, "major", draft.author_id)
    assert segment(db).title == "The first hour"
    assert db.scalars(select(Unit)).one().outline[0]["title"] == "The first hour"
    assert db.scalars(select(Draft)).all() == []


def test_the_segments_of_a_record_show_it_anew_when_it_is_published_by_hand(
    db: Session, publish_files: Publish
) -> None:
    publish_files(test_whole_course.everything())
    record = test_whole_course.MORE[test_whole_course.RECORD]
    publish_draft(db, draft_of(db, record.replace("Nine learners", "Ten learners"), code="R1", kind="record"))
    shown = newest(db, "O1-S1")
    assert "Ten learners" in shown.data["activities"][0]["lesson"]
    assert (shown.number, shown.change) == (2, "minor")
    assert newest(db, "C1-S1").number == 1


def test_a_record_that_its_segment_could_not_use_is_not_published(db: Session, publish_files: Publish) -> None:
    plain, observed = (test_whole_course.MORE[path] for path in (test_whole_course.RECORD, test_whole_course.OBSERVED))
    sample = test_whole_course.SAMPLE
    more = sample.replace("```sample ", '```sample set="criteria" ')
    record = f"{plain}{more}\n{more.replace('first', 'second')}\n"
    judged = observed.replace('record="R1"', 'record="R1" samples="criteria"')
    files = {test_whole_course.RECORD: record, test_whole_course.OBSERVED: judged}
    publish_files(test_whole_course.everything(**files))
    draft = draft_of(db, record.replace('set="criteria"', 'set="criterion"'), code="R1", kind="record")
    with pytest.raises(ContentRefused) as refused:
        publish_draft(db, draft)
    assert any("O1-S1 uses this text" in finding.message for finding in refused.value.findings)


def test_publishing_the_files_again_leaves_what_the_browser_published(db: Session, publish_files: Publish) -> None:
    publish_files()
    publish_draft(db, draft_of(db, FILES[SEGMENT].replace("on the stairs", "by the kettle")))
    outcome = publish_files()
    assert (outcome.newer_in_browser, outcome.published) == ([SEGMENT], [])
    assert "by the kettle" in newest(db, "C1-S1").source


def test_where_file_and_browser_both_changed_neither_is_overwritten(db: Session, publish_files: Publish) -> None:
    publish_files()
    publish_draft(db, draft_of(db, FILES[SEGMENT].replace("on the stairs", "by the kettle")))
    before = count(db)
    with pytest.raises(ContentConflict) as conflict:
        publish_files(folder({
            SEGMENT: FILES[SEGMENT].replace("on the stairs", "in a lift"), CASE: FILES[CASE] + "\nMore.\n",
        }))  # fmt: skip
    assert conflict.value.paths == [SEGMENT]
    db.rollback()
    assert count(db) == before


def test_a_file_deleted_after_the_browser_changed_it_is_a_conflict(db: Session, publish_files: Publish) -> None:
    publish_files()
    publish_draft(db, draft_of(db, FILES[OTHER].replace("on the stairs", "by the kettle"), code="C1-S2"))
    with pytest.raises(ContentConflict):
        publish_files(folder({OTHER: None}))


def test_once_the_file_has_what_the_browser_published_they_agree_again(db: Session, publish_files: Publish) -> None:
    publish_files()
    text = FILES[SEGMENT].replace("on the stairs", "by the kettle")
    publish_draft(db, draft_of(db, text))
    assert publish_files(folder({SEGMENT: text})).published == []
    later = text.replace("by the kettle", "at the gate")
    assert publish_files(folder({SEGMENT: later})).published == [("C1-S1", 3)]
    assert db.get_one(ContentFile, (SEGMENT, False)).agreed_sha256 == newest(db, "C1-S1").sha256


def test_a_segment_made_in_the_browser_survives_a_publish_of_the_folder(db: Session, publish_files: Publish) -> None:
    publish_files()
    author = factories.person(db)
    text = (
        FILES[SEGMENT]
        .replace("C1-S1", "C1-S3")
        .replace("on the stairs", "in a lift")
        .replace("Why settle", "Who settles")
    )
    path = "units/C1-understanding/3-new.md"
    draft = drafts.begin(db, author_id=author.id, path=path, source=text, base_sha256="", public_id="d", at=NOON)
    assert publish_draft(db, draft).number == 1
    assert publish_files().withdrawn == []
    assert segment(db, "C1-S3").withdrawn_at is None
    assert dict(queries.sources_in_force(db, local=True))[path] == text


# drafts


def test_a_draft_begun_twice_is_one_draft(db: Session, publish_files: Publish) -> None:
    publish_files()
    first = draft_of(db, "mine")
    again = drafts.begin(
        db, author_id=first.author_id, path=first.path, source="other", base_sha256="", public_id="d2", at=NOON
    )
    assert (again.public_id, again.source) == ("d1", "mine")


def test_of_two_tabs_that_save_at_once_the_second_is_told(db: Session, app: Flask) -> None:
    draft = draft_of_nothing(db)
    db.commit()
    with app.app_context():
        store = database()
    told: list[str] = []

    def save() -> None:
        with store.session() as tab:
            mine = queries.draft(tab, draft.public_id)
            assert mine is not None
            read.set()
            first_saved.wait(1)  # on SQLite the first cannot begin before this tab ends
            try:
                drafts.save(tab, draft=mine, source="second", seen=drafts.rules.digest_of("one"), at=NOON)
            except drafts.SavedElsewhere:
                told.append(mine.source)
            else:
                tab.commit()

    read, first_saved = threading.Event(), threading.Event()
    second = threading.Thread(target=save)
    second.start()
    assert read.wait(10)
    with store.session() as tab:
        mine = tab.get_one(Draft, draft.id)
        try:
            drafts.save(tab, draft=mine, source="first", seen=drafts.rules.digest_of("one"), at=NOON)
        except drafts.SavedElsewhere:
            told.append(mine.source)
        else:
            first_saved.set()
            second.join(0.3)  # on PostgreSQL it waits for this tab
            tab.commit()
    second.join(10)
    db.expire_all()
    assert told == [db.get_one(Draft, draft.id).source], "one of them saved, and the other was shown what"


def test_a_draft_that_went_away_meanwhile_is_not_saved(db: Session) -> None:
    draft = draft_of_nothing(db)
    db.execute(delete(Draft).execution_options(synchronize_session=False))
    with pytest.raises(drafts.DraftGone):
        drafts.save(db, draft=draft, source="two", seen=drafts.rules.digest_of("one"), at=NOON)


def draft_of_nothing(db: Session) -> Draft:
    """A draft of a text that is not published."""
    author = factories.person(db, name="Ben Okafor")
    return drafts.begin(db, author_id=author.id, path="p.md", source="one", base_sha256="", public_id="d", at=NOON)


def test_saving_the_same_text_twice_is_saving_it_once(db: Session, publish_files: Publish) -> None:
    publish_files()
    draft = draft_of(db, "one")
    seen = drafts.rules.digest_of("one")
    drafts.save(db, draft=draft, source="two", seen=seen, at=NOON)
    drafts.save(db, draft=draft, source="two", seen=seen, at=NOON)
    assert draft.source == "two"


def test_a_later_save_on_an_older_text_is_told_and_changes_nothing(db: Session, publish_files: Publish) -> None:
    publish_files()
    draft = draft_of(db, "one")
    seen = drafts.rules.digest_of("one")
    drafts.save(db, draft=draft, source="two", seen=seen, at=NOON)
    with pytest.raises(drafts.SavedElsewhere):
        drafts.save(db, draft=draft, source="three", seen=seen, at=NOON)
    assert draft.source == "two"


def test_a_draft_whose_published_text_moved_on_is_not_published_over_it(db: Session, publish_files: Publish) -> None:
    publish_files()
    draft = draft_of(db, FILES[SEGMENT].replace("on the stairs", "by the kettle"))
    publish_files(changed(SEGMENT, "on the stairs", "in a lift"))
    with pytest.raises(drafts.MovedOn):
        publish_draft(db, draft)
    assert "in a lift" in newest(db, "C1-S1").source
    drafts.follow(db, draft=draft, base_sha256=newest(db, "C1-S1").sha256)
    assert publish_draft(db, draft).number == 3


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("reflection: 8", "reflection: 9", "minutes"),
        ("forms: []", "forms: []\nsummative: yes", "summative"),
        ("author_status: released", "author_status: draft", "status"),
        ("id: C1-S1", "id: C1-S2", "code"),
    ],
)
def test_a_draft_with_an_error_is_refused(db: Session, publish_files: Publish, old: str, new: str, rule: str) -> None:
    publish_files()
    draft = draft_of(db, FILES[SEGMENT].replace(old, new))
    with pytest.raises(ContentRefused) as refused:
        publish_draft(db, draft)
    assert rule in [finding.rule for finding in refused.value.findings]
    assert newest(db, "C1-S1").number == 1


def test_a_unit_s_own_page_can_be_changed_in_the_browser(db: Session, publish_files: Publish) -> None:
    publish_files()
    draft = draft_of(db, FILES[UNIT].replace("Somebody has asked you.", "You said yes."), code="C1", kind="unit")
    assert publish_draft(db, draft).number == 2
    assert db.scalars(select(Unit)).one().revision_id == newest(db, "C1", "unit").id


def test_a_draft_left_as_it_was_publishes_nothing(db: Session, publish_files: Publish) -> None:
    publish_files()
    assert publish_draft(db, draft_of(db, FILES[SEGMENT])).number == 1
