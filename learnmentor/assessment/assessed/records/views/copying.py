"""How each kind of record becomes a copy: from what its learner may read of it now."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from flask import abort

from learnmentor.accounts.rules import Actor
from learnmentor.assessment.assessed.records import queries, wording
from learnmentor.assessment.assessed.records.copies import RecordCopy, copied
from learnmentor.assessment.assessed.records.rules import RecordSource, asks_other
from learnmentor.courses.catalogue.assessed_versions import ReleasableKind
from learnmentor.cpd.queries import entries
from learnmentor.cpd.rules import Basis, EntryType, LineKind
from learnmentor.ground.db import db
from learnmentor.ground.words import hours, long_date, plural
from learnmentor.ground.zones import day_of
from learnmentor.mentoring import queries as pairs
from learnmentor.mentoring.agreements import queries as agreements
from learnmentor.mentoring.agreements.agreement_sheet import version_sheet
from learnmentor.mentoring.agreements.queries import OpenedVersion
from learnmentor.mentoring.impact import queries as impact
from learnmentor.mentoring.impact.form_impact import LISTS, MOMENTS, definition
from learnmentor.mentoring.meetings import queries as meetings
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.meetings.rules import MeetingMode, MeetingState
from learnmentor.mentoring.meetings.views.meetings import brought_by_in_words
from learnmentor.mentoring.meetings.views.paper import meeting_sheet
from learnmentor.mentoring.meetings.wording import MODES
from learnmentor.mentoring.observations import queries as observations
from learnmentor.mentoring.observations.rules import ObservationPurpose, may_see_observation
from learnmentor.mentoring.observations.views.inside import of_pair
from learnmentor.mentoring.observations.views.paper import observation_sheet, second_heading
from learnmentor.mentoring.paper.sheet import PaperSheet, Said, SheetItem, SheetSection, SheetTable, sheet_of
from learnmentor.mentoring.reviews.views.contexts import review_seen
from learnmentor.mentoring.role_declarations import queries as declarations
from learnmentor.mentoring.role_declarations.views import sheet_for
from learnmentor.mentoring.rules import PairKind, Side
from learnmentor.mentoring.schedule import queries as schedules
from learnmentor.mentoring.schedule.views.inside import ScheduleSeen, said_of
from learnmentor.mentoring.schedule.views.paper import schedule_sheet
from learnmentor.mentoring.views.seen import PairSeen
from learnmentor.mentoring.wording import called
from learnmentor.web import installation
from learnmentor.web.access import or_404

THE_LEARNER = "the learner"


class NotReadyYet(Exception):
    """The record cannot be copied yet; `says` is why."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


def pair_as_seen(me: Actor, pair_id: int | None) -> PairSeen:
    """A pair as one of its two finds it; 404 for none, and for everybody else."""
    known = or_404(pairs.known_pair(db.session, pair_id) if pair_id else None)
    return PairSeen(known, me, or_404(known.pair.pairing.side(me.id)))


def copy_of(me: Actor, source: RecordSource) -> RecordCopy:
    """The copy of a record of one's own as it is now; 404 for what is not theirs, or raises `NotReadyYet`."""
    if source.kind in _OF_ONESELF:
        sheet, day = _OF_ONESELF[source.kind](me, source.key)
        return RecordCopy(source, copied(sheet, {me.name: THE_LEARNER}, day=_said(day)))
    if source.kind not in _OF_PAIR:
        abort(404)
    seen = pair_as_seen(me, queries.pair_of(db.session, source))
    sheet, day = _OF_PAIR[source.kind](seen, source.key)
    copy = copied(sheet, names_in(seen, day), day=_said(day))
    if asks_other(source.kind) and not _practice(seen, source):
        return RecordCopy(source, copy, seen.pair.id, seen.other.id)
    return RecordCopy(source, copy)


def _said(day: date | None) -> str:
    return long_date(day) if day else ""


