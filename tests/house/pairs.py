"""A pair of the house's people with one of each thing in it, and another pair that sees nothing of it."""

import hashlib
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.ground.letters import Sender
from learnmentor.ground.vault import Vault
from learnmentor.mentoring import queries as known_pairs
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.directory import services as directory
from learnmentor.mentoring.directory.rules import ContactMode, ListingFacts, ListingWords
from learnmentor.mentoring.impact import services as impact
from learnmentor.mentoring.impact.rules import ImpactList, Moment
from learnmentor.mentoring.invitations.models import PairInvitation, PairInvitee
from learnmentor.mentoring.lines import services as lines
from learnmentor.mentoring.matching import services as matching
from learnmentor.mentoring.matching.models import MentorOffer, search_place
from learnmentor.mentoring.matching.rules import LooksFor, SearchFacts, SearchWords
from learnmentor.mentoring.matching.services import MatchStory
from learnmentor.mentoring.meetings import services as meetings
from learnmentor.mentoring.meetings.rules import MeetingMode, MeetingPlace, MeetingPlan, MeetingSaid
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.needs import services as needs
from learnmentor.mentoring.observations import services as observations
from learnmentor.mentoring.observations.rules import ObservationPurpose, WatchDirection
from learnmentor.mentoring.role_declarations import services as role_declarations
from learnmentor.mentoring.role_declarations.form_role_declaration import F13
from learnmentor.mentoring.rules import PairContext, PairKind, Side
from learnmentor.mentoring.schedule import services as schedules
from learnmentor.mentoring.schedule.rules import SchedulePreset
from learnmentor.mentoring.sheets import services as sheets
from learnmentor.mentoring.sheets.definitions.subject_audit import SUBJECT_AUDIT
from learnmentor.mentoring.sheets.rules import SheetKind
from learnmentor.mentoring.targets import services as pair_targets
from learnmentor.mentoring.targets.rules import TargetSource, TargetWords
from learnmentor.mentoring.third_parties.models import PairThirdParty
from learnmentor.mentoring.third_parties.rules import ThirdRole
from learnmentor.organisations.models import Part
from learnmentor.organisations.policies import services as policies
from learnmentor.organisations.policies.services import PolicyText
from tests import factories
from tests.house.world import NOW, TODAY
from tests.mentoring.looked_back import looked_back


def pairs_of_the_house(db: Session, vault: Vault, people: dict[str, factories.Person]) -> dict[str, str]:
    """Amina mentors Hana; Ben and Ewa are another pair, who see nothing of this one."""
    for public_id, mentor, mentee in (("aminasandhanas", "amina", "hana"), ("bensandewas", "ben", "ewa")):
        pairs.open_pair(
            db, kind=PairKind.MENTORING, context=PairContext.CPD, mentor_id=people[mentor].id,
            mentee_id=people[mentee].id, public_id=public_id, on=TODAY, at=NOW,
        )  # fmt: skip
    pair = db.scalars(select(Pair).where(Pair.public_id == "aminasandhanas")).one()
    declared = role_declarations.declare(
        db, vault, pair, by_id=people["amina"].id, values=ROLES_DECLARED, public_id="aminasroles",
        sender=Sender("http://localhost"), at=NOW,
    )  # fmt: skip
    theirs = known_pairs.open_between(db, people["amina"].id, people["hana"].id)
    assert theirs
    return (
        {"pair": "aminasandhanas", "role_declaration": declared.public_id}
        | _asked_into_pairs(db, pair, people)
        | {"agreement_number": "1", "agreement_part": "purpose", "asked_after": "2"}
        | looked_back(db, vault, theirs)
        | _meetings(db, vault, people)
        | _observations(db, vault, people)
        | _forms(db, vault, people)
        | _matching(db, vault, people)
        | _own_answers(db, vault, people["amina"])
    )


