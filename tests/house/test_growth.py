"""A page asks the database as many things of a full house as of one with one of each, and finds them by an index."""

import io
from datetime import date, timedelta
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session

from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.models import Invitation
from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.authoring.models import Draft, MediaFile
from learnmentor.certificates import services as certificates
from learnmentor.courses.catalogue.models import Page, Segment
from learnmentor.courses.given import services as given
from learnmentor.courses.given.rules import GivenContent, GivenItem
from learnmentor.courses.programmes import services as programme_services
from learnmentor.courses.study import services as courses
from learnmentor.cpd import services as cpd
from learnmentor.cpd.models import CpdPack, CpdPrompt
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.rules import CpdYear, EntryType, LoggedActivity
from learnmentor.evidence.packs.services import Wanted
from learnmentor.ground.db import database
from learnmentor.ground.letters import Sender
from learnmentor.groups.assignments.models import GroupAssignment, GroupNudge
from learnmentor.groups.joining.models import GroupInvitation, GroupMember, GroupWay
from learnmentor.groups.joining.rules import ComesBy, Counted, Stands, WayKind
from learnmentor.groups.models import Group, GroupLeader
from learnmentor.groups.rules import GroupKind
from learnmentor.groups.sessions.models import GroupSession, SessionAttendance
from learnmentor.groups.sessions.rules import HeldHow, Was
from learnmentor.jobs.models import OutgoingMail
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.directory import services as directory
from learnmentor.mentoring.directory.models import MentorListing
from learnmentor.mentoring.directory.rules import ContactMode, ListingFacts, ListingWords
from learnmentor.mentoring.impact.models import ImpactSurvey, ImpactTaken
from learnmentor.mentoring.impact.rules import ImpactList, Moment
from learnmentor.mentoring.matching import services as matching
from learnmentor.mentoring.matching.models import MentorOffer, MentorSearch
from learnmentor.mentoring.matching.rules import LooksFor, SearchFacts, SearchWords
from learnmentor.mentoring.needs.models import NeedsTaken
from learnmentor.mentoring.rules import PairContext, PairKind
from learnmentor.organisations.models import Membership, Part
from learnmentor.organisations.policies.models import Policy, PolicyVersion
from learnmentor.signing.models import SigningKey
from tests import factories
from tests.house.routes import READING, Route
from tests.house.test_access import allowed, visit
from tests.house.things import ACTIVITIES, AWARD, CREDIT
from tests.house.tree import faults
from tests.house.world import NOW, TODAY, House, World

MORE = 20
AS_LONG_AS_IT_IS = {"bulk_download.issued_zip"}  # made while it is sent
GROWING = {
    "access_record", "address_change", "agreement_party", "agreement_reading", "agreement_signature", "agreement_tick",
    "agreement_version", "anonymous_answer", "appeal", "asked_useful", "assessed_observation", "assessment_digest",
    "assessor_scope", "assignment", "attempt", "award_validation", "certificate", "certificate_event",
    "certificate_result", "cpd_circumstances", "cpd_closed_ledger", "cpd_declaration", "cpd_entry", "cpd_file",
    "cpd_pack", "cpd_profile", "cpd_prompt", "cpd_prose", "cpd_year_sum", "enrolment", "given_programme",
    "group_assignment", "group_invitation", "group_leader", "group_member", "group_nudge", "group_session", "group_way",
    "handed_out", "hours_counted", "impact_survey", "impact_taken", "invitation", "job", "judgement",
    "learning_plan_line", "listing_answer", "listing_message", "management", "membership", "membership_offer",
    "mentor_listing", "mentor_offer", "mentor_search", "merge_request", "merged_account", "moderation_sample",
    "needs_taken", "outgoing_mail", "pair", "pair_calendar_feed", "pair_change", "pair_check", "pair_declared_role",
    "pair_evaluation", "pair_invitation", "pair_invitee", "pair_line", "pair_meeting", "pair_meeting_claim",
    "pair_observation", "pair_observation_guest", "pair_review", "pair_role_declaration", "pair_roles", "pair_schedule",
    "pair_schedule_period", "pair_schedule_tick", "pair_swap", "pair_target", "pair_target_release", "pair_target_step",
    "pair_third_party", "password_reset", "people_group", "people_import", "person", "policy", "policy_version",
    "programme", "programme_item", "programme_version", "published_counts", "published_pair_counts", "released_record",
    "response", "result", "review_release", "review_summary", "revision", "role", "segment_tally", "session_attendance",
    "session_attended", "sharing_agreement", "sheet", "sign_in", "sign_up", "silence_letter", "standardisation",
    "study", "study_clock", "submission", "submission_criteria", "submission_discussion", "submission_file",
    "submission_part", "submission_try", "witness_note",
}  # fmt: skip
READ_WHOLE = {
    ("invitations.invitations", "invitation"): "the newest fifty, by their key; how many there are in all",
    ("role_holders.role_holders", "role"): "roles of those who teach and look after, not of learners",
    ("role_holders.role_holders_csv", "role"): "all of them",
    ("assessors.assessors", "role"): "roles of those who teach and look after, not of learners",
    ("people.people", "invitation"): "the newest fifty, by their key",
    ("people.people", "role"): "which roles anybody has or had: of those who teach and look after, not of learners",
    ("web.ready", "cpd_prose"): "the newest one, by its key",
    ("web.ready", "response"): "the newest one, by its key",
    ("jobs.mail", "outgoing_mail"): "the newest, by their key",
    ("awards.awards", "role"): "whether anybody judges: roles of those who teach and look after, not of learners",
    ("awards.award", "role"): "the same",
    ("certificates.mine", "role"): "the same",
    ("validations.validations", "award_validation"): "as many as one installation can record, which is 200",
    ("bulk_download.issued", "certificate"): "says how many there are in all",
}
Asked = tuple[str, Any]


