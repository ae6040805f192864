"""What a person's years ask for, as it is kept: a profile, and posts and absences that only their owner reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, bindparam, or_, select
from sqlalchemy.orm import Session

from learnmentor.accounts.merging.queries import earlier_ids
from learnmentor.accounts.models import Person
from learnmentor.cpd.models import CpdCircumstances, CpdProfile, circumstances_place
from learnmentor.cpd.rules import CpdTarget, CpdYear
from learnmentor.cpd.targets import working
from learnmentor.cpd.targets.rules import IFL, NONE, SET, Absence, Circumstances, Post, Profile, ProfileKind
from learnmentor.ground.db import read
from learnmentor.ground.vault import UnreadableText, Vault

_CANNOT_BE_OPENED = "Posts and absences were entered, but this server cannot open them, so none are taken into account."


@dataclass(frozen=True)
class Terms:
    """All that a person's targets are worked out from."""

    profile: Profile
    circumstances: Circumstances = NONE
    readable: bool = True  # False: no key of this server opens the circumstances
    joined_at: datetime | None = field(default=None, compare=False)  # when the account was made, where it was asked
    earlier: bool = field(default=False, compare=False)  # whether another account was merged into it, likewise

    def target(self, year: CpdYear) -> CpdTarget:
        """What a year asks for."""
        found = working.target(self.profile, self.circumstances, year)
        return found if self.readable else replace(found, steps=(*found.steps, _CANNOT_BE_OPENED))


_person, _profile, _circumstances = Person.__table__.c, CpdProfile.__table__.c, CpdCircumstances.__table__.c


_TERMS = (  # home and the year ask it every time
    select(*_profile, _circumstances.body, _person.created_at, earlier_ids(_person.id).exists().label("earlier"))
    .select_from(Person.__table__)
    .outerjoin(CpdProfile.__table__, or_(_profile.person_id == _person.id, _profile.person_id.is_(None)))
    .outerjoin(CpdCircumstances.__table__, _circumstances.person_id == _person.id)
    .where(_person.id == bindparam("person_id"))
)


def terms_of(db: Session, vault: Vault, *, person_id: int) -> Terms:
    """What holds for a person, in one statement."""
    rows = read(db, _TERMS, {"person_id": person_id}).all()
    profile = _standing([row for row in rows if row.id is not None])
    sealed, joined_at, earlier = (rows[0].body, rows[0].created_at, rows[0].earlier) if rows else (None, None, False)
    if sealed is None:
        return Terms(profile, joined_at=joined_at, earlier=earlier)
    try:
        told = _from_json(vault.open(sealed, place=circumstances_place(person_id)))
    except UnreadableText:
        return Terms(profile, readable=False, joined_at=joined_at, earlier=earlier)
    return Terms(profile, told, joined_at=joined_at, earlier=earlier)


def target_of(db: Session, vault: Vault, *, person_id: int, year: CpdYear) -> CpdTarget:
    """What a year asks of a person, with its working."""
    return terms_of(db, vault, person_id=person_id).target(year)


def profile_of(db: Session, *, person_id: int) -> Profile:
    """The profile a person chose, or the one for everybody."""
    asked = select(CpdProfile).where(or_(CpdProfile.person_id == person_id, CpdProfile.person_id.is_(None)))
    return _standing(list(db.scalars(asked)))


def default_profile(db: Session) -> Profile:
    """The profile of everybody who chose none."""
    return _standing(list(db.scalars(select(CpdProfile).where(CpdProfile.person_id.is_(None)))))


def kept_profile(db: Session, *, person_id: int | None) -> CpdProfile | None:
    """The row of a person's own profile, or of everybody's where no person is named, as it is now."""
    whose = CpdProfile.person_id.is_(None) if person_id is None else CpdProfile.person_id == person_id
    return db.scalar(select(CpdProfile).where(whose).execution_options(populate_existing=True))


def _standing(found: Sequence[Any]) -> Profile:
    """A person's own before everybody's, the newest of those; without any, the one that the product comes with."""
    if not found:
        return IFL
    row = max(found, key=lambda each: (each.person_id is not None, each.id))
    own = row.person_id is not None
    kind = ProfileKind(row.kind)
    if kind is not ProfileKind.CUSTOM:
        return replace({ProfileKind.IFL: IFL, ProfileKind.SET: SET}[kind], own=own)
    starts = (row.starts_month, row.starts_day)
    return Profile(kind, row.minutes, row.floor_minutes, starts, tuple(row.categories), own)


def _from_json(kept: Mapping[str, Any]) -> Circumstances:
    posts = (Post(**{**each, "begins": _day(each["begins"]), "ends": _day(each["ends"])}) for each in kept["posts"])
    absences = (Absence(date.fromisoformat(e["first"]), date.fromisoformat(e["last"])) for e in kept["absences"])
    return Circumstances(tuple(posts), tuple(absences))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# Many people at once


@dataclass(frozen=True)
class TermsOfMany:
    """What the years of several people are worked out from: their own where they have any, else everybody's."""

    default: Terms
    own: Mapping[int, Terms]

    def of(self, person_id: int) -> Terms:
        """What holds for one of them."""
        return self.own.get(person_id, self.default)


def terms_of_many(db: Session, vault: Vault, people: ScalarSelect[int] | None = None) -> TermsOfMany:
    """What holds for the people whose keys a statement finds, or for everybody: three statements, however many."""
    profiles = select(*_profile).where(_profile.person_id.is_not(None))
    sealed = select(_circumstances.person_id, _circumstances.body)
    if people is not None:
        profiles, sealed = (
            profiles.where(_profile.person_id.in_(people)),
            sealed.where(_circumstances.person_id.in_(people)),
        )
    default = default_profile(db)
    own = {row.person_id: _standing([row]) for row in db.execute(profiles)}
    found = {person_id: Terms(profile) for person_id, profile in own.items()}
    for person_id, body in db.execute(sealed):
        profile = own.get(person_id, default)
        try:
            told = _from_json(vault.open(body, place=circumstances_place(person_id)))
        except UnreadableText:
            found[person_id] = Terms(profile, readable=False)
        else:
            found[person_id] = Terms(profile, told)
    return TermsOfMany(Terms(default), found)
