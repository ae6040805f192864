"""A person who did a bit of everything, with words in it that are found again wherever they go."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.lives.models import AddressChange
from learnmentor.accounts.models import PasswordReset, Person, Role, SignIn
from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.assessment.activities.models import Response, response_place
from learnmentor.assessment.statistics.models import AskedUseful
from learnmentor.authoring.models import Draft
from learnmentor.certificates import services as certificates
from learnmentor.certificates.documents.fingerprints import DocumentKind
from learnmentor.certificates.models import AwardValidation, Certificate, HandedOut, HoursCounted
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.given import services as given
from learnmentor.courses.given.models import SessionAttended
from learnmentor.courses.given.rules import GivenContent, GivenItem
from learnmentor.courses.programmes import services as courses
from learnmentor.courses.programmes.models import Enrolment
from learnmentor.courses.study.models import Study, StudyClock, claim_place
from learnmentor.cpd import services as cpd
from learnmentor.cpd.declarations import services as declarations
from learnmentor.cpd.models import CpdEntry, CpdPrompt, CpdPromptsStopped
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.rules import CpdYear, EntryType, LoggedActivity
from learnmentor.cpd.targets import queries as target_queries
from learnmentor.cpd.targets import services as targets
from learnmentor.cpd.targets.rules import IFL, Circumstances, Post
from learnmentor.evidence.packs import services as packs
from learnmentor.ground.attachments.file_kinds import KeptFile
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.vault import Vault
from learnmentor.groups.assignments.models import GroupNudge
from learnmentor.groups.joining.models import GroupInvitation, GroupMember
from learnmentor.groups.joining.rules import ComesBy, Counted, Stands
from learnmentor.groups.models import Group, GroupLeader
from learnmentor.groups.rules import GroupKind
from learnmentor.groups.sessions.models import GroupSession, SessionAttendance
from learnmentor.groups.sessions.rules import HeldHow, Was
from learnmentor.jobs.services import send_mail
from learnmentor.organisations.models import Management, Membership
from learnmentor.organisations.rules import HowKnown
from learnmentor.organisations.sharing.models import SharingAgreement
from learnmentor.organisations.sharing.rules import ShareKind
from tests import factories
from tests.assessment.assessed.belongings import WORDS as ASSESSED_WORDS
from tests.assessment.assessed.belongings import assessed_work
from tests.mentoring.belongings import WORDS as PAIR_WORDS
from tests.mentoring.belongings import in_pairs

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
WORDS = {  # what was typed, by where
    "name": "Quenby", "email": "quenby", "title": "Talk with Xanthe", "provider": "Yarrow House",
    "reflection": "zeppelin", "impact": "marmalade", "file": "pomegranate", "work": "hollyhock", "claim": "buttercup",
    "draft": "foxglove", "programme": "snapdragon", "withdrawn": "larkspur", "post": "Whortle College",
    "session": "Tansy walk", "leader": "Bryony Teasel",
    "given": "kittiwake",
    **PAIR_WORDS,
    **ASSESSED_WORDS,
}  # fmt: skip
AWARD = {
    "id": "HOUSE-2", "version": 1, "title": "House certificate", "level": None, "totals": {"credits": 0, "hours": 2},
    "components": [{"units": ["C1"], "hours": 2}], "wording": "A record of learning.",
}  # fmt: skip


def somebody(db: Session, vault: Vault, files: FileStore, *, password_hash: str = "!") -> Person:
    """Quenby, who used all there is."""
    person = factories.person(
        db, name=f"{WORDS['name']} Ames", email=f"{WORDS['email']}@example.org", password_hash=password_hash,
        roles=[RoleName.TRAINER],
    )  # fmt: skip
    actor = Actor(person.id, person.public_id, person.name, person.printed_name, frozenset())
    db.add(Role(person_id=person.id, name=RoleName.ASSESSOR, starts_on=date(2027, 1, 1)))
    _learned(db, vault, actor)
    _recorded(db, vault, files, actor)
    _around(db, actor)
    in_pairs(db, vault, actor)
    assessed_work(db, vault, actor)
    db.flush()
    return person


def _learned(db: Session, vault: Vault, actor: Actor) -> None:
    factories.unit(db, "C1")
    certificates.publish_awards(db, [AWARD], at=NOW)
    segments = list(db.scalars(select(Segment).where(Segment.code.startswith("C1-"))))
    for segment in segments:
        claim = vault.seal(WORDS["claim"], place=claim_place(actor.id, segment.id))
        db.add(
            Study(person_id=actor.id, segment_id=segment.id, revision_id=segment.revision_id, started_at=NOW,
                  touched_at=NOW, active_seconds=1300, claim_sentence=claim, claimed_minutes=5, completed_at=NOW)
        )  # fmt: skip
        cpd.credit(
            db, learner=actor, source=f"segment:{segment.code}", on=TODAY, title=segment.title, planned=30, active=21,
            claimed=5, segment_code=segment.code, revision_number=1, at=NOW,
        )  # fmt: skip
    place = response_place(actor.id, segments[0].id, "first-mentor")
    db.add(
        Response(person_id=actor.id, segment_id=segments[0].id, activity="first-mentor", kind="reflection",
                 state="done", body=vault.seal({"text": WORDS["work"]}, place=place), updated_at=NOW)
    )  # fmt: skip
    db.add(AskedUseful(person_id=actor.id, segment_id=segments[0].id))
    db.add(StudyClock(person_id=actor.id, tab="a", segment_id=segments[0].id, last_at=NOW))
    certificates.issue_due(db, person_id=actor.id, at=NOW, zone="Europe/London", issuer="Northfield College")
    db.add(
        AwardValidation(public_id=f"validation{actor.id}", award_code="HOUSE-2", body="A body", reference="1",
                        valid_from=TODAY, valid_until=TODAY, recorded_by_id=actor.id, recorded_at=NOW)
    )  # fmt: skip
    picked = courses.pick(
        db, owner=actor, title=WORDS["programme"], segment_codes=["C1-S1"], at=NOW, public_id=f"picked{actor.id}"
    )
    _given_away(db, actor)
    db.flush()
    if db.scalar(select(Enrolment).where(Enrolment.person_id == actor.id)) is None:
        db.add(Enrolment(person_id=actor.id, programme_id=picked.id, followed_at=NOW, begun_at=NOW))


def _given_away(db: Session, actor: Actor) -> None:
    """A programme of her own giving, published and changed since, which she follows.

    She was at its session, and something counted in hours.
    """
    session = GivenItem("evening", "An evening", 90, None, session=True)
    content = GivenContent("First term", "Anybody.", (session,))
    made = given.begin(db, giver=actor, content=content, at=NOW, public_id=f"given{actor.id}")
    given.publish(db, made, by=actor, note="", at=NOW)
    given.save(db, made, replace(content, title=WORDS["given"]), seen=0)
    given.enrol(db, made, person_id=actor.id, at=NOW)
    db.add(
        SessionAttended(person_id=actor.id, programme_id=made.programme_id, item="evening", title=WORDS["given"],
                        minutes=90, attended_on=TODAY)
    )  # fmt: skip
    certified = db.scalars(select(Certificate.id).where(Certificate.person_id == actor.id)).first()
    db.add(HoursCounted(person_id=actor.id, what="C1-S1", certificate_id=certified))


def _recorded(db: Session, vault: Vault, files: FileStore, actor: Actor) -> None:
    def log(source: str, prose: Prose, kept: Sequence[KeptFile] = ()) -> CpdEntry:
        activity = LoggedActivity(TODAY, EntryType.OTHER, WORDS["title"], WORDS["provider"], 60)
        return cpd.log_activity(
            db,
            vault,
            learner=actor,
            activity=activity,
            prose=prose,
            files=kept,
            source=source,
            at=NOW,
        )[0]

    kept = cpd.keep_files(files, [(f"{WORDS['file']}.txt", "text/plain", io.BytesIO(WORDS["file"].encode()))])
    entry = log("form:1", Prose(reflection=WORDS["reflection"], impact=WORDS["impact"]), kept)
    cpd.credit_session(
        db, learner_id=actor.id, source="session:1", on=TODAY, title=WORDS["session"], provider=WORDS["provider"],
        leader=WORDS["leader"], minutes=45, at=NOW,
    )  # fmt: skip
    over = log("form:2", Prose(reflection=WORDS["withdrawn"]))
    cpd.withdraw(db, vault, learner=actor, entry=over, explanation=WORDS["withdrawn"], at=NOW)
    targets.choose_profile(db, person_id=actor.id, profile=IFL, at=NOW)
    posts = (Post(12 * 60, 24 * 60, name=WORDS["post"]),)
    targets.keep_circumstances(db, vault, person_id=actor.id, circumstances=Circumstances(posts, ()), at=NOW)
    year = CpdYear.of(TODAY)
    asked = target_queries.target_of(db, vault, person_id=actor.id, year=year, on=NOW.date())
    seen = declarations.standing(db, person_id=actor.id, year=year, target=asked).seen
    declarations.declare(db, vault, learner=actor, year=year, target=asked, seen=seen, at=NOW, zone="Europe/London")
    db.add(CpdPrompt(entry_id=entry.id, weeks=1, sent_at=NOW))
    db.add(CpdPromptsStopped(person_id=actor.id, since=NOW))
    packs.ask(
        db, person_id=actor.id, public_id=f"pack{actor.id}", wanted=packs.Wanted((year,)), name="evidence.zip",
        total_bytes=9, at=NOW,
    )  # fmt: skip


def _around(db: Session, actor: Actor) -> None:
    db.add(Draft(public_id=f"draft{actor.id}", author_id=actor.id, path="a.md", source=WORDS["draft"], updated_at=NOW))
    db.add(
        PasswordReset(person_id=actor.id, token_sha256="0" * 64, created_at=NOW, expires_at=NOW + timedelta(hours=2))
    )
    db.add(
        SignIn(public_id=f"device{actor.id}", token_sha256=f"{actor.id:064}", person_id=actor.id, remembered=True,
               device="Firefox on Windows", begun_at=NOW, used_at=NOW)
    )  # fmt: skip
    college, boss = factories.organisation(db), factories.person(db, name="Somebody else")
    db.add(Membership(person_id=actor.id, part_id=college.id, starts_on=TODAY))
    factories.offer(
        db, college, f"{WORDS['email']}@example.org", by=boss, accepted_at=NOW, person_id=actor.id,
        name=f"{WORDS['name']} Ames",
    )  # fmt: skip
    for manager, managed in ((boss.id, actor.id), (actor.id, boss.id)):
        db.add(
            Management(public_id=f"m{manager}x{managed}", manager_id=manager, person_id=managed, root_id=college.id,
                       starts_on=TODAY, how=HowKnown.DECLARED)
        )  # fmt: skip
    other = factories.organisation(db, "Westfield College")
    db.add(
        SharingAgreement(public_id=f"s{actor.id}", kind=ShareKind.MENTOR, from_root_id=college.id, to_root_id=other.id,
                         from_name=college.name, person_id=actor.id, told=f"{WORDS['name']} Ames", proposed_at=NOW)
    )  # fmt: skip
    db.add(AccessRecord(person_id=actor.id, viewer_id=None, what="account", subject="", at=NOW))
    _in_groups(db, actor, college.id)
    db.add(
        AddressChange(person_id=actor.id, asked_by_id=actor.id, old_email="quenby@example.org",
                      new_email="quenby@example.com", confirm_sha256=f"{actor.id:064}", stop_sha256=f"{actor.id:064}",
                      created_at=NOW, expires_at=NOW + timedelta(days=1))
    )  # fmt: skip
    db.add(HandedOut(sha256=f"{actor.id:064}", kind=DocumentKind.TRANSCRIPT, person_id=actor.id, at=NOW))
    send_mail(db, to=f"{WORDS['email']}@example.org", subject="Hello", body=WORDS["name"], at=NOW)


def _in_groups(db: Session, actor: Actor, part_id: int) -> None:
    """A group that the person leads, and is a member of."""
    group = Group(
        public_id=f"group{actor.id}", part_id=part_id, kind=GroupKind.PEER, title="Spring", starts_on=TODAY, made_at=NOW
    )
    db.add(group)
    db.flush()
    met = GroupSession(
        public_id=f"session{actor.id}", group_id=group.id, title="Listening", starts_at=NOW, zone="Europe/London",
        minutes=90, held_how=HeldHow.ONLINE, made_at=NOW,
    )  # fmt: skip
    db.add(met)
    db.flush()
    db.add(GroupLeader(group_id=group.id, person_id=actor.id, starts_on=TODAY))
    db.add(
        GroupMember(public_id=f"member{actor.id}", group_id=group.id, person_id=actor.id, state=Stands.ACCEPTED,
                    came_by=ComesBy.LIST, seen_as=Counted.BY_NAME, terms_version=1, asked_at=NOW)
    )  # fmt: skip
    db.add(SessionAttendance(session_id=met.id, person_id=actor.id, state=Was.THERE, by_code=True, at=NOW))
    db.add(GroupNudge(group_id=group.id, person_id=actor.id, sent_at=NOW))
    db.add(
        GroupInvitation(public_id=f"asked{actor.id}", group_id=group.id, email=f"{WORDS['email']}@example.org",
                        token_sha256=f"{actor.id:064}", created_at=NOW, expires_at=NOW + timedelta(days=9))
    )  # fmt: skip