def asked(app: Flask, route: Route, world: World) -> list[Asked]:
    """What the database is asked for a page, by whoever may see most of it."""
    persona = next((name for name in ("amina", "ben", "grace") if name in allowed(route)), min(allowed(route)))
    sent: list[Asked] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_more: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            sent.append((statement, parameters))

    event.listen(world.engine, "before_cursor_execute", note)
    try:
        visit(route, world.browsers[persona], world)
    finally:
        event.remove(world.engine, "before_cursor_execute", note)
    return sent


def fill(app: Flask, db: Session, people: dict[str, factories.Person]) -> None:
    """Twenty more of everything that a page may list."""
    factories._numbers.append(count(1_000))  # beyond those of the house, which is built once for all tests
    amina, ben, grace = (factories.actor(db, people[name], on=TODAY) for name in ("amina", "ben", "grace"))
    _people(db, grace.id)
    _organisations(db, people)
    _course(db, ben.id, people["hana"].id)
    _studies(db, amina)
    _ledger(app, db, amina)
    _groups(db, amina, ben)
    _given_away(db, ben, amina)
    _in_the_list(app, db, amina, people["hana"])
    _own_answers(db, amina)
    for number in range(MORE):
        db.add(SigningKey(kid=f"retired{number}", public={}, created_at=NOW, retired_at=NOW))
        db.add(AccessRecord(person_id=amina.id, viewer_id=grace.id, what="account", subject=str(number), at=NOW))
        db.add(OutgoingMail(to_address="a@example.org", subject="A letter", body="Words.", created_at=NOW))
    db.flush()


def _people(db: Session, by_id: int) -> None:
    for number in range(MORE):
        made = factories.person(db, name=f"Person {number}", roles=(RoleName.TRAINER, RoleName.ASSESSOR))
        factories.coordinator(db, made, factories.organisation(db), ends_on=date(2026, 2, 1))
        db.add(
            Invitation(token_sha256=f"{number:064}", email=f"new{number}@example.org", created_at=NOW,
                       expires_at=NOW + timedelta(days=9), invited_by_id=by_id)
        )  # fmt: skip


def _organisations(db: Session, people: dict[str, factories.Person]) -> None:
    """People of each part, parts inside, coordinators, managers and invitations."""
    south = factories.organisation(db, "Southfield College")
    for number in range(MORE):
        inside, somebody = factories.part(db, f"More {number}", of=south), factories.person(db, name=f"South {number}")
        factories.coordinator(db, somebody, south)
        factories.coordinator(db, people["dev"], inside)
        for part in (south, inside, factories.organisation(db)):
            factories.member(db, somebody, part)
        factories.member(db, people["amina"], inside)
        factories.manages(db, somebody, people["amina"], south)
        factories.offer(db, south, "amina@house.example", by=people["dev"])
        factories.offer(db, inside, f"offered{number}@example.org", by=people["dev"])
        factories.offer(db, inside, people["amina"].email, by=people["dev"])


