"""What a person has in pairs and around them, with words in it that are found again wherever they go."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor
from learnmentor.ground.letters import Sender
from learnmentor.ground.vault import Vault
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.directory import services as directory
from learnmentor.mentoring.directory.rules import ContactMode, ListingFacts, ListingWords
from learnmentor.mentoring.impact import services as impact
from learnmentor.mentoring.impact.rules import ImpactList, Moment
from learnmentor.mentoring.invitations.models import PairInvitation, PairInvitee
from learnmentor.mentoring.learning_plan import services as plans
from learnmentor.mentoring.learning_plan.rules import PlanWords
from learnmentor.mentoring.learning_plan.services import LineIds
from learnmentor.mentoring.lines import services as lines
from learnmentor.mentoring.matching import services as matching
from learnmentor.mentoring.matching.models import search_place
from learnmentor.mentoring.matching.rules import LooksFor, SearchFacts, SearchWords
from learnmentor.mentoring.matching.services import MatchStory
from learnmentor.mentoring.meetings import services as meetings
from learnmentor.mentoring.meetings.rules import MeetingMode, MeetingPlace, MeetingPlan, MeetingSaid
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.needs import services as needs
from learnmentor.mentoring.observations import services as observations
from learnmentor.mentoring.observations.guests import services as guests
from learnmentor.mentoring.observations.models import ObservationGuest
from learnmentor.mentoring.observations.rules import ObservationPurpose, WatchDirection
from learnmentor.mentoring.role_declarations import services as role_declarations
from learnmentor.mentoring.role_declarations.form_role_declaration import F13
from learnmentor.mentoring.rules import PairContext, PairKind, Side
from learnmentor.mentoring.schedule import services as schedules
from learnmentor.mentoring.schedule.rules import PlannedKind, SchedulePreset
from learnmentor.mentoring.sheets import services as sheets
from learnmentor.mentoring.sheets.definitions.subject_audit import SUBJECT_AUDIT
from learnmentor.mentoring.sheets.rules import SheetKind
from learnmentor.mentoring.targets import services as pair_targets
from learnmentor.mentoring.targets.models import PairTarget, TargetRelease
from learnmentor.mentoring.targets.rules import TargetSource, TargetWords
from learnmentor.mentoring.third_parties.models import PairThirdParty, acknowledgement_place
from learnmentor.mentoring.third_parties.rules import ThirdRole
from tests import factories
from tests.mentoring.looked_back import looked_back, wants_no_letters

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
WORDS = {
    "line": "oystercatcher",
    "target": "wheatear",
    "declared": "whinchat",
    "meeting": "Dunlin Room",
    "looked_back": "greenshank",
    "guest": "goosander",
    "sheet": "ringouzel",
    "plan": "dotterel",
    "listed": "turnstone",
    "relayed": "knotgrass",
    "looked for": "whimbrel",
    "needs": "sanderling",
    "chosen": "redshank",
    "hope": "dunnock",
    "about": "wryneck",
    "example": "siskin",
    "else": "brambling",
}


def in_pairs(db: Session, vault: Vault, actor: Actor) -> None:
    """A pair in which the person is the mentor, and one in which they are the mentee; they write in the first."""
    other = factories.person(db, name="Somebody else")
    asked = {"kind": PairKind.MENTORING, "context": PairContext.CPD, "on": TODAY, "at": NOW}
    first = pairs.open_pair(db, mentor_id=actor.id, mentee_id=other.id, public_id=f"pair{actor.id}a", **asked)
    as_mentee = pairs.open_pair(db, mentor_id=other.id, mentee_id=actor.id, public_id=f"pair{actor.id}b", **asked)
    lines.write(
        db, vault, first, record="meeting", field="main", writer_id=actor.id, text=WORDS["line"], own=False,
        token="1", public_id=f"line{actor.id}", at=NOW,
    )  # fmt: skip
    pair_targets.set_target(
        db, vault, first, words=TargetWords(WORDS["target"]), due_on=TODAY, source=TargetSource.PAIR, record=None,
        by=actor.id, public_id=f"target{actor.id}", at=NOW,
    )  # fmt: skip
    _around_pairs(db, vault, first, actor, other)
    _met(db, vault, first, actor)
    looked_back(db, vault, first, word=WORDS["looked_back"], number=2 * actor.id)
    looked_back(db, vault, as_mentee, word=WORDS["looked_back"], number=2 * actor.id + 1)
    wants_no_letters(db, actor.id)
    _observed(db, vault, first, actor)
    _filled_in(db, vault, actor, first)
    _in_the_list(db, vault, actor)
    _own_answers(db, vault, actor)


def _in_the_list(db: Session, vault: Vault, actor: Actor) -> None:
    """A place in the list of mentors, a message by relay, and a mentor looked for, offered and chosen; and offered."""
    college, other = factories.organisation(db), factories.person(db, name="Somebody else")
    factories.member(db, other, college)
    words, modes = ListingWords(WORDS["listed"], about=WORDS["listed"]), frozenset(ContactMode)
    facts = ListingFacts(date(2027, 7, 31), modes, hours=9, most_mentees=9)
    listed = [
        directory.list_mentor(
            db, vault, person_id=who, facts=facts, words=words if who == actor.id else ListingWords("maths"),
            public_id=f"listed{who}", at=NOW,
        )
        for who in (actor.id, other.id)
    ]  # fmt: skip
    directory.say_no(db, person_id=actor.id, at=NOW)
    directory.relay(
        db, vault, listing_id=listed[1].id, writer_id=actor.id, text=WORDS["relayed"], public_id=f"relay{actor.id}",
        sender=Sender("http://localhost"), on=TODAY, at=NOW,
    )  # fmt: skip
    story = MatchStory(Sender("http://localhost"), TODAY, NOW)
    looks_for = SearchFacts(LooksFor.SUBJECT, modes, not_manager=False)
    for who, of in ((actor.id, listed[1]), (other.id, listed[0])):
        search = matching.state(
            db, vault, mentee_id=who, part=college, facts=looks_for, words=SearchWords(WORDS["looked for"]),
            needs=WORDS["needs"], at=NOW,
        )  # fmt: skip
        if who != actor.id:
            search.body = vault.seal({}, place=search_place(search.public_id))
            search.needs = None
        [made] = matching.offer(db, vault, search, root_id=college.root_id, mentors=[of.public_id], story=story)
        reason = WORDS["chosen"] if who == actor.id else ""
        matching.choose(db, vault, search, made.public_id, reason=reason, story=story)


def _around_pairs(db: Session, vault: Vault, pair: Pair, actor: Actor, other: Person) -> None:
    """How pairs begin and who else sees them: an invitation, a third party, declared roles, a proposal to swap."""
    sender = Sender("http://localhost")
    asked = PairInvitation(
        public_id=f"asks{actor.id}", by_id=actor.id, kind=PairKind.MENTORING, context=PairContext.CPD, sent_at=NOW,
        expires_at=NOW + timedelta(days=30),
    )  # fmt: skip
    db.add(asked)
    db.flush()
    db.add(
        PairInvitee(public_id=f"asking{actor.id}", invitation_id=asked.id, side=Side.MENTOR, person_id=actor.id,
                    accepted_at=NOW)
    )  # fmt: skip
    role_declarations.declare(
        db, vault, pair, by_id=actor.id, public_id=f"roles{actor.id}", sender=sender, at=NOW,
        values=F13.empty | {"roles": [{"role": "friend", "since": "2026-09-01", "until": ""}],
                            "decisions": WORDS["declared"], "review_on": "2027-09-01"},
    )  # fmt: skip
    pairs.propose_swap(db, pair, by_id=actor.id, sender=sender, at=NOW)
    third = factories.person(db, name="Somebody else")
    second = pairs.open_pair(
        db, kind=PairKind.MENTORING, context=PairContext.CPD, mentor_id=other.id, mentee_id=third.id,
        public_id=f"pair{actor.id}c", on=TODAY, at=NOW,
    )  # fmt: skip
    db.add(
        PairThirdParty(public_id=f"third{actor.id}", pair_id=second.id, role=ThirdRole.TUTOR,
                       email=f"x{actor.id}@example.org", named_by_id=other.id, named_at=NOW,
                       agreed_by_id=third.id, agreed_at=NOW, person_id=actor.id,
                       acknowledged_at=NOW,
                       acknowledged_as=vault.seal(actor.name, place=acknowledgement_place(f"third{actor.id}")))
    )  # fmt: skip


def _observed(db: Session, vault: Vault, pair: Pair, actor: Actor) -> None:
    """Visits in which the person watches, is watched and is the second one; a guest; a year with a tick."""
    asked = {"purpose": ObservationPurpose.JOINT_FORMATIVE, "held_on": TODAY, "at": NOW}
    mine, theirs = (
        observations.begin(
            db, pair, direction=WatchDirection.PARTNERS, observer_id=observer, public_id=f"visit{n}{actor.id}", **asked
        )
        for n, observer in enumerate((pair.mentor_id, pair.mentee_id))
    )
    address = f"{WORDS['guest']}@example.org"
    guests.ask_second(db, vault, pair, mine, address=address, by=actor.id, at=NOW)
    theirs.second_id = actor.id
    db.add(ObservationGuest(observation_id=theirs.id, public_id=theirs.public_id, asked_by_id=pair.mentee_id,
                            asked_at=NOW, agreed_at=NOW, person_id=actor.id))  # fmt: skip
    observations.begin_practice(
        db, pair, record_code="R1", by=actor.id, together=False, public_id=f"practice{actor.id}", at=NOW
    )
    year = schedules.begin(db, pair, begins=2026, preset=SchedulePreset.BLANK, public_id=f"year{actor.id}", at=NOW)
    schedules.tick(db, pair, year, kind=PlannedKind.TALK, done_on=TODAY, by=actor.id, on=TODAY, at=NOW)


def _met(db: Session, vault: Vault, pair: Pair, actor: Actor) -> None:
    """A meeting that the person recorded and took as CPD; a calendar; a target that they released."""
    said = MeetingSaid(NOW, 45, MeetingMode.ROOM)
    recorded = meetings.record(
        db, vault, pair, None, said, zone="Europe/London", seen=0, by=actor.id, public_id=f"met{actor.id}", at=NOW
    )
    meetings.plan(db, vault, pair, _planned(), by=actor.id, public_id=f"plan{actor.id}", at=NOW)
    meetings.answer(db, recorded.meeting, person_id=actor.id, taken=True, at=NOW)
    meetings.open_feed(db, person_id=actor.id, token_sha256=f"{actor.id:064}", at=NOW)
    released = db.scalars(select(PairTarget.id).where(PairTarget.writer_id == actor.id)).one()
    db.add(TargetRelease(target_id=released, person_id=actor.id, at=NOW))


def _planned() -> MeetingPlan:
    when = NOW + timedelta(days=7)
    return MeetingPlan(when, "Europe/London", 45, MeetingMode.ROOM, MeetingPlace(WORDS["meeting"]))


def _filled_in(db: Session, vault: Vault, actor: Actor, pair: Pair) -> None:
    """A subject audit of the person's, one of whose areas became a line of the pair's learning plan."""
    audit = sheets.begin(
        db, vault, owner_id=actor.id, kind=SheetKind.SUBJECT_AUDIT, pair=pair, public_id=f"sheet{actor.id}", at=NOW
    )
    typed = {"breadth_evidence": WORDS["sheet"]}
    sheets.keep(db, vault, audit, definition=SUBJECT_AUDIT, typed=typed, seen={}, at=NOW)
    plans.make_line(
        db, vault, pair, audit, area="breadth", words=PlanWords(WORDS["plan"], ""), objective=TargetWords("More"),
        due_on=None, by=actor.id, ids=LineIds(f"plan{actor.id}", f"planned{actor.id}"), at=NOW,
    )  # fmt: skip


def _own_answers(db: Session, vault: Vault, actor: Actor) -> None:
    """What somebody needs first as a mentor, and how it was before."""
    needs.answer(
        db, vault, person_id=actor.id, values={"purpose": "new", "hope": WORDS["hope"]}, public_id=f"needs{actor.id}",
        at=NOW,
    )  # fmt: skip
    survey = impact.begin(
        db, vault, person_id=actor.id, kind=ImpactList.MENTOR, about=WORDS["about"], root_id=None, counted=False,
        public_id=f"survey{actor.id}", at=NOW,
    )  # fmt: skip
    values = {"line_1": "fairly", "line_1_example": WORDS["example"], "what_else": WORDS["else"]}
    impact.answer(
        db, vault, survey.public_id, Moment.AFTER, person_id=actor.id, values=values, seen=None,
        public_id=f"after{actor.id}", at=NOW,
    )  # fmt: skip
