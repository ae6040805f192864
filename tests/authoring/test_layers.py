"""LearnMentor promises of local work: what is written in an installation survives every publishing of the course."""

import dataclasses
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session, selectinload

from learnmentor.authoring import queries
from learnmentor.authoring.content_folder import SourceFile
from learnmentor.authoring.documents import read_document
from learnmentor.authoring.models import ContentFile, MediaFile
from learnmentor.authoring.publishing import layers
from learnmentor.authoring.publishing import services as publishing
from learnmentor.authoring.publishing.services import ContentRefused
from learnmentor.authoring.queries import InForce
from learnmentor.authoring.studio import services as drafts
from learnmentor.certificates import queries as awards
from learnmentor.cli import main
from learnmentor.courses.catalogue.models import Page, Revision, Segment, Unit
from learnmentor.courses.programmes.models import Programme, ProgrammeItem
from learnmentor.courses.study.models import Study
from tests import factories
from tests.authoring import content
from tests.authoring.conftest import NOON, Publish
from tests.authoring.content import CASE, FILES, OTHER, SEGMENT, SEGMENT_TEXT, SVG, UNIT, folder
from tests.page import Browser

OWN = "units/C1-understanding/6-our-own.md"
OWN_TEXT = (
    SEGMENT_TEXT.replace("C1-S1", "C1-S6")
    .replace("A first meeting", "Ours")
    .replace("waits for the", "hears no")
    .replace("Why settle it?", "Why settle it here?")
)
OWN_UNIT = "units/C51-our-college/unit.md"
OWN_UNIT_TEXT = FILES[UNIT].replace("C1", "C51").replace("Understanding mentoring", "Mentoring at our college")
OWN_FIRST = "units/C51-our-college/1-the-first-week.md"
OWN_FIRST_TEXT = (
    SEGMENT_TEXT.replace("C1-S1", "C51-S1")
    .replace("unit: C1", "unit: C51")
    .replace("[C1.1]", "[C51.1]")
    .replace("A first meeting", "The first week")
    .replace("waits for the", "gives an")
    .replace("Why settle it?", "Why settle it this week?")
    .replace('![Two rings that overlap, and a light between](media/rings.svg "Our own drawing")\n\n', "")
)
OWN_CASE = "cases/K51-our-case.md"
OWN_CASE_TEXT = FILES[CASE].replace("K8", "K51")
LOCAL_PROGRAMMES = """programmes:
  - id: ours
    title: "Ours"
    summary: "Two of theirs and one of ours."
    segments: [C1-S1, C1-S6]
"""


def shipped(*, hours: float = 1, **changes: str | None) -> list[SourceFile]:
    """The shipped course, whose programme says how many hours its unit has: one segment more would make it wrong."""
    return folder({"programmes.yaml": f"{FILES['programmes.yaml']}    hours: {hours:g}\n", **changes})


def write_in_studio(db: Session, path: str, source: str) -> Revision:
    """Write and publish a text as a trainer does in the browser."""
    author = db.scalars(select(factories.Person).limit(1)).first() or factories.person(db, name="Ben Okafor")
    published = queries.published_from(db, path)
    draft = drafts.begin(
        db, author_id=author.id, path=path, source=source, base_sha256=published.sha256 if published else "",
        public_id=f"draft {path}"[-24:], at=NOON,
    )  # fmt: skip

    def judged() -> drafts.Judged:
        as_of = queries.as_of(db)
        return drafts.judge(queries.library(db), path=path, source=source, as_of=as_of)

    made = drafts.publish(
        db, draft=draft, source=source, seen=drafts.rules.digest_of(draft.source), judge_now=judged,
        author_id=author.id, note="Ours.", change="minor", at=NOON,
    )  # fmt: skip
    db.commit()
    return made


@pytest.fixture
def own_work(db: Session, publish_files: Publish) -> dict[tuple[str, str], Revision]:
    """The shipped course, and beside it a segment in its unit, a unit with a segment, and a case of our own."""
    publish_files(shipped())
    written = {OWN: OWN_TEXT, OWN_UNIT: OWN_UNIT_TEXT, OWN_FIRST: OWN_FIRST_TEXT, OWN_CASE: OWN_CASE_TEXT}
    made = [write_in_studio(db, path, source) for path, source in written.items()]
    return {(each.kind, each.code): each for each in made}