def _course(db: Session, ben: int, hana: int) -> None:
    for number in range(MORE):
        code = f"C{number + 10}"
        factories.unit(db, code, segments=2, activities=ACTIVITIES)
        for kind, name in (("case", f"K{number + 10}"), ("form", f"F{number + 10}"), ("brief", code)):
            data = {"title": name, "summary": "", "versions": [], "criteria": [], "decision": ""}
            made = factories.revision(db, kind=kind, code=name, data=data)
            db.add(Page(kind=kind, code=name, title=name, summary="", revision_id=made.id))
        for author in (ben, hana):
            path = f"test/{code}-S1.md"
            db.add(Draft(public_id=f"d{author}-{code}", author_id=author, path=path, source="# x", updated_at=NOW))
        sha = f"{number:064}"
        db.add(MediaFile(path=f"units/{code}/media/a.svg", sha256=sha, media_type="image/svg+xml", size=1))
    first = db.scalars(select(Segment).where(Segment.code == "C1-S1")).one()
    data = db.get_one(factories.Revision, first.revision_id).data
    for number in range(3, MORE):
        made = factories.revision(db, kind="segment", code="C1-S1", number=number, change="major", data=data)
        first.revision_id = made.id
    rule = {**AWARD, "totals": {"credits": 0, "hours": 1}}
    awards = [{**rule, "id": f"MORE-{n}", "components": [{"units": [f"C{n + 10}"], "hours": 1}]} for n in range(MORE)]
    certificates.publish_awards(db, [AWARD, CREDIT, *awards], at=NOW)


def _studies(db: Session, amina: factories.Person) -> None:
    for number, segment in enumerate(db.scalars(select(Segment).where(Segment.code.startswith("C1_-")))):
        study = courses.begin(db, learner=amina, segment=segment, at=NOW + timedelta(minutes=number))
        study.active_seconds = 20 * 60
        study.completed_at = NOW if number % 3 else None
    db.flush()
    certificates.issue_due(db, person_id=amina.id, at=NOW, zone="Europe/London", issuer="LearnMentor")
    codes = list(db.scalars(select(Segment.code)))
    for number in range(MORE):
        made = programme_services.pick(
            db,
            owner=amina,
            title=f"Mine {number}",
            segment_codes=codes[: number + 2],
            at=NOW,
            public_id=f"mine{number}",
        )
        programme_services.follow(db, learner=amina, programme_id=made.id, at=NOW + timedelta(minutes=number))


def _given_away(db: Session, ben: Actor, amina: Actor) -> None:
    for number in range(MORE):
        item = GivenItem(f"evening{number}", "An evening", 60, None, session=True)
        content = GivenContent(f"Given {number}", "Anybody.", (item,))
        made = given.begin(db, giver=ben, content=content, at=NOW, public_id=f"given{number}")
        given.publish(db, made, by=ben, note="", at=NOW)
        if number % 2:
            given.enrol(db, made, person_id=amina.id, at=NOW)


def _own_answers(db: Session, amina: Actor) -> None:
    """Surveys and needs of Amina's, and policies of her organisation; no key opens them, and none is needed here."""
    south = db.scalars(select(Part.id).where(Part.name == "Southfield College", Part.share_code.is_(None))).first()
    for number in range(MORE):
        survey = ImpactSurvey(public_id=f"survey{number}", person_id=amina.id, kind=ImpactList.MENTOR, root_id=None,
                              counted=False, body=b"x", begun_at=NOW)  # fmt: skip
        policy = Policy(public_id=f"policy{number}", root_id=south, template="template-policy", title=f"P {number}",
                        source="Words.", changes=0, made_at=NOW, changed_at=NOW)  # fmt: skip
        db.add_all([survey, policy])
        db.flush()
        db.add(ImpactTaken(public_id=f"taken{number}", survey_id=survey.id, person_id=amina.id, moment=Moment.BEFORE,
                           body=b"x", taken_at=NOW, changes=0))  # fmt: skip
        db.add(NeedsTaken(public_id=f"needs{number}", person_id=amina.id, taken_at=NOW, body=b"x"))
        first = db.scalars(select(Policy.id).where(Policy.public_id == "southspolicy")).one()
        for policy_id, version in ((policy.id, 1), (first, number + 2)):
            db.add(PolicyVersion(policy_id=policy_id, number=version, title="P", source="", html="", note="",
                                 from_on=NOW.date(), published_at=NOW))  # fmt: skip
    db.flush()