def _matching(db: Session, vault: Vault, people: dict[str, factories.Person]) -> dict[str, str]:
    """Hana is in the list, Amina looks for a mentor, was offered Hana and chose her, and wrote to her by relay."""
    amina, hana = people["amina"], people["hana"]
    inside = db.scalars(select(Part).where(Part.name == "Care")).one()
    story = MatchStory(Sender("http://localhost"), TODAY, NOW)
    facts = ListingFacts(date(2027, 7, 31), frozenset(ContactMode), hours=9, most_mentees=3)
    practice = ListingFacts(date(2027, 7, 31), use=PairContext.CPD)
    words = ListingWords("upholstery", "North", "Lecturer", "Mondays", "Gladly.")
    listed = directory.list_mentor(
        db, vault, person_id=hana.id, facts=facts, words=words, public_id="hanaslisting", at=NOW
    )
    directory.list_practice(
        db, vault, person_id=hana.id, facts=practice, words=words, public_id="hanaspractice", at=NOW
    )
    directory.relay(
        db, vault, listing_id=listed.id, writer_id=amina.id, text="May I ask?", public_id="aminasmessage",
        sender=story.sender, on=TODAY, at=NOW,
    )  # fmt: skip
    search = matching.state(
        db, vault, mentee_id=amina.id, part=inside, facts=SearchFacts(LooksFor.SUBJECT, frozenset(ContactMode)),
        words=SearchWords("upholstery"), needs="", at=NOW,
    )  # fmt: skip
    search.public_id = "aminassearch"
    search.body = vault.seal(asdict(SearchWords("upholstery")), place=search_place("aminassearch"))
    offer = MentorOffer(
        public_id="hanasoffer", search_id=search.id, mentor_id=hana.id, state="chosen", reasons=["subject"],
        against=[], offered_at=NOW, state_at=NOW,
    )  # fmt: skip
    db.add(offer)
    db.flush()
    return {
        "listing": "hanaslisting", "own_practice": "hanaspractice", "relayed": "aminasmessage",
        "mentor_search": "aminassearch", "mentor_offer": "hanasoffer",
    }  # fmt: skip


ROLES_DECLARED = F13.empty | {
    "roles": [{"role": "friend", "since": "2026-09-01", "until": ""}], "decisions": "None.", "can_see": "None.",
    "not_used": "All.", "review_on": "2027-09-01",
}  # fmt: skip


