"""What is done with agreements: fields saved, the draft signed, things ticked. The pair's row orders it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.ground import randomness
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.agreements import queries, rules
from learnmentor.mentoring.agreements.models import (
    AgreementParty,
    AgreementReading,
    AgreementSignature,
    AgreementTick,
    AgreementVersion,
    party_place,
    reading_place,
    signature_place,
    version_place,
)
from learnmentor.mentoring.agreements.queries import AgreementDraft, OpenedVersion
from learnmentor.mentoring.agreements.readings import FieldEdit, Readings, after, contested, plain
from learnmentor.mentoring.agreements.rules import AgreementGap, UnreadyBecause
from learnmentor.mentoring.agreements.todo import todo
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.rules import Side
from learnmentor.mentoring.services import hold_open
from learnmentor.mentoring.targets import queries as targets
from learnmentor.mentoring.targets.rules import TargetSource, TargetState, TargetStep, TargetWords
from learnmentor.mentoring.targets.services import set_target, step

Names = Mapping[int, str]


class DraftChanged(Exception):
    """What was to be signed is not what stands in the draft by now."""


class NotReady(Exception):
    """Something stands in the way of signing; `gaps` says what."""

    def __init__(self, gaps: list[AgreementGap]) -> None:
        super().__init__(len(gaps))
        self.gaps = gaps


class TooManySignedVersions(Exception):
    """A pair makes no more versions."""


class NotOnTheList(Exception):
    """The agreement that holds asks for no such thing."""


@dataclass(frozen=True)
class SavedFields:
    """What came of saving: fields into which the other wrote meanwhile, and whether signatures were taken back."""

    contested: frozenset[str]
    unsigned: bool


def save(
    db: Session, vault: Vault, pair: Pair, edits: Mapping[str, FieldEdit], *, by: int, names: Names, at: datetime
) -> SavedFields:
    """Keep what one of the two typed, field by field; raises `PairEnded` and `readings.TooManyWords`."""
    draft = queries.draft(db, vault, hold_open(db, pair), names=names)
    were = {key: draft.field(key, by) for key in edits}
    news = {key: after(*were[key], edit, by=by) for key, edit in edits.items()}
    changed = {key: new for key, new in news.items() if new != were[key][0]}
    _replace(db, vault, pair.id, changed, own_of=by, at=at)
    unsigned = bool(changed) and bool(draft.signed_by)
    if changed:
        _unsign(db, pair.id)
    db.flush()
    return SavedFields(frozenset(key for key, new in news.items() if contested(new)), unsigned)


def _replace(
    db: Session, vault: Vault, pair_id: int, changed: Mapping[str, Readings], *, own_of: int, at: datetime
) -> None:
    """Put new readings of fields in the place of those that stand."""
    for row in queries.readings(db, pair_id):
        own = row.key.startswith("own_")
        if row.key in changed and (not own or row.writer_id == own_of):
            db.delete(row)
    db.flush()
    for key, found in changed.items():
        for writer_id, value in found.items():
            made = randomness.public_id()
            body = vault.seal(plain(value), place=reading_place(made))
            db.add(AgreementReading(public_id=made, pair_id=pair_id, key=key, writer_id=writer_id, body=body, at=at))


def take_back(db: Session, pair: Pair, *, by: int) -> int:
    """Take out of the draft all that one of the two wrote into it; how many fields. Raises `PairEnded`."""
    hold_open(db, pair)
    mine = [row for row in queries.readings(db, pair.id) if row.writer_id == by]
    for row in mine:
        db.delete(row)
    if mine:
        _unsign(db, pair.id)
    db.flush()
    return len(mine)


def _unsign(db: Session, pair_id: int) -> None:
    for row in queries.signatures(db, pair_id):
        db.delete(row)


# Signing


def sign(
    db: Session, vault: Vault, pair: Pair, *, by: int, digest: str, name: str, names: Names, at: datetime
) -> OpenedVersion | None:
    """Sign the draft as it was shown; the version, where both have signed now. Signed twice is signed once.

    Raises `PairEnded`, `DraftChanged`, `NotReady`, `TooManySignedVersions`, `TooManyTargets`.
    """
    draft = queries.draft(db, vault, hold_open(db, pair), names=names)
    if draft.digest != digest:
        raise DraftChanged(pair.public_id)
    if draft.number > rules.MOST_VERSIONS:
        raise TooManySignedVersions(pair.public_id)
    if found := gaps_of(draft):
        raise NotReady(found)
    if rules.may_sign(by, draft.signed_by):
        _put_name(db, vault, draft, by=by, name=name, at=at)
    if not queries.draft(db, vault, pair, names=names).signed_by >= {pair.mentor_id, pair.mentee_id}:
        return None
    return _make_version(db, vault, pair, names=names, at=at)


def gaps_of(draft: AgreementDraft) -> list[AgreementGap]:
    """What stands in the way of signing a draft."""
    found = rules.gaps(draft.terms, contested=draft.contested)
    return found if draft.touched or draft.last is None else [*found, AgreementGap("", UnreadyBecause.UNCHANGED)]


def _put_name(db: Session, vault: Vault, draft: AgreementDraft, *, by: int, name: str, at: datetime) -> None:
    if by in draft.signatures:  # of the draft as it was
        db.delete(draft.signatures[by])
        db.flush()
    made = randomness.public_id()
    sealed = vault.seal(name, place=signature_place(made))
    db.add(
        AgreementSignature(public_id=made, pair_id=draft.pair.id, person_id=by, digest=draft.digest, body=sealed, at=at)
    )
    db.flush()


def _make_version(db: Session, vault: Vault, pair: Pair, *, names: Names, at: datetime) -> OpenedVersion | None:
    draft = queries.draft(db, vault, pair, names=names)
    public_id = randomness.public_id()
    numbered = _set_targets(db, vault, draft, record=public_id, at=at)
    body = {"shared": dict(draft.terms.shared), "targets": numbered}
    made = AgreementVersion(
        public_id=public_id, pair_id=pair.id, number=draft.number, kind=pair.kind, context=pair.context,
        body=vault.seal(body, place=version_place(public_id)), sha256=draft.digest, made_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    for side in Side:
        _put_party(db, vault, draft, made.id, side)
    for row in queries.readings(db, pair.id):  # the draft is the version now
        db.delete(row)
    _unsign(db, pair.id)
    db.flush()
    return queries.version(db, vault, pair, number=made.number)


def _put_party(db: Session, vault: Vault, draft: AgreementDraft, version_id: int, side: Side) -> None:
    person_id, public_id = draft.pair.pairing.person_id(side), randomness.public_id()
    signature = draft.signatures[person_id]
    name = vault.open(signature.body, place=signature_place(signature.public_id))
    body = {"own": dict(draft.terms.own[person_id]), "signed_as": name}
    db.add(
        AgreementParty(public_id=public_id, version_id=version_id, person_id=person_id, side=side,
                       body=vault.seal(body, place=party_place(public_id)), signed_at=signature.at)
    )  # fmt: skip


def _set_targets(db: Session, vault: Vault, draft: AgreementDraft, *, record: str, at: datetime) -> dict[str, str]:
    """Each signed objective as a target, once: one that stood in the last version keeps its target, on its new day."""
    known = dict(draft.last.targets) if draft.last else {}
    old = rules.objectives(draft.last.terms.shared) if draft.last else {}
    found = {}
    for number, aim in rules.objectives(draft.terms.shared).items():
        words = TargetWords(str(aim["specific"]), str(aim["measure"]))
        was = old.get(number, {})
        same = (was.get("specific"), was.get("measure")) == (aim["specific"], aim["measure"])
        due_on = rules.day_of(aim["by_when"])
        if same and str(number) in known:
            found[str(number)] = known[str(number)]
            _move(db, draft.pair, known[str(number)], due_on, record=record, at=at)
        else:
            found[str(number)] = set_target(
                db, vault, draft.pair, words=words, due_on=due_on, source=TargetSource.AGREEMENT, record=record,
                by=draft.pair.mentee_id, public_id=randomness.public_id(), at=at,
            ).public_id  # fmt: skip
    return found


def _move(db: Session, pair: Pair, public_id: str, due_on: date | None, *, record: str, at: datetime) -> None:
    target = targets.target(db, public_id, pair_id=pair.id)
    if target is not None and target.state == TargetState.OPEN and target.due_on != due_on:
        step(db, pair, target, TargetStep.MOVED, by=pair.mentee_id, at=at, record=record, due_on=due_on)


# The list


def mark_done(db: Session, vault: Vault, pair: Pair, *, key: str, by: int, at: datetime) -> None:
    """Say that something on the list is done; twice is once. Raises `PairEnded`, `NotOnTheList`."""
    hold_open(db, pair)
    last = queries.last_version(db, vault, pair)
    if last is None or key not in {item.key for item in todo(last.terms)}:
        raise NotOnTheList(key)
    if queries.tick(db, pair_id=pair.id, key=key) is None:
        db.add(AgreementTick(pair_id=pair.id, key=key, person_id=by, at=at))
        db.flush()


def mark_open(db: Session, pair: Pair, *, key: str) -> None:
    """Say that it is not done after all. Raises `PairEnded`."""
    hold_open(db, pair)
    if (found := queries.tick(db, pair_id=pair.id, key=key)) is not None:
        db.delete(found)
        db.flush()
