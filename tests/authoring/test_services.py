"""LearnMentor promises of publishing: made once, nothing overwritten unseen, nothing studied disappears."""

import threading

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, selectinload

from learnmentor.authoring import queries
from learnmentor.authoring.models import ContentFile, Draft, MediaFile
from learnmentor.authoring.publishing.services import ContentConflict, ContentRefused
from learnmentor.authoring.studio import services as drafts
from learnmentor.certificates.models import Award
from learnmentor.courses.catalogue.models import Page, Revision, Segment, Unit
from learnmentor.courses.programmes.models import Programme, ProgrammeItem
from learnmentor.ground.db import database
from learnmentor.ground.storage.files import FileStore
from tests import factories
from tests.authoring import content, test_whole_course
from tests.authoring.conftest import NOON, Publish
from tests.authoring.content import CASE, FILES, OTHER, PICTURE, SEGMENT, UNIT, changed, folder


def newest(db: Session, code: str, kind: str = "segment") -> Revision:
    found = queries.newest_revision(db, kind, code)
    assert found is not None
    return found


def segment(db: Session, code: str = "C1-S1") -> Segment:
    return db.scalars(select(Segment).where(Segment.code == code).execution_options(populate_existing=True)).one()


def count(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(Revision)) or 0


# the first time


def test_a_folder_becomes_units_segments_pages_programmes_and_awards(db: Session, publish_files: Publish) -> None:
    factories.unit(db, "O9")  # a noise row
    publish_files()
    unit = db.scalars(select(Unit).where(Unit.code == "C1")).one()
    assert (unit.title, unit.family) == ("Understanding mentoring", "core")
    assert [line["code"] for line in unit.outline] == ["C1-S1", "C1-S2"]
    assert (segment(db).title, segment(db).position, segment(db).minutes) == ("A first meeting", 1, 30)
    pages = {(page.kind, page.code) for page in db.scalars(select(Page))}
    assert pages == {("page", "sources"), ("page", "privacy"), ("case", "K8"), ("form", "F1")}
    programme = db.scalars(
        select(Programme).options(selectinload(Programme.items).selectinload(ProgrammeItem.segment))
    ).one()
    assert (programme.public_id, programme.award_code, programme.owner_id) == ("starter", "STARTER", None)
    assert [item.segment.code for item in programme.items] == ["C1-S1", "C1-S2"]
    award = db.scalars(select(Award)).one()
    assert (award.code, award.version, award.rule["components"][0]["units"]) == ("STARTER", 1, ["C1"])


def test_a_revision_holds_the_file_to_the_byte_and_everything_its_page_needs(
    db: Session, publish_files: Publish
) -> None:
    publish_files()
    revision = newest(db, "C1-S1")
    assert revision.source == FILES[SEGMENT]
    assert revision.path == SEGMENT
    data = revision.data
    assert data["outcomes"] == [{"id": "C1.1", "text": "Say what is meant"}]
    assert data["minutes"] == {"reading": 10, "activity": 12, "practice": 0, "reflection": 8}
    assert data["cases"] == [{"code": "K8", "title": "What stays in the room", "href": "/cases/k8"}]
    assert data["sources"] == [{
        "key": "LLUK", "title": "Coaching and mentoring: a scoping study", "warning": "It was done at speed.",
        "href": "/sources#lluk", "sections": ["s.5"],
    }]  # fmt: skip
    assert [activity["id"] for activity in data["activities"]] == ["why", "yours"]
    assert data["parts"][1::2] == ["why", "yours"]
    assert "So that both know" not in "".join(data["parts"][0::2])
    assert '<div data-activity="why"></div>' in revision.html
    assert 550 < data["words"] < 700
    assert data["sections"] == [{"id": "section-what-to-settle", "title": "What to settle"}]


def test_a_picture_is_kept_and_its_page_points_at_its_bytes(
    db: Session, publish_files: Publish, store: FileStore
) -> None:
    publish_files()
    file = db.scalars(select(MediaFile)).one()
    assert (file.path, file.media_type, file.size) == (PICTURE, "image/svg+xml", len(content.SVG))
    assert b"".join(store.read(file.sha256)) == content.SVG
    assert f'src="/media/{file.sha256}/rings.svg"' in newest(db, "C1-S1").html


# again


def test_publishing_twice_makes_nothing_new(db: Session, publish_files: Publish) -> None:
    publish_files()
    before = count(db)
    outcome = publish_files()
    assert (outcome.published, outcome.unchanged, count(db)) == ([], len(FILES), before)


def test_a_changed_file_is_the_next_revision_and_the_old_one_stays(db: Session, publish_files: Publish) -> None:
    publish_files()
    first = newest(db, "C1-S1")
    outcome = publish_files(changed(SEGMENT, "on the stairs", "in the car park"), change="major", note="Moved.")
    assert outcome.published == [("C1-S1", 2)]
    second = newest(db, "C1-S1")
    assert (second.number, second.change, second.note) == (2, "major", "Moved.")
    assert segment(db).revision_id == second.id
    assert db.get_one(Revision, first.id).source == FILES[SEGMENT]


def test_a_new_title_is_known_in_the_outline_and_wherever_it_is_linked(db: Session, publish_files: Publish) -> None:
    publish_files()
    files = changed(CASE, "What stays in the room", "What stays")
    assert {code for code, _ in publish_files(files).published} == {"K8", "C1-S1", "C1-S2"}
    revision = newest(db, "C1-S1")
    assert revision.data["cases"][0]["title"] == "What stays"
    assert (revision.change, revision.source) == ("minor", FILES[SEGMENT])
    assert revision.note.startswith("Shown anew")


