"""What somebody takes out is asked for list by list, however long they have been here."""

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts.rules import Actor
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.programmes import services as programme_services
from learnmentor.courses.study import services as courses
from learnmentor.ground.vault import Vault
from learnmentor.stories import own_data
from tests import factories

VAULT = Vault((b"k" * 32,))
AT = factories.LONG_AGO


def taken_out(db: Session, person_id: int) -> tuple[dict[str, list[dict[str, object]]], int]:
    """The rows of every part, and how many statements they took."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    event.listen(db.get_bind(), "before_cursor_execute", note)
    try:
        found = {
            table.taken_as: list(own_data.rows(db, VAULT, table, person_id))
            for room in rooms.personal_data()
            for table in room.tables
            if table.taken_as and not table.by_hand
        }
    finally:
        event.remove(db.get_bind(), "before_cursor_execute", note)
    return found, len(sent)


def busy(db: Session, learner: Actor, code: str) -> None:
    """Five segments begun, and a programme of one's own made and followed."""
    factories.unit(db, code)
    own = list(db.scalars(select(Segment).where(Segment.code.startswith(f"{code}-")).order_by(Segment.position)))
    for segment in own:
        courses.begin(db, learner=learner, segment=segment, at=AT)
    programme_services.pick(
        db,
        owner=learner,
        title=f"Mine of {code}",
        segment_codes=[own[1].code, own[0].code],
        at=AT,
        public_id=f"of{code}",
    )


def test_twenty_programmes_and_a_hundred_segments_are_asked_for_like_one_of_each(db: Session) -> None:
    person, other = factories.person(db), factories.person(db, name="Ben Okafor")
    learner, stranger = (Actor(p.id, p.public_id, p.name, p.printed_name, frozenset()) for p in (person, other))
    busy(db, stranger, "C90")
    busy(db, learner, "C1")
    _, few = taken_out(db, person.id)
    for number in range(2, 21):
        busy(db, learner, f"C{number}")
    found, many = taken_out(db, person.id)
    assert many == few
    assert len(found["studies"]) == 100
    assert {row["version"] for row in found["studies"]} == {1}
    assert [(row["title"], row["segments"]) for row in found["programmes"]][:2] == [
        ("Mine of C1", ["C1-S1", "C1-S2"]),
        ("Mine of C2", ["C2-S1", "C2-S2"]),
    ]
    assert len(found["programmes"]) == 20
    assert {row["programme"] for row in found["programmes-followed"]} == {f"Mine of C{n}" for n in range(1, 21)}
