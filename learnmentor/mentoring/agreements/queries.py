"""Reads of agreements: the draft as it stands, versions with their words, what holds today, what a third party sees."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, defer

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.agreements import rules
from learnmentor.mentoring.agreements.models import (
    AgreementParty,
    AgreementReading,
    AgreementSignature,
    AgreementTick,
    AgreementVersion,
    party_place,
    reading_place,
    version_place,
)
from learnmentor.mentoring.agreements.readings import Readings, Value, contested, plain, shown_to
from learnmentor.mentoring.agreements.rules import AgreementTerms, Values
from learnmentor.mentoring.agreements.undertakings import defaults
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.rules import Side


@dataclass(frozen=True)
class OpenedParty:
    """One of the two in a version."""

    person_id: int
    side: Side
    own: Values
    signed_as: str
    signed_at: datetime


@dataclass(frozen=True)
class OpenedVersion:
    """A version with its words. A party whose account is closed has none."""

    id: int
    public_id: str
    number: int
    terms: AgreementTerms
    parties: Sequence[OpenedParty]
    targets: Mapping[str, str]  # public ids by the number of the objective
    sha256: str
    made_at: datetime

    def party(self, side: Side) -> OpenedParty | None:
        """Who stood on a side when it was signed."""
        return next((each for each in self.parties if each.side == side), None)

    @property
    def whole(self) -> bool:
        """Whether all that was signed is still here, so that its digest can be made again."""
        return len(self.parties) == len(Side)

    @property
    def intact(self) -> bool:
        """Whether what is here is what was signed."""
        return rules.digest(self.terms, number=self.number) == self.sha256


@dataclass(frozen=True)
class AgreementDraft:
    """The draft of the next version, as it stands."""

    pair: Pair
    last: OpenedVersion | None
    base: Values  # of shared fields
    own_base: Mapping[int, Values]
    readings: Mapping[str, Readings]  # of shared fields
    own_readings: Mapping[int, Mapping[str, Readings]]
    signatures: Mapping[int, AgreementSignature]

    @property
    def number(self) -> int:
        """The number that the version will have."""
        return self.last.number + 1 if self.last else 1

    def field(self, key: str, reader: int) -> tuple[Readings, Value]:
        """What stands in a field, and what it was before; of one's own fields, the reader's."""
        if key.startswith("own_"):
            return self.own_readings.get(reader, {}).get(key, {}), plain(self.own_base[reader].get(key))
        return self.readings.get(key, {}), plain(self.base.get(key))

    def value(self, key: str, reader: int) -> Value:
        """What the box of a field shows to one of the two."""
        return shown_to(*self.field(key, reader), reader)

    @cached_property
    def contested(self) -> frozenset[str]:
        """The fields into which both wrote at once."""
        return frozenset(key for key, found in self.readings.items() if contested(found))

    @property
    def touched(self) -> bool:
        """Whether there is anything in it that the last version has not."""
        return bool(self.readings) or any(self.own_readings.values())

    @cached_property
    def terms(self) -> AgreementTerms:
        """All that it says; of a field with two readings, one."""
        pair, context = self.pair, self.pair.context
        kept = rules.undertakings(context)
        values = {key: self.value(key, pair.mentee_id) for key in rules.shared_keys(context)}
        shared = {key: value for key, value in values.items() if value or key in kept}
        own = {person: self._own(person, side) for side, person in _people(pair)}
        return AgreementTerms(pair.kind, context, pair.mentor_id, pair.mentee_id, shared, own)

    def _own(self, person_id: int, side: Side) -> Values:
        fields = rules.own_fields(self.pair.kind, self.pair.context, side)
        return {key: value for key in fields if (value := self.value(key, person_id))}

    @cached_property
    def digest(self) -> str:
        """What is signed."""
        return rules.digest(self.terms, number=self.number)

    @property
    def signed_by(self) -> frozenset[int]:
        """Who has signed it as it stands."""
        return frozenset(who for who, signature in self.signatures.items() if signature.digest == self.digest)


def _people(pair: Pair) -> tuple[tuple[Side, int], tuple[Side, int]]:
    return (Side.MENTOR, pair.mentor_id), (Side.MENTEE, pair.mentee_id)


_READINGS = select(AgreementReading).where(AgreementReading.pair_id == bindparam("pair_id"))
_SIGNATURES = select(AgreementSignature).where(AgreementSignature.pair_id == bindparam("pair_id"))
_FRESH = {"populate_existing": True}


def draft(db: Session, vault: Vault, pair: Pair, *, names: Mapping[int, str]) -> AgreementDraft:
    """The draft of a pair; `names`: what the two are called, with which their own fields begin."""
    last = last_version(db, vault, pair)
    shared: dict[str, dict[int, Value]] = defaultdict(dict)
    own: dict[int, dict[str, dict[int, Value]]] = defaultdict(dict)
    for row in readings(db, pair.id):
        value = plain(vault.open(row.body, place=reading_place(row.public_id)))
        if row.key.startswith("own_"):
            own[row.writer_id][row.key] = {row.writer_id: value}
        else:
            shared[row.key][row.writer_id] = value
    signed = {row.person_id: row for row in signatures(db, pair.id)}
    base = {**defaults(pair.kind, pair.context), **(last.terms.shared if last else {})}
    return AgreementDraft(pair, last, base, _own_base(pair, last, names), shared, own, signed)


def _own_base(pair: Pair, last: OpenedVersion | None, names: Mapping[int, str]) -> dict[int, Values]:
    """What each said of themselves in the last version, and their name before there was one."""
    said = last.terms.own if last else {}
    return {person: said.get(person) or {"own_name": names.get(person, "")} for _, person in _people(pair)}


def readings(db: Session, pair_id: int) -> Sequence[AgreementReading]:
    """All that stands in the draft of a pair."""
    return db.scalars(_READINGS, {"pair_id": pair_id}, execution_options=_FRESH).all()


def signatures(db: Session, pair_id: int) -> Sequence[AgreementSignature]:
    """Who has signed the draft of a pair, whatever has become of it since."""
    return db.scalars(_SIGNATURES, {"pair_id": pair_id}, execution_options=_FRESH).all()


# Versions

_VERSIONS = (
    select(AgreementVersion)
    .where(AgreementVersion.pair_id == bindparam("pair_id"))
    .order_by(AgreementVersion.number.desc())
    .limit(rules.MOST_VERSIONS)
)


@dataclass(frozen=True)
class AgreementInForce:
    """The version that holds: which one, and since when."""

    public_id: str
    number: int
    signed_at: datetime


def in_force(db: Session, pair_id: int) -> AgreementInForce | None:
    """The agreement of a pair that both signed, if there is one."""
    found = db.scalar(_VERSIONS.limit(1), {"pair_id": pair_id})
    return AgreementInForce(found.public_id, found.number, found.made_at) if found else None


def versions(db: Session, pair_id: int) -> Sequence[AgreementVersion]:
    """The versions of a pair without their words, the newest first."""
    return db.scalars(_VERSIONS.options(defer(AgreementVersion.body)), {"pair_id": pair_id}).all()


def last_version(db: Session, vault: Vault, pair: Pair) -> OpenedVersion | None:
    """The newest version of a pair."""
    found = db.scalar(_VERSIONS.limit(1), {"pair_id": pair.id})
    return _opened(db, vault, pair, found) if found else None


def version(db: Session, vault: Vault, pair: Pair, *, number: int) -> OpenedVersion | None:
    """One version of a pair."""
    found = db.scalar(
        select(AgreementVersion).where(AgreementVersion.pair_id == pair.id, AgreementVersion.number == number)
    )
    return _opened(db, vault, pair, found) if found else None


def _opened(db: Session, vault: Vault, pair: Pair, found: AgreementVersion) -> OpenedVersion:
    body = vault.open(found.body, place=version_place(found.public_id))
    rows = db.scalars(select(AgreementParty).where(AgreementParty.version_id == found.id).order_by(AgreementParty.id))
    parties = [_party(vault, row) for row in rows]
    who = _who_signed(pair, parties)
    terms = AgreementTerms(
        found.kind, found.context, who[Side.MENTOR], who[Side.MENTEE],
        body["shared"], {each.person_id: each.own for each in parties},
    )  # fmt: skip
    return OpenedVersion(
        found.id, found.public_id, found.number, terms, parties, body["targets"], found.sha256, found.made_at
    )


def _who_signed(pair: Pair, parties: Sequence[OpenedParty]) -> dict[Side, int]:
    """Who stood on which side then. Of one whose account is closed nothing is here: they are the other of the two."""
    here = {each.side: each.person_id for each in parties}
    gone = {side.other: each for side, who in here.items() for each in {pair.mentor_id, pair.mentee_id} - {who}}
    return dict(_people(pair)) | gone | here


def _party(vault: Vault, row: AgreementParty) -> OpenedParty:
    body = vault.open(row.body, place=party_place(row.public_id))
    return OpenedParty(row.person_id, Side(row.side), body["own"], body["signed_as"], row.signed_at)


# What is done, and what others see


def ticks(db: Session, pair_id: int) -> dict[str, AgreementTick]:
    """What of the list is done, by key."""
    rows = db.scalars(select(AgreementTick).where(AgreementTick.pair_id == pair_id))
    return {row.key: row for row in rows}


def tick(db: Session, *, pair_id: int, key: str) -> AgreementTick | None:
    """The tick of one item."""
    return db.scalar(select(AgreementTick).where(AgreementTick.pair_id == pair_id, AgreementTick.key == key))


@dataclass(frozen=True)
class UndertakenByThird:
    """One undertaking of the organisation; `struck`: the two struck it out, and `words` are how it began."""

    key: str
    words: str
    struck: bool


@dataclass(frozen=True)
class AgreementForThird:
    """All that a third party sees of an agreement."""

    number: int
    mentor: str
    mentee: str
    start: str
    end: str
    hours: int | None
    undertakings: Sequence[UndertakenByThird]


def shown_to_third(db: Session, vault: Vault, pair_id: int) -> AgreementForThird | None:
    """Parties, days, hours and the organisation's undertakings of the agreement that holds; nothing else leaves it."""
    pair = db.get_one(Pair, pair_id)
    if (last := last_version(db, vault, pair)) is None:
        return None
    shared, begun = last.terms.shared, defaults(last.terms.kind, last.terms.context)
    undertaken = [
        UndertakenByThird(key, str(shared.get(key) or begun[key]), rules.struck(shared, key))
        for key in rules.ORGANISATION_UNDERTAKES
    ]
    hours = shared.get("hours")
    return AgreementForThird(
        last.number, _name(last, Side.MENTOR), _name(last, Side.MENTEE), str(shared.get("start") or ""),
        str(shared.get("end") or ""), hours if isinstance(hours, int) else None, undertaken,
    )  # fmt: skip


def _name(version: OpenedVersion, side: Side) -> str:
    party = version.party(side)
    return str(party.own.get("own_name") or "") if party else ""
