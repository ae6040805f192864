"""LearnMentor promises of publishing: made once, nothing overwritten unseen, nothing studied disappears."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from learnmentor.authoring.models import MediaFile
from learnmentor.authoring.publishing.services import ContentRefused
from learnmentor.certificates.models import Award
from learnmentor.courses.catalogue.models import Page, Revision, Segment, Unit
from learnmentor.courses.programmes.models import Programme, ProgrammeItem
from learnmentor.ground.storage.files import FileStore
from tests import factories
from tests.authoring import content
from tests.authoring.conftest import NOON, Publish
from tests.authoring.content import CASE, FILES, OTHER, PICTURE, SEGMENT, changed, folder
from tests.authoring.published import count, newest, segment

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
