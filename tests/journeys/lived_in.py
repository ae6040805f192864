"""A house in which people have been for a while, and the way to every page of it."""

from datetime import date

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.rules import Actor
from learnmentor.assessment.activities.models import Response
from learnmentor.authoring import queries as authoring
from learnmentor.authoring.studio import services as drafts
from learnmentor.certificates import services as certificates
from learnmentor.certificates.models import Certificate
from learnmentor.courses.catalogue.models import Revision, Segment
from learnmentor.courses.programmes import services as programme_services
from learnmentor.courses.study import services as courses
from learnmentor.cpd import services as cpd
from learnmentor.cpd.declarations import services as declarations
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.rules import CpdYear, EntryType, LoggedActivity
from learnmentor.cpd.targets.queries import target_of
from learnmentor.signing import services as signing
from tests import factories
from tests.conftest import HeldClock

LONG = "Observed a colleague’s workshop on differentiated questioning in construction and the built environment"
PUBLIC = ("/sign-in", "/sign-up", "/password-reset", "/check", "/sources", "/glossary", "/pages/about", "/keys")
AMINA = (
    "/", "/units", "/units/c1", "/units/c3", "/units/o1", "/units/p1", "/units/p1/assessment", "/segments/c1-s1",
    "/segments/c3-s1", "/segments/c3-s2", "/segments/c3-s1/claim", "/segments/c1-s1/finished", "/cases/k1", "/forms/f1",
    "/programmes", "/programmes/starter", "/programmes/lived-in", "/programmes/lived-in/edit", "/programmes/new",
    "/awards", "/awards/awd-l4-10", "/certificates", "/certificates/transcript", "/cpd", "/cpd/2026-27",
    "/cpd/entries/new", "/cpd/import", "/cpd/letters", "/cpd/target", "/cpd/2026-27/declaration",
    "/cpd/2026-27/declaration/statement", "/cpd/2026-27/evidence-pack", "/profile", "/profile/password",
    "/profile/data", "/profile/close", "/profile/close/confirm",
)  # fmt: skip
BEN = ("/studio", "/studio/drafts/bens", "/studio/drafts/bens/changes", "/studio/drafts/bens/discard")
GRACE = ("/people", "/people/invitation", "/certificates/issued", "/issuer", "/ledgers", "/cpd/target/default")


def _half_way(db: Session, person_id: int, segment: Segment) -> None:
    """The first activity of a segment is done, the second begun."""
    activities = db.get_one(Revision, segment.revision_id).data["activities"]
    for activity, state in zip(activities, ("done", "begun"), strict=False):
        db.add(
            Response(person_id=person_id, segment_id=segment.id, activity=activity["id"], kind=activity["kind"],
                     state=state, updated_at=factories.LONG_AGO)
        )  # fmt: skip


def live_in(
    app: Flask, db: Session, time: HeldClock, people: dict[str, factories.Person]
) -> dict[str, tuple[str, ...]]:
    """Amina finished C1 and C2, is at C3-S1 and keeps a record; Ben drafts. Commits; the pages by who sees them."""
    vault, at = app.config["VAULT"], time()
    signing.ensure_key(db, vault, at=at)
    amina, ben = people["amina"], people["ben"]
    learner = Actor(amina.id, amina.public_id, amina.name, amina.printed_name, frozenset())
    for segment in db.scalars(select(Segment).where(Segment.code.regexp_match("^C[123]-")).order_by(Segment.code)):
        study = courses.begin(db, learner=learner, segment=segment, at=at)
        if segment.code.startswith("C3"):
            _half_way(db, learner.id, segment)
            break
        study.completed_at = at
        cpd.credit(
            db, learner=learner, source=f"segment:{segment.code}", on=at.date(), title=segment.title, planned=30,
            active=22, claimed=None, segment_code=segment.code, revision_number=1, at=at,
        )  # fmt: skip
        certificates.issue_due(db, person_id=amina.id, at=at, zone="Europe/London", issuer="Northfield College")
    made = [
        cpd.log_activity(
            db, vault, learner=learner, prose=Prose(reflection="Mine."), files=[], source=f"form:{number}", at=at,
            activity=LoggedActivity(
                date(2026, 9 + number % 3, 3 + number), EntryType.OBSERVING, LONG, "Northfield", 95
            ),
        )[0]
        for number in range(4)
    ]  # fmt: skip
    cpd.withdraw(db, vault, learner=learner, entry=made[0], explanation="Twice.", at=at)
    year = CpdYear.of(at.date())
    asked = target_of(db, vault, person_id=amina.id, year=year, on=at.date())
    seen = declarations.standing(db, person_id=amina.id, year=year, target=asked).seen
    declared, _ = declarations.declare(
        db, vault, learner=learner, year=year, target=asked, seen=seen, at=at, zone="Europe/London"
    )
    programme_services.pick(
        db, owner=learner, title="My own choice", segment_codes=["C1-S1", "C3-S1", "C3-S2"], at=at, public_id="lived-in"
    )
    published = authoring.newest_revision(db, "segment", "C3-S1")
    assert published
    drafts.begin(
        db, author_id=ben.id, path=published.path, source=published.source + "\nMore.\n", base_sha256=published.sha256,
        public_id="bens", at=at,
    )  # fmt: skip
    number = db.scalars(select(Certificate.number).order_by(Certificate.id)).first()
    db.commit()
    entry = f"/cpd/entries/{made[1].public_id}"
    own = (
        f"/certificates/{number}", f"/cpd/declarations/{declared.public_id}", entry, f"{entry}/correction",
        f"{entry}/withdrawal", f"{entry}/impact",
    )  # fmt: skip
    office = (f"/certificates/{number}/look-after", f"/people/{amina.public_id}")
    return {"nobody": ("/", *PUBLIC), "amina": AMINA + own, "ben": BEN, "grace": GRACE + office}
