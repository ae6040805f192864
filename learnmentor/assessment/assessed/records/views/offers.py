"""What a learner has that can be released: by kind, the newest first, with the other one's name for them alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from learnmentor.accounts.rules import Actor
from learnmentor.assessment.assessed.records import queries, wording
from learnmentor.assessment.assessed.records.rules import MOST_OFFERED, RecordSource, asks_other
from learnmentor.courses.catalogue.assessed_versions import ReleasableKind
from learnmentor.cpd.queries import entries
from learnmentor.cpd.queries.entries import LedgerPlace
from learnmentor.cpd.rules import CpdYear, LineKind
from learnmentor.ground.db import db
from learnmentor.ground.words import long_date, plural
from learnmentor.ground.zones import day_of
from learnmentor.mentoring import queries as pairs
from learnmentor.mentoring.impact import queries as impact
from learnmentor.mentoring.queries import KnownPair
from learnmentor.mentoring.reviews.form_review import POINTS
from learnmentor.mentoring.schedule.wording import year_words
from learnmentor.web import installation
from learnmentor.web.access import or_404


@dataclass(frozen=True)
class OfferedRecord:
    """A record that can be chosen. `other`: whose consent is asked; `closed`: why nobody can be asked, or ""."""

    source: str
    words: str
    on: date
    other: str = ""
    closed: str = ""


@dataclass(frozen=True)
class OfferedKind:
    """What there is of one kind. `older`: from which day back there is more, where there is."""

    kind: ReleasableKind
    heading: str
    says: str
    lines: Sequence[OfferedRecord]
    older: date | None


@dataclass(frozen=True)
class Around:
    """Whoever chooses, and their pairs by key."""

    me: Actor
    pairs: Mapping[int, KnownPair] = field(default_factory=dict)

    @property
    def pair_ids(self) -> list[int]:
        """The keys of the pairs."""
        return list(self.pairs)

    def line(self, kind: ReleasableKind, key: str, words: str, on: date, *, pair_id: int) -> OfferedRecord:
        """A record of a pair; nobody is asked for what is of oneself."""
        known = self.pairs[pair_id]
        other = known.party(or_404(known.pair.pairing.side(self.me.id)).other)
        closed = cannot_be_asked(known) if asks_other(kind) else ""
        return OfferedRecord(str(RecordSource(kind, key)), words, on, other.name, closed)


def cannot_be_asked(known: KnownPair) -> str:
    """Why nobody can be asked in a pair any more; "" where they can."""
    if known.mentor.closed or known.mentee.closed:
        return wording.CLOSED
    return wording.ENDED if known.pair.ended_at else ""


def around(me: Actor) -> Around:
    """Whoever chooses, with their pairs."""
    return Around(me, {known.pair.id: known for known in pairs.pairs_of(db.session, me.id)})


def offered(whose: Around, kinds: Sequence[ReleasableKind], *, before: date | None) -> list[OfferedKind]:
    """What there is of these kinds, from a day back; a transcript is pasted, so there is nothing to list."""
    return [_of_kind(whose, kind, before) for kind in kinds if kind in _FOUND]


def _of_kind(whose: Around, kind: ReleasableKind, before: date | None) -> OfferedKind:
    found = _FOUND[kind](whose, before)
    older = found[MOST_OFFERED].on if len(found) > MOST_OFFERED else None
    return OfferedKind(kind, wording.KINDS[kind], wording.IN_COPY[kind], found[:MOST_OFFERED], older)


def _meetings(whose: Around, before: date | None) -> list[OfferedRecord]:
    return [
        whose.line(ReleasableKind.MEETING, each.public_id, f"Meeting, {long_date(on)}", on, pair_id=each.pair_id)
        for each in queries.meetings(db.session, whose.pair_ids, before=before)
        for on in [day_of(each.when.starts_at, each.zone)]
    ]


def _observations(whose: Around, before: date | None) -> list[OfferedRecord]:
    found = queries.observations(db.session, whose.pair_ids, whose.me.id, before=before)
    return [
        OfferedRecord(str(RecordSource(ReleasableKind.OBSERVATION, each.public_id)), "Practice on a lesson", on)
        if each.facts.practice
        else whose.line(ReleasableKind.OBSERVATION, each.public_id, f"Visit, {long_date(on)}", on, pair_id=each.pair_id)
        for each in found
        for on in [each.held_on or day_of(each.begun_at, installation.zone())]
    ]


def _reviews(whose: Around, before: date | None) -> list[OfferedRecord]:
    return [
        whose.line(
            ReleasableKind.REVIEW, each.public_id, f"{POINTS[each.point]}, {long_date(each.on)}", each.on,
            pair_id=each.pair_id,
        )
        for each in queries.reviews(db.session, whose.pair_ids, before=before)
    ]  # fmt: skip


def _schedules(whose: Around, before: date | None) -> list[OfferedRecord]:
    return [
        whose.line(
            ReleasableKind.SCHEDULE, each.public_id, f"Schedule, {year_words(each.begins)}",
            day_of(each.made_at, installation.zone()), pair_id=each.pair_id,
        )
        for each in queries.schedules(db.session, whose.pair_ids, before=before)
    ]  # fmt: skip


def _declarations(whose: Around, before: date | None) -> list[OfferedRecord]:
    return [
        whose.line(
            ReleasableKind.ROLE_DECLARATION, each.public_id, f"Role declaration, {long_date(on)}", on,
            pair_id=each.pair_id,
        )
        for each in queries.declarations(db.session, whose.me.id, before=before)
        if each.pair_id in whose.pairs
        for on in [day_of(each.made_at, installation.zone())]
    ]  # fmt: skip


def _agreements(whose: Around, _before: date | None) -> list[OfferedRecord]:
    signed = queries.agreed_on(db.session, whose.pair_ids)
    return _by_pair(whose, ReleasableKind.AGREEMENT, {
        pair_id: (f"Agreement, signed on {long_date(on)}", on)
        for pair_id, at in signed.items()
        for on in [day_of(at, installation.zone())]
    })  # fmt: skip


def _contact_logs(whose: Around, _before: date | None) -> list[OfferedRecord]:
    met = queries.meetings_held(db.session, whose.pair_ids)
    return _by_pair(whose, ReleasableKind.CONTACT_LOG, {
        pair_id: (f"{plural(count, 'meeting', 'meetings')}, the last on {long_date(on)}", on)
        for pair_id, (count, last) in met.items()
        for on in [day_of(last, installation.zone())]
    })  # fmt: skip


def _by_pair(whose: Around, kind: ReleasableKind, found: Mapping[int, tuple[str, date]]) -> list[OfferedRecord]:
    """One line a pair; there are no more pairs than a page lists."""
    lines = [
        whose.line(kind, whose.pairs[pair_id].pair.public_id, words, on, pair_id=pair_id)
        for pair_id, (words, on) in found.items()
    ]
    return sorted(lines, key=lambda line: line.on, reverse=True)[:MOST_OFFERED]


def _surveys(whose: Around, _before: date | None) -> list[OfferedRecord]:
    found = impact.surveys_of(db.session, installation.vault(), whose.me.id)
    return [
        OfferedRecord(
            str(RecordSource(ReleasableKind.IMPACT, each.public_id)), each.about or "Before and after",
            day_of(each.begun_at, installation.zone()),
        )
        for each in found
        if any(take.readable for take in each.takes)
    ][:MOST_OFFERED]  # fmt: skip


_BEYOND = 999_999_999  # no ledger has so many lines


def _entries(whose: Around, before: date | None) -> list[OfferedRecord]:
    """Entries of the year of a day and of the one before it."""
    last = before or installation.today()
    years, newest = (CpdYear.of(last), CpdYear(CpdYear.of(last).begins - 1)), LedgerPlace(last, _BEYOND)
    rows = [
        row
        for year in years
        for row in entries.entries(
            db.session, person_id=whose.me.id, year=year, before=newest, limit=MOST_OFFERED + 1
        ).rows
        if row.kind != LineKind.WITHDRAWAL
    ]
    return [
        OfferedRecord(str(RecordSource(ReleasableKind.CPD_ENTRY, row.public_id)), row.title, row.on) for row in rows
    ]


_FOUND: Mapping[ReleasableKind, Callable[[Around, date | None], list[OfferedRecord]]] = {
    ReleasableKind.CPD_ENTRY: _entries,
    ReleasableKind.AGREEMENT: _agreements,
    ReleasableKind.ROLE_DECLARATION: _declarations,
    ReleasableKind.MEETING: _meetings,
    ReleasableKind.OBSERVATION: _observations,
    ReleasableKind.REVIEW: _reviews,
    ReleasableKind.SCHEDULE: _schedules,
    ReleasableKind.IMPACT: _surveys,
    ReleasableKind.CONTACT_LOG: _contact_logs,
}