def stands(db: Session, own_work: dict[tuple[str, str], Revision]) -> None:
    """Every text of our own is in force, in the revision that we wrote, and on offer in its unit."""
    db.expire_all()
    known = queries.in_force(db)
    for identity, revision in own_work.items():
        assert known[identity].revision_id == revision.id, identity
        assert known[identity].local
        assert not known[identity].withdrawn, identity
    units = {unit.code: unit for unit in db.scalars(select(Unit))}
    assert ("C1-S6", 6) in [(line["code"], line["position"]) for line in units["C1"].outline]
    assert [line["code"] for line in units["C51"].outline] == ["C51-S1"]
    assert db.scalars(select(Page).where(Page.kind == "case", Page.code == "K51")).one()


def programme(db: Session, code: str) -> list[str]:
    """The segments of a published programme."""
    items = selectinload(Programme.items).selectinload(ProgrammeItem.segment)
    found = db.scalars(select(Programme).where(Programme.public_id == code).options(items)).one()
    return [item.segment.code for item in found.items]


def test_publishing_the_same_course_again_neither_counts_nor_touches_what_is_local(
    db: Session, publish_files: Publish, own_work: dict[tuple[str, str], Revision]
) -> None:
    outcome = publish_files(shipped())  # 1 hour in the programme, and its unit has three segments now
    assert (outcome.published, outcome.withdrawn, outcome.kept_out) == ([], [], [])
    stands(db, own_work)
    assert programme(db, "starter") == ["C1-S1", "C1-S2"]


def test_a_newer_course_changes_withdraws_and_adds_beside_what_is_local(
    db: Session, publish_files: Publish, own_work: dict[tuple[str, str], Revision]
) -> None:
    newer = shipped(
        **{
            SEGMENT: FILES[SEGMENT].replace("Somebody said", "Somebody wrote"),
            OTHER: None,
            "units/C1-understanding/3-third.md": FILES[OTHER]
            .replace("C1-S2", "C1-S3")
            .replace("second", "third")
            .replace("walks on", "turns round"),
        }
    )
    outcome = publish_files(newer)
    assert outcome.published == [("C1-S1", 2), ("C1-S3", 1)]
    assert outcome.withdrawn == ["C1-S2"]
    stands(db, own_work)
    assert programme(db, "starter") == ["C1-S1", "C1-S3"]


def test_a_unit_that_the_course_gives_up_stays_for_the_local_segment_in_it(
    db: Session, publish_files: Publish, own_work: dict[tuple[str, str], Revision]
) -> None:
    moved = dict.fromkeys((UNIT, SEGMENT, OTHER))
    c2 = "units/C2-another"
    again = {
        f"{c2}/unit.md": FILES[UNIT].replace("C1", "C2"),
        f"{c2}/1-first.md": OWN_FIRST_TEXT.replace("C51", "C2")
        .replace("gives an", "asks for another")
        .replace("this week?", "now?"),
        "awards.yaml": FILES["awards.yaml"].replace("C1", "C2").replace("version: 1", "version: 2")
        .replace("hours: 1", "hours: 0.5"),
        "programmes.yaml": FILES["programmes.yaml"].replace("C1", "C2"),
    }  # fmt: skip
    outcome = publish_files(folder({**moved, **again}))
    assert outcome.withdrawn == ["C1-S1", "C1-S2"]
    stands(db, own_work)
    assert [line["code"] for line in db.scalars(select(Unit).where(Unit.code == "C1")).one().outline] == ["C1-S6"]


def test_what_was_studied_of_local_work_stands_after_a_newer_course(
    db: Session, publish_files: Publish, own_work: dict[tuple[str, str], Revision], amina: factories.Person
) -> None:
    own = own_work["segment", "C1-S6"]
    row = db.scalars(select(Segment).where(Segment.code == "C1-S6")).one()
    db.add(
        Study(person_id=amina.id, segment_id=row.id, revision_id=own.id, started_at=NOON, touched_at=NOON,
              active_seconds=900, completed_at=NOON)
    )  # fmt: skip
    db.commit()
    publish_files(
        shipped(**{SEGMENT: FILES[SEGMENT].replace("Somebody said", "Somebody wrote"), OTHER: None}, hours=0.5)
    )
    study = db.scalars(select(Study).execution_options(populate_existing=True)).one()
    assert (study.segment_id, study.revision_id, study.active_seconds) == (row.id, own.id, 900)
    assert study.completed_at == NOON
    stands(db, own_work)


