"""Reads of observations: those of a pair, one with what its reader may read, the visits that were held."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.lines import cells
from learnmentor.mentoring.lines import queries as lines
from learnmentor.mentoring.lines.models import PairLine
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.observations import rules
from learnmentor.mentoring.observations.form_observation import form_of, sheet_of_field
from learnmentor.mentoring.observations.models import Observation, ObservationGuest, guest_place
from learnmentor.mentoring.observations.rules import (
    MOST_OBSERVATIONS,
    ObservationPurpose,
    ObservationSheet,
    WatchDirection,
)
from learnmentor.mentoring.paper.definition import Values
from learnmentor.mentoring.targets import queries as targets
from learnmentor.mentoring.targets.models import PairTarget
from learnmentor.mentoring.targets.queries import OpenedTarget
from learnmentor.mentoring.targets.rules import TargetSource

_OF_PAIR = (
    select(Observation)
    .where(Observation.pair_id == bindparam("pair_id"))
    .order_by(Observation.id.desc())
    .limit(MOST_OBSERVATIONS)
)
_HELD = (
    select(Observation.held_on, Observation.purpose, Observation.direction, Observation.observer_id)
    .where(
        Observation.held_on.is_not(None),
        Observation.called_off_at.is_(None),
        or_(
            *(said.is_not(None) for said in (Observation.ready_at, Observation.second_ready_at, Observation.account_at))
        ),
    )
    .order_by(Observation.held_on, Observation.id)
)


@dataclass(frozen=True)
class HeldVisit:
    """A visit that took place; practice runs are none."""

    held_on: date
    purpose: ObservationPurpose
    direction: WatchDirection
    observer_id: int


@dataclass(frozen=True)
class WrittenSheets:
    """What a reader may read of an observation: values by sheet and writer, and the marks of the reader's own cells."""

    by_writer: Mapping[tuple[ObservationSheet, int], Values] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)

    def of(self, sheet: ObservationSheet, writer_id: int | None) -> Values | None:
        """A sheet of a writer; None where there is none that the reader may read."""
        return None if writer_id is None else self.by_writer.get((sheet, writer_id))


def observation(db: Session, public_id: str, *, pair_id: int) -> Observation | None:
    """One observation of a pair, as it is now."""
    found = select(Observation).where(Observation.public_id == public_id, Observation.pair_id == pair_id)
    return db.scalar(found.execution_options(populate_existing=True))


def observations(db: Session, *, pair_id: int, reader_id: int) -> list[Observation]:
    """The observations of a pair that one of the two sees, the newest first."""
    found = db.scalars(_OF_PAIR, {"pair_id": pair_id})
    return [each for each in found if rules.may_see_observation(reader_id, each.facts)]


def all_of_pair(db: Session, *, pair_id: int) -> Sequence[Observation]:
    """Every observation of a pair, practice runs too, whoever may read it."""
    return db.scalars(select(Observation).where(Observation.pair_id == pair_id)).all()


def how_many(db: Session, *, pair_id: int) -> int:
    """How many observations a pair has, practice runs among them."""
    return db.scalar(select(func.count(Observation.id)).where(Observation.pair_id == pair_id)) or 0


def held_visits(db: Session, pair_id: int) -> list[HeldVisit]:
    """The visits of a pair that took place, in the order of their days."""
    rows = db.execute(_HELD.where(Observation.pair_id == pair_id).limit(MOST_OBSERVATIONS))
    return [HeldVisit(on or date.min, purpose, direction, observer) for on, purpose, direction, observer in rows]


# What was written


def written(db: Session, vault: Vault, found: Observation, *, reader_id: int) -> WrittenSheets:
    """What a reader may read now: no word of an observer before the rules open it."""
    said, marks = _said(db, vault, found, reader_id)
    facts = found.facts
    values = {
        (sheet, writer): cells.values_of(form_of(sheet, practice=facts.practice), texts)
        for (sheet, writer), texts in said.items()
        if rules.may_read_sheet(reader_id, sheet, writer_id=writer, facts=facts)
    }
    return WrittenSheets(values, marks)


def _said(
    db: Session, vault: Vault, found: Observation, reader_id: int
) -> tuple[dict[tuple[ObservationSheet, int], dict[str, str]], dict[str, str]]:
    said: dict[tuple[ObservationSheet, int], dict[str, str]] = {}
    marks: dict[str, str] = {}
    for line in lines.lines(db, vault, pair_id=found.pair_id, record=found.public_id, reader_id=reader_id):
        sheet = sheet_of_field(line.field)
        if sheet is not None:
            said.setdefault((sheet, line.writer_id), {})[line.field] = line.text
        if line.writer_id == reader_id:
            marks[line.field] = cells.mark(line.changes, line.text)
    return said, marks