def names_in(seen: PairSeen, on: date | None) -> dict[str, str]:
    """The word for each of the two by name, by who was mentor on a day; partners are nobody's mentor."""
    if seen.known.mentor.name == seen.known.mentee.name:
        return {seen.me.name: "one of the two"}
    if seen.pair.kind == PairKind.CO_COACHING:
        return {seen.known.party(seen.side).name: THE_LEARNER, seen.other.name: "the partner"}
    mentor_id = _mentor_on(seen, on)
    return {
        party.name: f"the {called(seen.pair.kind, Side.MENTOR if party.id == mentor_id else Side.MENTEE)}"
        for party in (seen.known.mentor, seen.known.mentee)
    }


def _mentor_on(seen: PairSeen, on: date | None) -> int:
    roles = [each for each in pairs.roles_of(db.session, seen.pair.id) if on is None or each.from_on <= on]
    return roles[-1].mentor_id if roles else seen.pair.mentor_id


# Of a pair

Sheet = tuple[PaperSheet, date | None]


def _meeting(seen: PairSeen, key: str) -> Sheet:
    found = or_404(meetings.meeting(db.session, key, pair_id=seen.pair.id))
    if found.state != MeetingState.HELD:
        abort(404)
    return meeting_sheet(seen, found), day_of(found.when.starts_at, found.zone)


def _observation(seen: PairSeen, key: str) -> Sheet:
    found = or_404(observations.observation(db.session, key, pair_id=seen.pair.id))
    facts = found.facts
    mine = may_see_observation(seen.me.id, facts) and seen.me.id in {facts.observer_id, facts.observed_id}
    if not (mine and facts.opened) or found.purpose == ObservationPurpose.ASSESSED:
        abort(404)
    inside = of_pair(seen, found)
    sheet, left_out = observation_sheet(inside), second_heading(inside)
    kept = tuple(each for each in sheet.sections if each.heading != left_out)
    return replace(sheet, sections=kept), found.held_on


def _practice(seen: PairSeen, source: RecordSource) -> bool:
    """Whether it is a practice run on a fictional lesson, in which a learner's own words are all there is."""
    if source.kind != ReleasableKind.OBSERVATION:
        return False
    found = observations.observation(db.session, source.key, pair_id=seen.pair.id)
    return found is not None and found.facts.practice


def _review(seen: PairSeen, key: str) -> Sheet:
    found = review_seen(seen, key)
    if not found.compared:
        raise NotReadyYet(wording.NOT_YET)
    return found.sheet, found.review.on


def _schedule(seen: PairSeen, key: str) -> Sheet:
    found = or_404(schedules.schedule(db.session, key, pair_id=seen.pair.id))
    inside = ScheduleSeen(seen, schedules.plan_of(db.session, found))
    return schedule_sheet(inside, said_of(inside)), None


def _declaration(seen: PairSeen, key: str) -> Sheet:
    found = or_404(declarations.declaration(db.session, key, pair_id=seen.pair.id))
    if found.declarer_id != seen.me.id:
        abort(404)
    now = declarations.current(db.session, pair_id=seen.pair.id, declarer_id=seen.me.id) or found
    return sheet_for(seen, now), day_of(now.made_at, installation.zone())


def _agreement(seen: PairSeen, _key: str) -> Sheet:
    found = or_404(agreements.last_version(db.session, installation.vault(), seen.pair))
    return version_sheet(_unsigned(seen, found)), day_of(found.made_at, installation.zone())


def _unsigned(seen: PairSeen, version: OpenedVersion) -> OpenedVersion:
    """A version whose two are named by what they are, where they typed their names."""
    sides = {version.terms.mentor_id: Side.MENTOR, version.terms.mentee_id: Side.MENTEE}
    words = {each: f"The {called(seen.pair.kind, side)}" for each, side in sides.items()}
    if seen.pair.kind == PairKind.CO_COACHING:
        words |= {seen.me.id: "The learner"}
    own = {
        each: {**fields, "own_name": words[each]} if fields.get("own_name") else fields
        for each, fields in version.terms.own.items()
    }
    parties = [replace(each, own=own[each.person_id], signed_as=words[each.person_id]) for each in version.parties]
    return replace(version, terms=replace(version.terms, own=own), parties=parties)