def test_a_local_segment_does_not_move_the_goal_of_an_award(
    db: Session, publish_files: Publish, amina: factories.Person
) -> None:
    publish_files(shipped())

    def missing() -> int:
        found = awards.award_progress(
            db, person_id=amina.id, zone="Europe/London", today=NOON.date(), award_code="STARTER"
        )
        assert found is not None
        return len(found.evaluation.missing)

    assert missing() == 1
    for row in db.scalars(select(Segment)):
        db.add(
            Study(person_id=amina.id, segment_id=row.id, revision_id=row.revision_id, started_at=NOON,
                  touched_at=NOON, active_seconds=900, completed_at=NOON)
        )  # fmt: skip
    db.commit()
    assert missing() == 0
    write_in_studio(db, OWN, OWN_TEXT)
    publish_files(shipped())
    assert missing() == 0, "who had finished the unit has finished it still"


def test_a_shipped_text_that_shares_a_paragraph_with_a_local_one_is_published(
    db: Session, publish_files: Publish, own_work: dict[tuple[str, str], Revision]
) -> None:
    later = OWN_TEXT.replace("C1-S6", "C1-S3").replace("Ours", "Theirs")
    outcome = publish_files(shipped(**{"units/C1-understanding/3-theirs.md": later, OTHER: None}))
    assert ("C1-S3", 1) in outcome.published
    stands(db, own_work)


def test_a_code_that_is_taken_here_is_named_and_both_stay_as_they_are(
    db: Session, publish_files: Publish, own_work: dict[tuple[str, str], Revision]
) -> None:
    theirs = "units/C1-understanding/6-theirs.md"
    later = FILES[OTHER].replace("C1-S2", "C1-S6").replace("second", "sixth").replace("walks on", "turns round")
    case = FILES[CASE].replace("What stays", "What goes") + "\n[[C1-S6]] says more, and [[K51]] too.\n"
    outcome = publish_files(shipped(**{theirs: later, CASE: case, OWN_CASE: OWN_CASE_TEXT + "More.\n", OTHER: None}))
    assert [(each.path, each.code) for each in outcome.kept_out] == [(OWN_CASE, "K51"), (theirs, "C1-S6")]
    assert "learnmentor content hand-over C1-S6" in str(outcome.kept_out[1])
    assert outcome.published == [("K8", 2), ("C1-S1", 2)]  # the rest of the course is published, with its links
    stands(db, own_work)
    assert db.get(ContentFile, (theirs, False)) is None


def test_a_unit_whose_code_is_taken_here_is_kept_out_with_all_its_segments(
    db: Session, publish_files: Publish, own_work: dict[tuple[str, str], Revision]
) -> None:
    theirs = "units/C51-theirs"
    second = OWN_FIRST_TEXT.replace("C51-S1", "C51-S2").replace("first", "second").replace("gives an", "takes the")
    files = {f"{theirs}/unit.md": OWN_UNIT_TEXT + "More.\n", f"{theirs}/2-second.md": second}
    outcome = publish_files(shipped(**files))
    assert [(each.path, each.code) for each in outcome.kept_out] == [
        (f"{theirs}/2-second.md", "C51"), (f"{theirs}/unit.md", "C51"),
    ]  # fmt: skip
    stands(db, own_work)
    assert ("segment", "C51-S2") not in queries.in_force(db)


def test_a_shipped_file_that_says_the_same_as_the_local_text_is_no_conflict(
    db: Session, publish_files: Publish, own_work: dict[tuple[str, str], Revision]
) -> None:
    outcome = publish_files(folder({OWN: OWN_TEXT}))
    assert (outcome.published, outcome.kept_out) == ([("programmes.yaml", 2)], [])
    outcome = publish_files(shipped())  # and it may go again
    assert outcome.withdrawn == []
    stands(db, own_work)