def _asked_into_pairs(db: Session, pair: Pair, people: dict[str, factories.Person]) -> dict[str, str]:
    """Amina invites Ewa, who is asked by a letter; and Dev is a third party of Amina's and Hana's."""
    amina, ewa, dev = people["amina"], people["ewa"], people["dev"]
    asked = PairInvitation(
        public_id="aminasinvitation", by_id=amina.id, kind=PairKind.MENTORING, context=PairContext.CPD, sent_at=NOW,
        expires_at=datetime(2100, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    db.add(asked)
    db.flush()
    db.add_all(
        [
            PairInvitee(public_id="aminainvites", invitation_id=asked.id, side=Side.MENTOR, person_id=amina.id,
                        accepted_at=NOW),
            PairInvitee(public_id="ewaisasked", invitation_id=asked.id, side=Side.MENTEE, email=ewa.email,
                        token_sha256=hashlib.sha256(b"pairtoken").hexdigest()),
            PairThirdParty(public_id="devasthird", pair_id=pair.id, role=ThirdRole.TUTOR, email=dev.email,
                           named_by_id=amina.id, named_at=NOW, agreed_by_id=people["hana"].id, agreed_at=NOW,
                           token_sha256=hashlib.sha256(b"thirdtoken").hexdigest(), sent_at=NOW,
                           expires_at=datetime(2100, 1, 1, tzinfo=UTC), person_id=dev.id),
        ]
    )  # fmt: skip
    db.flush()
    return {"sent_to_pair": "aminasinvitation", "asked_into_pair": "ewaisasked", "pair_link": "pairtoken",
            "third": "devasthird", "third_link": "thirdtoken"}  # fmt: skip


def _observations(db: Session, vault: Vault, people: dict[str, factories.Person]) -> dict[str, str]:
    """Amina watches Hana, who proposed a focus, with Carys as the second one; a practice run; a year."""
    pair, hana = db.scalars(select(Pair).where(Pair.public_id == "aminasandhanas")).one(), people["hana"].id
    visit = observations.begin(
        db, pair, purpose=ObservationPurpose.JOINT_FORMATIVE, direction=WatchDirection.MENTOR_WATCHES,
        observer_id=people["amina"].id, held_on=TODAY, public_id="joinedvisit", at=NOW,
    )  # fmt: skip
    observations.propose_focus(
        db, vault, pair, visit, by=hana, values={"focus": "Who asks first", "look_for": []}, seen={},
        new_id=lambda: "focusofhana", at=NOW,
    )  # fmt: skip
    observations.agree_focus(db, pair, visit, by=people["amina"].id, seen=1, at=NOW)
    visit.second_id = people["carys"].id
    practice = observations.begin_practice(
        db, pair, record_code="R1", by=people["amina"].id, together=False, public_id="apractice", at=NOW
    )
    year = schedules.begin(db, pair, begins=2026, preset=SchedulePreset.SAMPLE, public_id="ayear", at=NOW)
    return {
        "observation": visit.public_id, "practice": practice.public_id, "visit_sheet": "evidence",
        "schedule": year.public_id,
    }  # fmt: skip


def _meetings(db: Session, vault: Vault, people: dict[str, factories.Person]) -> dict[str, str]:
    """A meeting of Amina and Hana that is planned, with a line of hers, one that was held, and her calendar."""
    pair, amina = db.scalars(select(Pair).where(Pair.public_id == "aminasandhanas")).one(), people["amina"].id
    plan = MeetingPlan(NOW + timedelta(days=7), "Europe/London", 45, MeetingMode.ROOM, MeetingPlace("Room 4"))
    meetings.plan(db, vault, pair, plan, by=amina, public_id="plannedmeeting", at=NOW)
    lines.write(
        db, vault, pair, record="plannedmeeting", field="wanted", writer_id=amina, text="To look at starters",
        own=False, token="0123456789", public_id="aminasline", at=NOW,
    )  # fmt: skip
    meetings.record(
        db, vault, pair, None, MeetingSaid(NOW, 45, MeetingMode.ROOM), zone="Europe/London", seen=0, by=amina,
        public_id="heldmeeting", at=NOW,
    )  # fmt: skip
    pair_targets.set_target(
        db, vault, pair, words=TargetWords("Try a starter"), due_on=TODAY, source=TargetSource.PAIR, record=None,
        by=amina, public_id="pairstarget", at=NOW,
    )  # fmt: skip
    token = "a-calendar-of-aminas"
    meetings.open_feed(db, person_id=amina, token_sha256=hashlib.sha256(token.encode()).hexdigest(), at=NOW)
    return {
        "meeting": "plannedmeeting", "held_meeting": "heldmeeting", "meeting_line": "aminasline",
        "calendar_token": token, "pair_target": "pairstarget",
    }  # fmt: skip


def _forms(db: Session, vault: Vault, people: dict[str, factories.Person]) -> dict[str, str]:
    """Amina keeps a self-assessment for herself; Hana finished a subject audit and shows it to her."""
    alone, audit = SheetKind.SELF_ASSESSMENT, SheetKind.SUBJECT_AUDIT
    sheets.begin(db, vault, owner_id=people["amina"].id, kind=alone, pair=None, public_id="aminassheet", at=NOW)
    pair = db.scalars(select(Pair).where(Pair.public_id == "aminasandhanas")).one()
    made = sheets.begin(db, vault, owner_id=people["hana"].id, kind=audit, pair=pair, public_id="hanasaudit", at=NOW)
    typed = {"breadth_self_view": "new"}
    sheets.keep(db, vault, made, definition=SUBJECT_AUDIT, typed=typed, seen={}, at=NOW)
    sheets.finish(db, made, at=NOW)
    sheets.share(db, made, pair, at=NOW)
    return {
        "sheet": "aminassheet", "sheet_part": "1", "form_over_time": "f5", "audit": "hanasaudit", "area": "breadth",
    }  # fmt: skip


def _own_answers(db: Session, vault: Vault, amina: factories.Person) -> dict[str, str]:
    """What Amina needs first as a mentor and her before; and a policy of her organisation."""
    needs.answer(
        db, vault, person_id=amina.id, values={"purpose": "new", "hope": "Mine."}, public_id="aminasneeds", at=NOW
    )
    survey = impact.begin(
        db, vault, person_id=amina.id, kind=ImpactList.MENTOR, about="Mine.", root_id=None, counted=False,
        public_id="aminassurvey", at=NOW,
    )  # fmt: skip
    impact.answer(
        db, vault, survey.public_id, Moment.BEFORE, person_id=amina.id, values={"line_1": "fairly"}, seen=None,
        public_id="aminasbefore", at=NOW,
    )  # fmt: skip
    south = db.scalars(select(Part).where(Part.name == "Southfield College")).one()
    policy = policies.adopt(
        db, south, text=PolicyText("Ours", "Words."), template="template-policy", public_id="southspolicy", at=NOW
    )
    policies.publish(db, policy, html="<p>Words.</p>", seen=0, note="", from_on=TODAY, today=TODAY, at=NOW)
    return {"survey": survey.public_id, "moment": "before", "policy": policy.public_id, "policy_version": "1"}