def sheet_values(
    db: Session, vault: Vault, found: Observation, sheet: ObservationSheet, *, writer_id: int
) -> dict[str, Any]:
    """A sheet of its writer, as it stands."""
    theirs = lines.own_lines(db, pair_id=found.pair_id, record=found.public_id, writer_id=writer_id)
    texts = {line.field: lines.text_of(vault, line) for line in theirs}
    return cells.values_of(form_of(sheet, practice=found.facts.practice), texts)


def topics(db: Session, vault: Vault, found: Sequence[Observation]) -> dict[str, str]:
    """What sessions were about, as their observers said, by the observation's public id."""
    if not found:
        return {}
    records = [each.public_id for each in found]
    said = lines.said_in(db, vault, pair_id=found[0].pair_id, field="topic", records=records)
    return {each.public_id: said.get((each.public_id, each.observer_id), "") for each in found}


def left_alone(db: Session, person_id: int) -> Sequence[Observation]:
    """The practice runs in which nobody but one person writes."""
    alone = select(Observation).where(Observation.observer_id == person_id, Observation.second_id.is_(None))
    return db.scalars(alone.where(Observation.record_code.is_not(None)).limit(10_000)).all()


def lines_of(db: Session, found: Observation) -> Sequence[PairLine]:
    """Every line of an observation, whoever wrote it."""
    theirs = select(PairLine).where(PairLine.pair_id == found.pair_id, PairLine.record == found.public_id)
    return db.scalars(theirs.limit(1_000)).all()


# Targets


def numbers_of_targets(db: Session, found: Sequence[Observation]) -> Counter[str]:
    """How many targets were set in each of some observations of one pair, by its public id."""
    records = [each.public_id for each in found]
    if not records:
        return Counter()
    counted = select(PairTarget.record, func.count(PairTarget.id)).where(PairTarget.pair_id == found[0].pair_id)
    here = counted.where(PairTarget.record.in_(records), PairTarget.source == TargetSource.OBSERVATION.value)
    return Counter({str(record): number for record, number in db.execute(here.group_by(PairTarget.record))})


def targets_of(db: Session, vault: Vault, found: Observation) -> list[OpenedTarget]:
    """The targets that were set in an observation, as they stand."""
    every = targets.targets(db, vault, pair_id=found.pair_id)
    return [each for each in every if each.record == found.public_id and each.source == TargetSource.OBSERVATION]


# The second observer


def guest(db: Session, found: Observation) -> ObservationGuest | None:
    """Who is asked to be the second observer, as it is now."""
    return db.get(ObservationGuest, found.id, populate_existing=True)


def address_asked(vault: Vault, asked: ObservationGuest) -> str | None:
    """The address that one of the two proposed; None once the other agreed."""
    return None if asked.address is None else str(vault.open(asked.address, place=guest_place(asked.public_id)))


_OF_PAIR_TOO = select(Observation, Pair).join(Pair, Pair.id == Observation.pair_id)
_AS_SECOND = _OF_PAIR_TOO.where(Observation.second_id == bindparam("person_id"), Observation.record_code.is_(None))
_AS_ASKED = _OF_PAIR_TOO.join(ObservationGuest, ObservationGuest.observation_id == Observation.id).where(
    ObservationGuest.person_id == bindparam("person_id"), ObservationGuest.answer.is_(None)
)


def as_guest(db: Session, public_id: str, *, person_id: int) -> tuple[Observation, Pair] | None:
    """An observation for its second observer, or for somebody whom the two asked and who has not answered."""
    for wanted in (_AS_SECOND, _AS_ASKED):
        one = wanted.where(Observation.public_id == public_id).execution_options(populate_existing=True)
        if (row := db.execute(one, {"person_id": person_id}).one_or_none()) is not None:
            return row[0], row[1]
    return None


def guest_observations(db: Session, *, person_id: int) -> list[Observation]:
    """The observations in which somebody is a second observer, or is asked to be, the newest first."""
    every = (
        db.execute(wanted.order_by(Observation.id.desc()).limit(MOST_OBSERVATIONS), {"person_id": person_id})
        for wanted in (_AS_SECOND, _AS_ASKED)
    )
    found = {row[0].id: row[0] for rows in every for row in rows}
    return [found[key] for key in sorted(found, reverse=True)]