def _contact_log(seen: PairSeen, _key: str) -> Sheet:
    held = [each for each in meetings.gone_by(db.session, seen.pair.id) if each.state == MeetingState.HELD]
    if not held:
        abort(404)
    swapped = [_said(each.from_on) for each in pairs.roles_of(db.session, seen.pair.id)[1:]]
    met = sum(each.when.minutes for each in held)
    about = [("Meetings", f"{plural(len(held), 'meeting', 'meetings')}, {hours(met)}"),
             *([("The two swapped roles", ", ".join(swapped))] if swapped else [])]  # fmt: skip
    head = ("Day", "How long", "How", "Who set the agenda")
    table = SheetTable("Meetings that were held", head, tuple(_contact(seen, each) for each in reversed(held)))
    return PaperSheet("Contact log", "", "", tuple(about), (SheetSection("", (table,)),)), None


def _contact(seen: PairSeen, found: PairMeeting) -> tuple[str, ...]:
    day = long_date(day_of(found.when.starts_at, found.zone))
    return day, hours(found.when.minutes), MODES[MeetingMode(found.mode)], brought_by_in_words(seen, found)


_OF_PAIR: Mapping[ReleasableKind, Callable[[PairSeen, str], Sheet]] = {
    ReleasableKind.MEETING: _meeting,
    ReleasableKind.OBSERVATION: _observation,
    ReleasableKind.REVIEW: _review,
    ReleasableKind.SCHEDULE: _schedule,
    ReleasableKind.ROLE_DECLARATION: _declaration,
    ReleasableKind.AGREEMENT: _agreement,
    ReleasableKind.CONTACT_LOG: _contact_log,
}


# Of oneself


def _entry(me: Actor, key: str) -> Sheet:
    first = or_404(entries.entry(db.session, key, owner_id=me.id))
    found = entries.versions(db.session, first)[-1]
    if found.kind == LineKind.WITHDRAWAL:
        abort(404)
    prose = or_404(entries.prose_of(installation.vault(), found))
    about = (
        ("What", found.title), ("When", long_date(found.on)), ("Kind", EntryType(found.type).label),
        ("Where, or from whom", found.provider),
        ("Counts", f"{hours(found.counted_minutes)}, {_BASIS[Basis(found.basis)]}"),
    )  # fmt: skip
    said = (("What has changed, and for whom", prose.impact), ("Links", "\n".join(prose.links)))
    items = tuple(SheetItem(label, (Said(words),)) for label, words in said if words)
    told = tuple(each for each in about if each[1])
    return PaperSheet("CPD entry", "F10", "", told, (SheetSection("", items),) if items else ()), found.on


_BASIS = {
    Basis.PLANNED: "the time planned by the authors",
    Basis.ACTIVE: "measured on the screen",
    Basis.CLAIMED: "as declared",
    Basis.ATTENDED: "attended, and confirmed by the leader of a session",
}


def _survey(me: Actor, key: str) -> Sheet:
    found = or_404(impact.survey(db.session, installation.vault(), key, person_id=me.id))
    takes = [each for each in found.takes if each.readable]
    if not takes:
        abort(404)
    sections = tuple(
        replace(section, heading=f"{MOMENTS[take.moment].capitalize()}, {long_date(take.at)}: {section.heading}")
        for take in takes
        for section in sheet_of(definition(found.kind, take.moment), take.values).sections
    )
    about = (("About", found.about), ("List", LISTS[found.kind]))
    return PaperSheet("Before and after", "F6", "", about, sections), None


_OF_ONESELF: Mapping[ReleasableKind, Callable[[Actor, str], Sheet]] = {
    ReleasableKind.CPD_ENTRY: _entry,
    ReleasableKind.IMPACT: _survey,
}
