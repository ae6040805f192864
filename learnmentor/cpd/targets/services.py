"""Keep what a person's years ask for: a profile, and posts and absences, sealed."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.cpd.models import CpdCircumstances, CpdProfile, circumstances_place
from learnmentor.cpd.sums import services as sums
from learnmentor.cpd.targets import queries
from learnmentor.cpd.targets.rules import NONE, Circumstances, Profile
from learnmentor.ground.locks import hold_installation
from learnmentor.ground.vault import Vault
from learnmentor.jobs.services import enqueue

RECOUNT = "recount-years"  # the kind of the job that follows a change of everybody's default


def choose_profile(
    db: Session, *, person_id: int | None, profile: Profile | None, at: datetime, root_id: int | None = None
) -> None:
    """Keep a person's profile, an organisation's, or everybody's where neither is named; None goes back."""
    hold_installation(db) if person_id is None else hold_person(db, person_id)
    row = queries.kept_profile(db, person_id=person_id, root_id=root_id)
    _write_profile(db, row or CpdProfile(person_id=person_id, root_id=root_id), profile=profile, at=at)
    if person_id is not None:
        sums.as_profile_begins(db, person_id=person_id, on=at.date())
    else:
        enqueue(db, kind=RECOUNT, args={}, run_at=at)


def _write_profile(db: Session, row: CpdProfile, *, profile: Profile | None, at: datetime) -> None:
    if profile is None:
        if row in db:
            db.delete(row)
        db.flush()
        return
    row.kind, row.minutes, row.floor_minutes = profile.kind, profile.minutes, profile.floor_minutes
    row.starts_month, row.starts_day = profile.starts
    row.categories, row.updated_at = list(profile.categories), at
    db.add(row)
    db.flush()


def keep_circumstances(
    db: Session, vault: Vault, *, person_id: int, circumstances: Circumstances, at: datetime
) -> None:
    """Keep a person's posts and absences, sealed; nothing is kept where there is nothing to say."""
    hold_person(db, person_id)
    row = db.get(CpdCircumstances, person_id, populate_existing=True)
    if circumstances == NONE:
        if row is not None:
            db.delete(row)
        db.flush()
        return
    row = row or CpdCircumstances(person_id=person_id)
    row.body, row.updated_at = vault.seal(_to_json(circumstances), place=circumstances_place(person_id)), at
    db.add(row)
    db.flush()


def _to_json(circumstances: Circumstances) -> dict[str, Any]:
    return {name: [_days_as_text(each) for each in listed] for name, listed in asdict(circumstances).items()}


def _days_as_text(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