def test_a_changed_picture_makes_its_page_new(db: Session, publish_files: Publish) -> None:
    publish_files()
    outcome = publish_files(folder(media={PICTURE: content.SVG.replace(b'r="4"', b'r="3"')}))
    assert {code for code, _ in outcome.published} == {"C1-S1", "C1-S2"}
    assert len(db.scalars(select(MediaFile)).all()) == 2


def test_a_draft_or_reviewed_file_is_not_published(db: Session, publish_files: Publish) -> None:
    outcome = publish_files(changed(OTHER, "author_status: released", "author_status: reviewed"))
    assert outcome.not_released == [OTHER]
    assert db.scalar(select(Segment).where(Segment.code == "C1-S2")) is None


def test_a_renamed_file_is_the_same_segment(db: Session, publish_files: Publish) -> None:
    publish_files()
    renamed = "units/C1-understanding/1-an-early-meeting.md"
    outcome = publish_files(folder({SEGMENT: None, renamed: FILES[SEGMENT]}))
    assert (outcome.published, outcome.withdrawn) == ([], [])
    outcome = publish_files(folder({SEGMENT: None, renamed: FILES[SEGMENT].replace("on the stairs", "outside")}))
    assert outcome.published == [("C1-S1", 2)]
    assert newest(db, "C1-S1").path == renamed


# refused


def test_an_error_anywhere_publishes_nothing(db: Session, publish_files: Publish) -> None:
    with pytest.raises(ContentRefused) as refused:
        publish_files(changed(SEGMENT, "reflection: 8", "reflection: 9"))
    assert [finding.rule for finding in refused.value.findings] == ["minutes"]
    db.rollback()
    assert count(db) == 0


def test_a_core_unit_with_a_pass_mark_is_refused(publish_files: Publish) -> None:
    with pytest.raises(ContentRefused) as refused:
        publish_files(changed(SEGMENT, "forms: []", "forms: []\npass_mark: 40"))
    assert "summative" in [finding.rule for finding in refused.value.findings]


def test_a_link_to_a_file_that_is_going_is_refused(db: Session, publish_files: Publish) -> None:
    publish_files(changed(SEGMENT, "See [[K8]].", "See [[K8]] and [[C1-S2]]."))
    with pytest.raises(ContentRefused) as refused:
        publish_files(
            folder({SEGMENT: FILES[SEGMENT].replace("See [[K8]].", "See [[K8]] and [[C1-S2]]."), OTHER: None})
        )
    assert [finding.rule for finding in refused.value.findings] == ["reference"]


# files that disappear


def test_a_segment_whose_file_is_gone_is_withdrawn_and_not_deleted(db: Session, publish_files: Publish) -> None:
    publish_files()
    assert publish_files(folder({OTHER: None})).withdrawn == ["C1-S2"]
    assert segment(db, "C1-S2").withdrawn_at == NOON
    unit = db.scalars(select(Unit)).one()
    assert [line["code"] for line in unit.outline] == ["C1-S1"]
    assert publish_files(folder({OTHER: None})).withdrawn == []
    assert newest(db, "C1-S2").source == FILES[OTHER]


def test_a_file_that_comes_back_is_offered_again(db: Session, publish_files: Publish) -> None:
    publish_files()
    publish_files(folder({OTHER: None}))
    publish_files(changed(OTHER, "on the stairs", "in a lift"))
    assert segment(db, "C1-S2").withdrawn_at is None
    assert newest(db, "C1-S2").number == 2


# awards and programmes


def test_a_changed_rule_needs_a_higher_version(db: Session, publish_files: Publish) -> None:
    publish_files()
    with pytest.raises(ContentRefused) as refused:
        publish_files(changed("awards.yaml", "A record", "Another record"))
    assert (refused.value.findings[0].rule, refused.value.findings[0].line) == ("award-version", 3)
    db.rollback()
    text = (
        FILES["awards.yaml"].replace("version: 1", "version: 2").replace("credits: 0, hours: 1", "credits: 0, hours: 2")
    )
    publish_files(folder({"awards.yaml": text}))
    versions = {award.version: award.retired_at for award in db.scalars(select(Award))}
    assert versions == {1: NOON, 2: None}


def test_an_award_taken_out_of_the_file_is_retired(db: Session, publish_files: Publish) -> None:
    publish_files()
    publish_files(changed("awards.yaml", "id: STARTER", "id: OTHER-5"))
    assert {award.code: award.retired_at for award in db.scalars(select(Award))} == {"STARTER": NOON, "OTHER-5": None}


def test_a_programme_follows_its_file_and_leaves_people_s_own_alone(db: Session, publish_files: Publish) -> None:
    publish_files()
    person = factories.person(db)
    db.add(Programme(public_id="mine", owner_id=person.id, title="Mine", created_at=NOON, updated_at=NOON, items=[]))
    db.flush()
    publish_files(changed("programmes.yaml", "units: [C1]", "segments: [C1-S2]"))
    items = db.scalars(select(ProgrammeItem).options(selectinload(ProgrammeItem.segment))).all()
    assert [item.segment.code for item in items] == ["C1-S2"]
    publish_files(folder({"programmes.yaml": "programmes: []\n"}))
    assert [programme.public_id for programme in db.scalars(select(Programme))] == ["mine"]


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