def test_a_text_that_was_handed_over_is_replaced_by_the_shipped_one_and_its_words_stay(
    db: Session, publish_files: Publish, own_work: dict[tuple[str, str], Revision]
) -> None:
    later = OWN_TEXT.replace("Somebody said", "Somebody wrote")
    assert [each.code for each in publish_files(shipped(hours=1.5, **{OWN: later})).kept_out] == ["C1-S6"]
    assert publishing.hand_over(db, code="C1-S6", at=NOON) == [OWN]
    db.commit()
    outcome = publish_files(shipped(hours=1.5, **{OWN: later}))
    assert (outcome.published, outcome.kept_out) == ([("C1-S6", 2)], [])
    texts = list(db.scalars(select(Revision.source).where(Revision.code == "C1-S6").order_by(Revision.number)))
    assert texts == [OWN_TEXT, later]
    assert programme(db, "starter") == ["C1-S1", "C1-S2", "C1-S6"]


def test_an_edit_of_a_shipped_text_stays_governed_by_the_three_digests(
    db: Session, publish_files: Publish, own_work: dict[tuple[str, str], Revision]
) -> None:
    edited = write_in_studio(db, SEGMENT, FILES[SEGMENT].replace("Somebody said", "Somebody wrote"))
    assert not edited.local
    assert publish_files(shipped()).newer_in_browser == [SEGMENT]
    with pytest.raises(publishing.ContentConflict):
        publish_files(shipped(**{SEGMENT: FILES[SEGMENT].replace("Somebody said", "They said")}))
    db.rollback()
    stands(db, own_work)


# a folder of one's own

ANOTHER = "Give yours another code and file name, or change the shipped text in the studio."


def own_folder() -> list[SourceFile]:
    """Local work as files, a picture and a programme among them."""
    texts = {OWN: OWN_TEXT, OWN_CASE: OWN_CASE_TEXT, "programmes.yaml": LOCAL_PROGRAMMES}
    picture = SourceFile("units/C1-understanding/media/rings.svg", SVG.replace(b"4", b"3"))
    return [*(SourceFile(path, source.encode()) for path, source in texts.items()), picture]


def test_the_local_folder_is_published_beside_the_course_and_neither_withdraws_the_other(
    db: Session, publish_files: Publish
) -> None:
    publish_files(shipped())
    assert publish_files(own_folder(), local=True).withdrawn == []
    again = publish_files(shipped())
    assert (again.published, again.withdrawn, again.unchanged) == ([], [], 9)
    local = publish_files(own_folder(), local=True)
    assert (local.published, local.withdrawn, local.unchanged) == ([], [], 3)
    assert programme(db, "ours") == ["C1-S1", "C1-S6"]
    assert programme(db, "starter") == ["C1-S1", "C1-S2"]
    pictures = {(file.path, file.local): file.sha256 for file in db.scalars(select(MediaFile))}
    assert len(set(pictures.values())) == 2, "two pictures of one name live side by side"
    html = db.scalars(select(Revision.html).where(Revision.code.in_(["C1-S1", "C1-S6"])).order_by(Revision.code)).all()
    assert [pictures["units/C1-understanding/media/rings.svg", local] in page for local, page in enumerate(html)] == [
        True, True,
    ]  # fmt: skip


def test_a_file_that_leaves_the_local_folder_is_withdrawn_by_publishing_that_folder_alone(
    db: Session, publish_files: Publish
) -> None:
    publish_files(shipped())
    publish_files(own_folder(), local=True)
    files = [file for file in own_folder() if file.path == OWN_CASE]
    publish_files(shipped())
    assert not queries.in_force(db)["segment", "C1-S6"].withdrawn
    assert publish_files(files, local=True).withdrawn == ["C1-S6"]
    assert not queries.in_force(db)["segment", "C1-S1"].withdrawn


def test_the_local_folder_may_not_hold_what_is_shipped(db: Session, publish_files: Publish) -> None:
    publish_files(shipped())
    files = [SourceFile(path, FILES[path].encode()) for path in (SEGMENT, "awards.yaml")]
    with pytest.raises(ContentRefused) as refused:
        publish_files(files, local=True)
    assert [str(finding) for finding in refused.value.findings][:2] == [
        f"{SEGMENT}:2: The shipped course has C1-S1 already. {ANOTHER}",
        "awards.yaml:1: Awards belong to the shipped course. Take the file out of this folder.",
    ]