def _ledger(app: Flask, db: Session, amina: factories.Person) -> None:
    vault, store = app.config["VAULT"], app.config["FILES"]
    for number in range(MORE):
        kept = cpd.keep_files(store, [(f"notes{number}.txt", "text/plain", io.BytesIO(b"notes %d" % number))])
        entry, _ = cpd.log_activity(
            db,
            vault,
            learner=amina,
            prose=Prose(reflection="Mine."),
            files=kept,
            source=f"form:more{number}",
            at=NOW,
            activity=LoggedActivity(date(2026, 10 - number % 2, 1 + number), EntryType.READING, "A paper", "", 30),
        )
        db.add(CpdPrompt(entry_id=entry.id, weeks=1, sent_at=NOW))
        old = LoggedActivity(date(2005 + number, 11, 3), EntryType.READING, "Long ago", "", 30)
        cpd.log_activity(
            db, vault, learner=amina, prose=Prose(), files=[], source=f"form:o{number}", at=NOW, activity=old
        )
    wanted = Wanted((CpdYear(2026),))
    db.add_all(
        CpdPack(public_id=f"more{number}", person_id=amina.id, contents=wanted.as_data(), name="a.zip",
                state="ready", done_bytes=3, total_bytes=3, asked_at=NOW, expires_at=NOW + timedelta(days=7))
        for number in range(MORE)
    )  # fmt: skip
    db.flush()


def _groups(db: Session, amina: Actor, ben: Actor) -> None:
    """Amina in twenty groups more, and twenty of each thing in Ben's."""
    bens = db.scalars(select(Group).where(Group.public_id == "bensgroup")).one()
    segments = list(db.scalars(select(Segment.id).limit(MORE)))
    for number in range(MORE):
        more = Group(public_id=f"group{number}", part_id=bens.part_id, kind=GroupKind.PEER, title=f"Group {number}",
                     starts_on=date(2026, 9, 1), made_at=NOW)  # fmt: skip
        db.add(more)
        db.flush()
        other = factories.person(db, name=f"Member {number}")
        db.add(Membership(person_id=other.id, part_id=bens.part_id, starts_on=date(2026, 9, 1)))
        for group, who in ((more, amina.id), (bens, other.id)):
            db.add(
                GroupMember(public_id=f"m{number}-{who}", group_id=group.id, person_id=who, state=Stands.ACCEPTED,
                            came_by=ComesBy.LIST, seen_as=Counted.BY_NAME, terms_version=1, asked_at=NOW)
            )  # fmt: skip
            db.add(
                GroupAssignment(public_id=f"a{number}-{who}", group_id=group.id, segment_id=segments[number],
                                by=NOW.date(), given_at=NOW)
            )  # fmt: skip
            db.add(GroupNudge(group_id=group.id, person_id=who, sent_at=NOW))
        db.add(GroupLeader(group_id=more.id, person_id=ben.id, starts_on=date(2026, 9, 1)))
        db.add(GroupLeader(group_id=bens.id, person_id=other.id, starts_on=date(2026, 9, 1)))
        db.add(GroupWay(public_id=f"w{number}", group_id=bens.id, kind=WayKind.LINK, word=f"word{number}", made_at=NOW,
                        ends_at=NOW + timedelta(days=9)))  # fmt: skip
        db.add(GroupInvitation(public_id=f"i{number}", group_id=bens.id, email=f"i{number}@example.org", created_at=NOW,
                               token_sha256=f"i{number}", expires_at=NOW + timedelta(days=9)))  # fmt: skip
        met = GroupSession(public_id=f"s{number}", group_id=bens.id, title="More", starts_at=NOW, zone="Europe/London",
                           minutes=60, held_how=HeldHow.ONLINE, made_at=NOW)  # fmt: skip
        db.add(met)
        db.flush()
        first = db.scalars(select(GroupSession.id).where(GroupSession.public_id == "benssession")).one()
        for session_id, who in ((met.id, amina.id), (first, other.id)):
            db.add(SessionAttendance(session_id=session_id, person_id=who, state=Was.WAITING, by_code=True, at=NOW))
    db.flush()


