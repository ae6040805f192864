"""What stands in the house: one of each thing that an address can name. Pairs: pairs.py."""

import hashlib
import io
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.lives.models import AddressChange
from learnmentor.accounts.merging.models import MergedAccount, MergeRequest
from learnmentor.accounts.models import Invitation, PasswordReset, Person, Role, SignIn
from learnmentor.accounts.rules import Actor
from learnmentor.assessment.assessed.digests import services as digests
from learnmentor.authoring.models import Draft, MediaFile
from learnmentor.certificates import services as certificates
from learnmentor.certificates.models import Certificate
from learnmentor.courses.catalogue.models import Page, Segment
from learnmentor.courses.given import queries as given_queries
from learnmentor.courses.given import services as given_services
from learnmentor.courses.given.rules import Audience, GivenContent, GivenItem
from learnmentor.courses.programmes import services as programme_services
from learnmentor.courses.programmes.models import Programme
from learnmentor.courses.study import services as courses
from learnmentor.cpd import chain
from learnmentor.cpd import services as cpd
from learnmentor.cpd.declarations import services as declarations
from learnmentor.cpd.models import CpdClosedLedger
from learnmentor.cpd.prompts import services as prompts
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.rules import CpdYear, EntryType, LoggedActivity
from learnmentor.cpd.targets.queries import target_of
from learnmentor.evidence.packs import services as packs
from learnmentor.evidence.packs.views import packs_for
from learnmentor.ground.letters import Sender
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.storage.sealed_files import SealedFiles
from learnmentor.ground.vault import Vault
from learnmentor.groups import services as groups
from learnmentor.groups.assignments import services as assignments
from learnmentor.groups.joining import services as joining
from learnmentor.groups.joining.models import GroupInvitation, GroupMember
from learnmentor.groups.joining.rules import ComesBy, Counted, WayKind
from learnmentor.groups.joining.services import Arrival
from learnmentor.groups.joining.terms import CURRENT
from learnmentor.groups.models import GroupLeader
from learnmentor.groups.rules import GroupKind
from learnmentor.groups.sessions import services as sessions
from learnmentor.groups.sessions.rules import HeldHow
from learnmentor.mentoring.checks import services as checks
from learnmentor.organisations.models import Part, PeopleImport
from learnmentor.organisations.sharing.models import SharingAgreement
from learnmentor.organisations.sharing.rules import ShareKind
from learnmentor.signing import services as signing
from learnmentor.stories import completion
from tests import factories
from tests.house.assessed import assessed_of_the_house
from tests.house.pairs import pairs_of_the_house
from tests.house.world import NOW, TODAY

ACTIVITIES = [
    {
        "id": "first-mentor", "kind": "reflection", "title": "Your first mentor", "required": True,
        "prompt_html": "<p>Who was it?</p>",
    },
    {
        "id": "true", "kind": "quiz", "quiz": "true-false", "title": "True or false", "required": True,
        "question_html": "<p>Is it?</p>", "feedback_html": "",
        "options": [
            {"key": "a", "html": "True", "right": True, "feedback_html": ""},
            {"key": "b", "html": "False", "right": False, "feedback_html": ""},
        ],
    },
]  # fmt: skip
AWARD = {
    "id": "HOUSE-2", "version": 1, "title": "House certificate", "level": None, "totals": {"credits": 0, "hours": 2},
    "components": [{"units": ["C1"], "hours": 2}], "wording": "A record of learning.",
}  # fmt: skip
CREDIT = {
    "id": "HOUSE-P1", "version": 1, "title": "House award", "level": 4, "totals": {"credits": 1, "hours": 10},
    "credits_at_level": 1, "earlier_learning_credits": 1, "wording": "Mapped to level 4, 1 credit.",
    "components": [{"units": ["P1"], "version": "assessed", "level": 4, "credits": 1, "hours": 10}],
}  # fmt: skip


def things_of_the_house(db: Session, app: Flask, people: dict[str, factories.Person]) -> dict[str, str]:
    """One of each thing that an address can name, and the word for it in the address."""
    vault, files = app.config["VAULT"], app.config["FILES"]
    amina = _actor(db, people["amina"])
    role = db.scalars(select(Role.id).where(Role.person_id == people["dev"].id).limit(1)).one()
    return (
        {
            "person": people["dev"].public_id,
            "role": str(role),
            "device": _device(db, people["amina"]),
            "key": signing.ensure_key(db, vault, at=NOW).kid,
            "stop_letters": prompts.STOP.token(app.config["SECRET_KEY"], amina.public_id),
            "stop_digests": digests.STOP.token(app.config["SECRET_KEY"], amina.public_id),
            "stop_silence": checks.STOP.token(app.config["SECRET_KEY"], amina.public_id),
        }
        | _catalogue(db, files)
        | _studied(db, amina)
        | _ledger(db, amina, vault, files)
        | _packs(db, amina, packs_for(app.config["SETTINGS"]))
        | _organisation(db, people)
        | _links(db, people)
        | _draft(db, people["ben"])
        | _group(db, people)
        | _given(db, _actor(db, people["ben"]), amina)
        | pairs_of_the_house(db, vault, people)
        | assessed_of_the_house(db, vault, people, files)
    )


