"""What a person's years ask for, as it is kept: a profile, and posts and absences that only their owner reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ScalarSelect, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from learnmentor.accounts.merging.queries import earlier_ids
from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed.preparing.queries import IS_PREPARING
from learnmentor.cpd.models import CpdCircumstances, CpdProfile, circumstances_place
from learnmentor.cpd.rules import CpdTarget, CpdYear
from learnmentor.cpd.targets import working
from learnmentor.cpd.targets.rules import IFL, NONE, SET, Absence, Circumstances, Post, Profile, ProfileKind
from learnmentor.ground.db import read
from learnmentor.ground.vault import UnreadableText, Vault
from learnmentor.mentoring.invitations.queries import ASKED_INTO_PAIR
from learnmentor.mentoring.queries import PAIRED
from learnmentor.organisations.joining.queries import INVITED
from learnmentor.organisations.settings import queries as organisations

_CANNOT_BE_OPENED = "Posts and absences were entered, but this server cannot open them, so none are taken into account."


@dataclass(frozen=True)
class Terms:
    """All that a person's targets are worked out from."""

    profile: Profile
    circumstances: Circumstances = NONE
    readable: bool = True  # False: no key of this server opens the circumstances
    joined_at: datetime | None = field(default=None, compare=False)  # when the account was made, where it was asked
    earlier: bool = field(default=False, compare=False)  # whether another account was merged into it, likewise
    invited: bool = field(default=False, compare=False)  # to some part, where it was asked: it rides along
    paired: bool = field(default=False, compare=False)  # with somebody, or asked to be: the same
    belongs: bool = field(default=True, compare=False)  # to an organisation: the same
    preparing: bool = field(default=False, compare=False)  # assessed work that goes on: the same

    def target(self, year: CpdYear) -> CpdTarget:
        """What a year asks for."""
        found = working.target(self.profile, self.circumstances, year)
        return found if self.readable else replace(found, steps=(*found.steps, _CANNOT_BE_OPENED))


_person, _profile, _circumstances = Person.__table__.c, CpdProfile.__table__.c, CpdCircumstances.__table__.c


_HOLDS = or_(  # their own, that of their organisation, and everybody's
    _profile.person_id == bindparam("person_id"),
    _profile.root_id == organisations.SETTINGS_OF,
    and_(_profile.person_id.is_(None), _profile.root_id.is_(None)),
)
_PROFILES = select(*_profile).where(_HOLDS)
_TERMS = (  # home and the year ask it every time
    select(
        *_profile,
        _circumstances.body,
        _person.created_at,
        INVITED.label("invited"),
        or_(PAIRED, ASKED_INTO_PAIR).label("paired"),
        organisations.SETTINGS_OF.is_not(None).label("belongs"),
        IS_PREPARING.label("preparing"),
        earlier_ids(_person.id).exists().label("earlier"),
    )
    .select_from(Person.__table__)
    .outerjoin(CpdProfile.__table__, _HOLDS)
    .outerjoin(CpdCircumstances.__table__, _circumstances.person_id == _person.id)
    .where(_person.id == bindparam("person_id"))
)


def terms_of(db: Session, vault: Vault, *, person_id: int, on: date) -> Terms:
    """What holds for a person on a day, in one statement."""
    rows = read(db, _TERMS, {"person_id": person_id, "on": on, "since": _morning(on)}).all()
    profile = _standing([row for row in rows if row.id is not None])
    known = Terms(profile)
    if rows:
        first = rows[0]
        known = replace(
            known, joined_at=first.created_at, invited=bool(first.invited), earlier=bool(first.earlier),
            paired=bool(first.paired), belongs=bool(first.belongs), preparing=bool(first.preparing),
        )  # fmt: skip
    sealed = rows[0].body if rows else None
    if sealed is None:
        return known
    try:
        told = _from_json(vault.open(sealed, place=circumstances_place(person_id)))
    except UnreadableText:
        return replace(known, readable=False)
    return replace(known, circumstances=told)


def _morning(on: date) -> datetime:
    return datetime.combine(on, time.min, UTC)


def target_of(db: Session, vault: Vault, *, person_id: int, year: CpdYear, on: date) -> CpdTarget:
    """What a year asks of a person as it holds on a day, with its working."""
    return terms_of(db, vault, person_id=person_id, on=on).target(year)