def _in_the_list(app: Flask, db: Session, amina: Actor, hana: factories.Person) -> None:
    """Twenty more mentors where Amina belongs, who look themselves, chose Hana and were offered to Amina."""
    vault, care = app.config["VAULT"], db.scalars(select(Part).where(Part.name == "Care")).one()
    facts = ListingFacts(date(2027, 7, 31), frozenset(ContactMode), hours=9, most_mentees=3)
    practice = ListingFacts(date(2027, 7, 31), use="cpd")
    looks_for = SearchFacts(LooksFor.SUBJECT, frozenset(ContactMode))
    listed = db.scalars(select(MentorListing).where(MentorListing.public_id == "hanaslisting")).one()
    first = db.scalars(select(MentorSearch.id).where(MentorSearch.public_id == "aminassearch")).one()
    for number in range(MORE):
        who = factories.person(db, name=f"Mentor {number}")
        factories.member(db, who, care)
        for list_it, of in ((directory.list_mentor, facts), (directory.list_practice, practice)):
            list_it(
                db, vault, person_id=who.id, facts=of, words=ListingWords("upholstery"), at=NOW,
                public_id=f"{of.use}l{number}",
            )  # fmt: skip
        if number < 10:  # as many may wait for one listing
            directory.relay(
            db, vault, listing_id=listed.id, writer_id=who.id, text="Hello", public_id=f"r{number}",
            sender=Sender("http://localhost"), on=NOW.date(), at=NOW + timedelta(days=number),
        )  # fmt: skip
        search = matching.state(
            db, vault, mentee_id=who.id, part=care, facts=looks_for, words=SearchWords("maths"), needs="", at=NOW
        )
        for search_id, mentor_id, state in ((search.id, hana.id, "chosen"), (first, who.id, "offered")):
            db.add(
                MentorOffer(public_id=f"o{number}{state}", search_id=search_id, mentor_id=mentor_id, state=state,
                            reasons=["subject"], against=[], offered_at=NOW, state_at=NOW)
            )  # fmt: skip
        pairs.open_pair(
            db, kind=PairKind.MENTORING, context=PairContext.CPD, mentor_id=who.id, mentee_id=amina.id,
            public_id=f"pair{number}", on=NOW.date(), at=NOW,
        )  # fmt: skip
    db.flush()


def scans(connection: Connection, statement: str, parameters: Any) -> set[str]:
    """The tables that SQLite would read from the first row to the last, as the statement names them."""
    plan = connection.exec_driver_sql(f"explain query plan {statement}", parameters)
    return {step[3].split()[1] for step in plan if step[3].startswith("SCAN") and "INDEX" not in step[3]}


def test_a_full_house_costs_a_page_no_more_statements_and_no_table_from_end_to_end(house: House, world: World) -> None:
    routes = [route for route in READING if route.endpoint not in AS_LONG_AS_IT_IS]
    before = {route: asked(house.app, route, world) for route in routes}
    with house.app.app_context(), database().transaction() as db:
        fill(house.app, db, {name: db.merge(person) for name, person in house.people.items()})
    again, whole = [], []
    for route in routes:
        after = asked(house.app, route, world)
        if len(after) > len(before[route]):
            most = max(set(after), key=after.count)
            again.append(f"{route}: {len(before[route])} → {len(after)} ({after.count(most)} times {most[0][:160]!r})")
        with world.engine.connect() as connection:
            read = {table for each in after for table in scans(connection, *each)} & GROWING
        whole += [f"{route}: {table}" for table in read if (route.endpoint, table) not in READ_WHOLE]
    faults(again, "Ask for all of a list at once (selectinload, joins, one statement for all ids):")
    faults(whole, "Give the column that is looked up an index, in the model and in a migration:")


def test_reading_a_table_from_end_to_end_is_seen(house: House) -> None:
    with house.app.app_context(), database().engine.connect() as connection:
        assert scans(connection, "select name from person where printed_name = ?", ("Amina",)) == {"person"}
        assert scans(connection, "select name from person where email = ?", ("a@example.org",)) == set()