def test_a_programme_of_one_layer_leaves_one_of_the_other_with_the_same_id_alone(
    db: Session, publish_files: Publish
) -> None:
    publish_files(shipped())
    publish_files(own_folder(), local=True)
    taken = FILES["programmes.yaml"] + LOCAL_PROGRAMMES.removeprefix("programmes:\n").replace("Ours", "Theirs").replace(
        ", C1-S6", ""
    )
    outcome = publish_files(shipped(**{"programmes.yaml": taken}))
    assert [(each.path, each.code) for each in outcome.kept_out] == [("programmes.yaml", "ours")]
    assert db.scalars(select(Programme.title).where(Programme.public_id == "ours")).one() == "Ours"
    assert programme(db, "ours") == ["C1-S1", "C1-S6"]


def test_local_work_is_written_out_and_published_in_another_installation_to_the_byte(
    app: Flask, db: Session, publish_files: Publish, tmp_path: Path, own_work: dict[tuple[str, str], Revision]
) -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(main, ["content", *words], obj=lambda: app)
        assert result.exit_code == 0, result.output
        return result.output

    out = tmp_path / "out"
    assert "What this installation wrote itself is not among them (4)" in run("export", str(tmp_path / "shipped"))
    assert not (tmp_path / "shipped" / OWN).exists()
    assert "4 written, 0 unchanged." in run("export", "--local", str(out))
    files = {OWN: OWN_TEXT, OWN_UNIT: OWN_UNIT_TEXT, OWN_FIRST: OWN_FIRST_TEXT, OWN_CASE: OWN_CASE_TEXT}
    assert {str(path.relative_to(out)): path.read_text() for path in out.rglob("*.md")} == files
    for table in ("segment", "unit", "page", "content_file"):  # another installation has only the shipped course
        db.execute(text(f"delete from {'programme_item' if table == 'segment' else 'draft'}"))
        db.execute(text(f"delete from {table}"))
    db.execute(delete(Revision))
    publish_files(folder())
    assert "0 to put right" in run("check", "--local", str(out))
    assert "4 published, 0 unchanged." in run("publish", "--local", str(out))
    assert "0 published, 4 unchanged." in run("publish", "--local", str(out))
    assert queries.in_force(db)["segment", "C1-S6"].local


def test_the_command_says_what_was_kept_out_and_hands_it_over(
    app: Flask, tmp_path: Path, own_work: dict[tuple[str, str], Revision]
) -> None:
    content.write(tmp_path, folder({OWN: OWN_TEXT.replace("Somebody said", "Somebody wrote")}))
    runner = CliRunner()
    said = runner.invoke(main, ["content", "publish", str(tmp_path)], obj=lambda: app)
    assert said.exit_code == 0, said.output
    assert f"{OWN}: not published, because this installation has its own C1-S6." in said.output
    assert runner.invoke(main, ["content", "hand-over", "C9-S9"], obj=lambda: app).exit_code == 1
    assert runner.invoke(main, ["content", "hand-over", "C1-S6"], obj=lambda: app).exit_code == 0
    assert "C1-S6: revision 2" in runner.invoke(main, ["content", "publish", str(tmp_path)], obj=lambda: app).output


def test_the_two_layers_may_not_share_a_folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = dataclasses.replace(app.config["SETTINGS"], content_dir=tmp_path, local_content_dir=tmp_path)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    for words in (["export", "--local"], ["publish", "--local"], ["check", "--local"]):
        said = CliRunner().invoke(main, ["content", *words], obj=lambda: app)
        assert (said.exit_code, "Set LEARNMENTOR_LOCAL_CONTENT_DIR" in said.output) == (1, True)


def test_a_path_that_is_ours_is_kept_out_whatever_code_the_shipped_file_gives() -> None:
    ours = {("page", "welcome"): InForce(1, "page", "welcome", 1, "pages/welcome.md", "x", "x", NOON, local=True)}
    theirs = read_document(SourceFile("pages/welcome.md", b"---\ncode: hello\ntitle: Hello\nsummary: S.\n---\n\nHi.\n"))
    assert layers.kept_out([theirs], ours) == {"pages/welcome.md": layers.KeptOut("pages/welcome.md", "welcome")}


def test_the_studio_says_which_texts_were_written_here(
    own_work: dict[tuple[str, str], Revision], as_ben: Browser
) -> None:
    rows = {
        row.select_one("th").get_text(" ", strip=True): row for row in as_ben.get("/studio").soup.select("tbody tr")
    }
    told = {title: "Written here" in row.get_text() for title, row in rows.items()}
    assert told["C1-S6 Ours"]
    assert not told["C1-S1 A first meeting"]