def profile_of(db: Session, *, person_id: int, on: date) -> Profile:
    """The profile a person chose, or that of their organisation on a day, or the one for everybody."""
    return _standing(read(db, _PROFILES, {"person_id": person_id, "on": on}).all())


def default_profile_of(db: Session, *, person_id: int, on: date) -> Profile:
    """The profile that holds for a person on a day as long as they choose none."""
    rows = read(db, _PROFILES, {"person_id": person_id, "on": on}).all()
    return _standing([row for row in rows if row.person_id is None])


def default_profile(db: Session, *, root_id: int | None = None) -> Profile:
    """The profile of everybody who chose none, or of everybody in an organisation."""
    theirs = or_(CpdProfile.root_id.is_(None), CpdProfile.root_id == root_id)
    return _standing(list(db.scalars(select(CpdProfile).where(CpdProfile.person_id.is_(None), theirs))))


def kept_profile(db: Session, *, person_id: int | None, root_id: int | None = None) -> CpdProfile | None:
    """The row of a person's own profile, an organisation's, or everybody's where neither is named, as it is now."""
    whose = (
        CpdProfile.person_id == person_id if person_id is not None else CpdProfile.person_id.is_(None),
        CpdProfile.root_id == root_id if root_id is not None else CpdProfile.root_id.is_(None),
    )
    return db.scalar(select(CpdProfile).where(*whose).execution_options(populate_existing=True))


def _standing(found: Sequence[Any]) -> Profile:
    """A person's own before their organisation's before everybody's, the newest of those; else the product's own."""
    if not found:
        return IFL
    row = max(found, key=lambda each: (each.person_id is not None, each.root_id is not None, each.id))
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
    of_roots: Mapping[int, Profile] = field(default_factory=dict)  # of organisations that have one of their own

    def of(self, person_id: int) -> Terms:
        """What holds for one of them."""
        return self.own.get(person_id, self.default)

    def year_in(self, root_id: int, on: date) -> CpdYear:
        """The year of an organisation in which a day lies."""
        return self.of_roots.get(root_id, self.default.profile).year_of(on)


@dataclass(frozen=True)
class ProfilesOfMany:
    """What several people's years are like: their own or their organisation's profile, else everybody's."""

    default: Profile
    own: Mapping[int, Profile]
    of_roots: Mapping[int, Profile] = field(default_factory=dict)  # of organisations that have one of their own

    def of(self, person_id: int) -> Profile:
        """That of one of them."""
        return self.own.get(person_id, self.default)


def profiles_of_many(db: Session, people: ScalarSelect[int] | None = None, *, on: date | None = None) -> ProfilesOfMany:
    """The profiles of the people whose keys a statement finds, or of everybody; one's organisation counts on a day.

    Two statements, and one more where an organisation has a profile of its own.
    """
    own = select(*_profile).where(_profile.person_id.is_not(None))
    rows = db.execute(select(*_profile).where(_profile.person_id.is_(None))).all()
    of_roots = {row.root_id: _standing([row]) for row in rows if row.root_id is not None}
    members = organisations.settings_of_many(db, of_roots, people, on=on) if of_roots and on else {}
    found = {person_id: of_roots[root_id] for person_id, root_id in members.items() if root_id in of_roots}
    mine = own.where(_profile.person_id.in_(people)) if people is not None else own
    found |= {row.person_id: _standing([row]) for row in db.execute(mine)}
    return ProfilesOfMany(_standing([row for row in rows if row.root_id is None]), found, of_roots)


def terms_of_many(
    db: Session, vault: Vault, people: ScalarSelect[int] | None = None, *, on: date | None = None
) -> TermsOfMany:
    """What holds for the people whose keys a statement finds, or for everybody: so many statements however many.

    Without a day, no organisation's profile counts.
    """
    sealed = select(_circumstances.person_id, _circumstances.body)
    if people is not None:
        sealed = sealed.where(_circumstances.person_id.in_(people))
    profiles = profiles_of_many(db, people, on=on)
    default, own = profiles.default, profiles.own
    found = {person_id: Terms(profile) for person_id, profile in own.items()}
    for person_id, body in db.execute(sealed):
        profile = own.get(person_id, default)
        try:
            told = _from_json(vault.open(body, place=circumstances_place(person_id)))
        except UnreadableText:
            found[person_id] = Terms(profile, readable=False)
        else:
            found[person_id] = Terms(profile, told)
    return TermsOfMany(Terms(default), found, profiles.of_roots)