def _device(db: Session, person: factories.Person) -> str:
    """A browser in which somebody is signed in beside the one they use."""
    there = SignIn(public_id="aminasphone", token_sha256="0" * 64, person_id=person.id, remembered=True,
                   device="Safari on iPhone", begun_at=NOW, used_at=NOW)  # fmt: skip
    db.add(there)
    return there.public_id


def _actor(db: Session, person: factories.Person) -> Actor:
    return factories.actor(db, person, on=TODAY)


def _catalogue(db: Session, files: FileStore) -> dict[str, str]:
    """Two units, a programme that follows them, a page of each kind, an award and a picture."""
    factories.unit(db, "C1")
    factories.unit(db, "C2", activities=ACTIVITIES)
    for kind, code in (
        ("case", "K1"), ("form", "F1"), ("record", "R1"), ("brief", "C2"), ("page", "about"), ("page", "sources"),
        ("page", "glossary"), ("page", "template-policy"),
    ):  # fmt: skip
        made = factories.revision(
            db, kind=kind, code=code, data={"title": code, "summary": "", "list": [], "sources": [], "versions": [],
                                            "criteria": [], "decision": "", "unit": code}
        )  # fmt: skip
        db.add(Page(kind=kind, code=code, title=code, summary="", revision_id=made.id))
    db.add(Programme(public_id="starter", title="Starter", award_code="HOUSE-2", created_at=NOW, updated_at=NOW))
    certificates.publish_awards(db, [AWARD, CREDIT], at=NOW)
    picture = files.put(io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"))
    db.add(
        MediaFile(path="units/C1/media/rings.svg", sha256=picture.sha256, media_type="image/svg+xml", size=picture.size)
    )
    return {
        "unit": "c1", "segment": "c2-s1", "case": "k1", "form": "f1", "record": "r1", "assessed": "c2", "page": "about",
        "award_version": "1", "status_list": "0", "starter": "starter", "award": "house-2",
        "picture": picture.sha256, "picture_name": "rings.svg", "activity": "first-mentor",
    }  # fmt: skip


def _studied(db: Session, amina: Actor) -> dict[str, str]:
    """Amina finished C1, which gave her a certificate; C1-S1 changed since; she is at C2-S1 and picked a programme."""
    for segment in db.scalars(select(Segment).where(Segment.code.startswith("C1-"))):
        study = courses.begin(db, learner=amina, segment=segment, at=NOW)
        study.active_seconds = 20 * 60
        done = completion.record(db, learner=amina, segment=segment, at=NOW, zone="Europe/London", issuer="LearnMentor")
        assert done.finished, segment.code
    first, current = (db.scalars(select(Segment).where(Segment.code == code)).one() for code in ("C1-S1", "C2-S1"))
    data = db.get_one(factories.Revision, first.revision_id).data
    first.revision_id = factories.revision(db, kind="segment", code="C1-S1", number=2, change="major", data=data).id
    courses.begin(db, learner=amina, segment=current, at=NOW)
    picked = programme_services.pick(
        db, owner=amina, title="My own", segment_codes=["C1-S1", "C2-S1"], at=NOW, public_id="aminasprogramme"
    )
    return {
        "programme": picked.public_id,
        "finished": "c1-s2",
        "changed": "c1-s1",
        "certificate": db.scalars(select(Certificate.number)).one(),
    }


def _ledger(db: Session, amina: Actor, vault: Vault, files: FileStore) -> dict[str, str]:
    """An entry of Amina's own with a file, and a withdrawn one."""
    kept = cpd.keep_files(files, [("notes.txt", "text/plain", io.BytesIO(b"notes"))])
    made = [
        cpd.log_activity(
            db, vault, learner=amina,
            activity=LoggedActivity(date(2026, 11, day), EntryType.READING, "A paper", "LLUK", 60),
            prose=Prose(reflection="Mine alone."), files=kept if day == 20 else [], source=f"form:{day}", at=NOW,
        )[0]
        for day in (19, 20)
    ]  # fmt: skip
    cpd.withdraw(db, vault, learner=amina, entry=made[0], explanation="Twice.", at=NOW)
    year = CpdYear.of(TODAY)
    asked = target_of(db, vault, person_id=amina.id, year=year, on=NOW.date())
    seen = declarations.standing(db, person_id=amina.id, year=year, target=asked).seen
    declared, _ = declarations.declare(
        db, vault, learner=amina, year=year, target=asked, seen=seen, at=NOW, zone="Europe/London"
    )
    return {
        "entry": made[1].public_id, "file": made[1].files[0].public_id, "year": "2026-27",
        "declaration": declared.public_id,
    }  # fmt: skip


def _packs(db: Session, amina: Actor, kept: SealedFiles) -> dict[str, str]:
    """A pack of Amina's that waits to be made, and one that waits to be fetched."""
    years = (CpdYear.of(TODAY), CpdYear(2025))
    waiting = packs.ask(
        db, person_id=amina.id, public_id="waitingpack", wanted=packs.Wanted(years), name="evidence.zip",
        total_bytes=100, at=NOW,
    )  # fmt: skip
    ready = packs.ask(
        db, person_id=amina.id, public_id="readypack", wanted=packs.Wanted(years[:1]), name="evidence.zip",
        total_bytes=3, at=NOW,
    )  # fmt: skip
    ready.state, ready.expires_at = "ready", NOW + timedelta(days=7)
    kept.write(ready.public_id, [b"ZIP"], told=lambda _done: None)
    return {"pack": waiting.public_id, "ready_pack": ready.public_id}


def _organisation(db: Session, people: dict[str, factories.Person]) -> dict[str, str]:
    """A second organisation that Dev coordinates and Ewa does not, with Amina in it, and one that is invited."""
    south, dev, amina = factories.organisation(db, "Southfield College"), people["dev"], people["amina"]
    inside = factories.part(db, "Care", of=south)
    factories.coordinator(db, dev, inside)
    nadia = people["nadia"]
    factories.coordinator(db, nadia, inside)
    factories.member(db, nadia, inside)
    factories.member(db, amina, inside)
    managed = factories.manages(db, nadia, amina, south)
    brought = PeopleImport(public_id="atable", part_id=inside.id, by_id=dev.id, text="Email\nx@example.org\n",
                           state="looked-over", total_lines=1, done_lines=0, outcome={}, asked_at=NOW)  # fmt: skip
    db.add(brought)
    other = factories.organisation(db, "Westfield College")
    db.add(SharingAgreement(public_id="anagreement", kind=ShareKind.MODERATION, from_root_id=other.id,
                            to_root_id=south.id, from_name=other.name, told="", proposed_at=NOW))  # fmt: skip
    return {
        "agreement": "anagreement",
        "organisation": south.public_id,
        "part": inside.public_id, "member": amina.public_id, "coordinator": nadia.public_id,
        "management": managed.public_id, "table": brought.public_id,
        "offer": factories.offer(db, inside, "invited@example.org", by=dev).public_id,
        "own_offer": factories.offer(db, south, amina.email, by=dev).public_id,
    }  # fmt: skip


def _links(db: Session, people: dict[str, factories.Person]) -> dict[str, str]:
    """An invitation and a link to choose a new password, as their holders know them."""
    later = NOW + timedelta(days=365 * 50)
    tokens = {
        "invitation": "an-invitation-token", "reset": "a-password-token", "confirm_address": "a-confirming-token",
        "stop_address": "a-stopping-token", "merge": "a-merging-token",
    }  # fmt: skip
    hashes = {name: hashlib.sha256(token.encode()).hexdigest() for name, token in tokens.items()}
    db.add(Invitation(token_sha256=hashes["invitation"], email="new@example.org", created_at=NOW, expires_at=later))
    sent = Invitation(token_sha256="5" * 64, email="ida@example.org", created_at=NOW, expires_at=later,
                      invited_by_id=people["grace"].id, public_id="idasinvitation")  # fmt: skip
    db.add(sent)
    db.add(
        AddressChange(person_id=people["farid"].id, old_email=people["farid"].email, new_email="farid@example.com",
                      confirm_sha256=hashes["confirm_address"], stop_sha256=hashes["stop_address"], created_at=NOW,
                      expires_at=later)
    )  # fmt: skip
    db.add(PasswordReset(token_sha256=hashes["reset"], person_id=people["carys"].id, created_at=NOW, expires_at=later))
    old, twice = (
        Person(public_id=f"before{name}", email=f"{name}.before@example.org", name=name, printed_name=name,
               password_hash="!", created_at=NOW, closed_at=closed_at)
        for name, closed_at in (("carys", NOW), ("farid", None))
    )  # fmt: skip
    db.add_all([old, twice])
    db.flush()
    db.add_all(
        [
            MergedAccount(goes_id=old.id, stays_id=people["carys"].id, at=NOW),
            CpdClosedLedger(person_id=old.id, lines=0, head=chain.genesis(old.public_id), closed_at=NOW),
            MergeRequest(stays_id=people["farid"].id, goes_id=twice.id, asked_by_id=people["dev"].id,
                         goes_sha256=hashes["merge"], stays_sha256="6" * 64, created_at=NOW, expires_at=later),
        ]
    )  # fmt: skip
    return tokens | {"sent_invitation": sent.public_id, "earlier_account": old.public_id}


def _draft(db: Session, ben: factories.Person) -> dict[str, str]:
    """A draft of Ben's of a segment that is published."""
    draft = Draft(public_id="bensdraft", author_id=ben.id, path="test/C1-S1.md", source="# C1-S1 2", updated_at=NOW)
    db.add(draft)
    return {"draft": draft.public_id}


def _group(db: Session, people: dict[str, factories.Person]) -> dict[str, str]:
    """A group that Ben leads and Amina is in, where Carys waits; with a link, a code, a session and something given."""
    care = db.scalars(select(Part).where(Part.name == "Care")).one()
    for name in ("ben", "hana"):
        factories.member(db, people[name], care)
    ben, facts = _actor(db, people["ben"]), groups.GroupFacts(GroupKind.COHORT, "Spring", "", TODAY, None, 14)
    group = groups.make(db, part=care, facts=facts, by=ben, public_id="bensgroup", at=NOW, today=TODAY)
    lead = db.scalars(select(GroupLeader.id).where(GroupLeader.group_id == group.id)).one()
    link, code = (
        joining.make_way(db, group, kind=kind, ends_at=NOW + timedelta(days=9), most=None, by=ben, on=TODAY, at=NOW)
        for kind in (WayKind.LINK, WayKind.CODE)
    )
    for name in ("amina", "carys"):
        joining.accept(
            db, group, person=_actor(db, people[name]), arrival=Arrival(ComesBy.LINK, way_id=link.id),
            seen_as=Counted.BY_NAME, version=CURRENT.version, on=TODAY, at=NOW,
        )  # fmt: skip
    joining.ask(
        db,
        group,
        people=[],
        addresses=["asked@example.org"],
        by=ben,
        sender=Sender("http://localhost"),
        on=TODAY,
        at=NOW,
    )
    times = sessions.SessionFacts(
        "Listening", NOW - timedelta(hours=1), "Europe/London", 90, HeldHow.FACE_TO_FACE, "Room 4", "", "", "", []
    )
    met = sessions.plan(db, group, facts=times, by=ben, public_id="benssession", on=TODAY, at=NOW)
    given = assignments.give(
        db, group, key="segment:C1-S1", due=TODAY, by=ben, public_id="bensassignment", on=TODAY, at=NOW
    )
    return {
        "group": group.public_id, "group_leader": str(lead), "group_link": link.word, "group_code": code.public_id,
        "group_member": db.scalars(select(GroupMember.public_id).where(GroupMember.state == "waiting")).one(),
        "group_invitation": db.scalars(select(GroupInvitation.public_id)).one(), "group_session": met.public_id,
        "group_assignment": given.public_id,
    }  # fmt: skip


def _given(db: Session, ben: Actor, amina: Actor) -> dict[str, str]:
    """Two programmes that Ben gives away: one to everybody, which Amina follows, and one by a link."""
    session = GivenItem("evening", "An evening on feedback", 90, "C1-S2", session=True)
    content = GivenContent("Bens", "Anybody.", (GivenItem("C1-S1", "One", 30, "C1-S1"), session), due_weeks=6)
    for public_id, audience in (("bensprogramme", Audience.EVERYBODY), ("benslinked", Audience.LINK)):
        made = given_services.begin(db, giver=ben, content=content, at=NOW, public_id=public_id)
        given_services.publish(db, made, by=ben, note="The first.", at=NOW)
        given_services.give_to(db, made, audience, new_token="a-link-of-bens")
    found = given_queries.given_programme(db, "bensprogramme", person_id=amina.id)
    assert found
    given_services.follow(db, found, learner=amina, reader=found.reader(amina.id), at=NOW)
    return {"given": "bensprogramme", "programme_link": "a-link-of-bens"}
