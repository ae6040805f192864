"""What is done about third parties: named, agreed to, written to, taken away; and what they do: open, acknowledge."""

from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import address_of
from learnmentor.accounts.rules import Actor, clean_address, digest
from learnmentor.accounts.services import LinkOver
from learnmentor.ground import randomness
from learnmentor.ground.letters import Letter, Sender
from learnmentor.ground.vault import Vault
from learnmentor.jobs.services import send_mail
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.queries import locked_pair
from learnmentor.mentoring.services import hold_open
from learnmentor.mentoring.third_parties import letters, queries, rules
from learnmentor.mentoring.third_parties.models import PairThirdParty, acknowledgement_place
from learnmentor.mentoring.third_parties.rules import ThirdRole
from learnmentor.mentoring.third_parties.wording import CALLED


class TooManyThirdParties(Exception):
    """A pair names no more."""


class NamedAlready(Exception):
    """This address is named already."""


class OneOfTheTwo(Exception):
    """Nobody is a third party of their own pair."""


class ThirdPartyGone(Exception):
    """It was taken away or agreed to a moment ago, or is not for this one to agree to."""


def name(
    db: Session, pair: Pair, *, email: str, role: ThirdRole, by: Actor, sender: Sender, at: datetime
) -> PairThirdParty:
    """Name somebody; nothing is shown before the other one agrees. Raises `PairEnded` and the errors above."""
    held, address = hold_open(db, pair), clean_address(email)
    there = queries.of_pair(db, held.id)
    if address == address_of(db, by.id):
        raise OneOfTheTwo(by.public_id)
    if any(each.email == address for each in there):
        raise NamedAlready(by.public_id)
    if len(there) >= rules.MOST_THIRD_PARTIES:
        raise TooManyThirdParties(by.public_id)
    made = PairThirdParty(
        public_id=randomness.public_id(), pair_id=held.id, role=role, email=address, named_by_id=by.id, named_at=at
    )
    db.add(made)
    db.flush()
    other = held.mentee_id if by.id == held.mentor_id else held.mentor_id
    _post(db, address_of(db, other), letters.named(sender, pair=held.public_id), at=at)
    return made


def agree(db: Session, pair: Pair, public_id: str, *, by: Actor, sender: Sender, at: datetime) -> None:
    """Agree to what is shown, upon which the letter goes; raises `PairEnded`, `ThirdPartyGone`."""
    held = hold_open(db, pair)
    found = next((each for each in queries.of_pair(db, held.id) if each.public_id == public_id), None)
    if found is None or not rules.may_agree(by.id, found.third):
        raise ThirdPartyGone(public_id)
    found.agreed_by_id, found.agreed_at = by.id, at
    _write(db, held, found, sender=sender, at=at)


def send_again(db: Session, pair: Pair, public_id: str, *, sender: Sender, at: datetime) -> bool:
    """Write once more with another link, a day after the last at the earliest; whether a letter went."""
    held = hold_open(db, pair)
    found = next((each for each in queries.of_pair(db, held.id) if each.public_id == public_id), None)
    if found is None or found.person_id is not None or found.sent_at is None or at < found.sent_at + rules.AGAIN:
        return False
    _write(db, held, found, sender=sender, at=at)
    return True


def _write(db: Session, pair: Pair, found: PairThirdParty, *, sender: Sender, at: datetime) -> None:
    token, until = randomness.token(), at + rules.LASTS
    found.token_sha256, found.sent_at, found.expires_at = digest(token), at, until
    db.flush()
    one, other = (db.get_one(Person, each).name for each in (pair.mentor_id, pair.mentee_id))
    link = f"{sender.base_url}/third-party-links/{token}"
    letter = letters.invited(sender, one=one, other=other, role=CALLED[ThirdRole(found.role)], link=link, until=until)
    _post(db, found.email, letter, at=at, until=until)


def take_away(db: Session, pair: Pair, public_id: str) -> bool:
    """Show nothing to them any more, from this moment on; either of the two may, also after the end."""
    held = locked_pair(db, pair.id)
    found = next((each for each in queries.of_pair(db, held.id) if each.public_id == public_id), None)
    if found is None:
        return False
    db.delete(found)
    db.flush()
    return True


# The third party


def take(db: Session, token_sha256: str, *, person_id: int, at: datetime) -> PairThirdParty:
    """Become the third party by the link of the letter; twice is harmless. Raises `LinkOver`, `OneOfTheTwo`."""
    seen = queries.by_token(db, token_sha256)
    if seen is None:
        raise LinkOver(token_sha256)
    held = locked_pair(db, seen.pair_id)
    found = queries.by_token(db, token_sha256)
    two = frozenset({held.mentor_id, held.mentee_id})
    if person_id in two:
        raise OneOfTheTwo(person_id)
    if found is None or not rules.may_take(person_id, found.third, two=two, at=at):
        raise LinkOver(token_sha256)
    found.person_id = person_id
    db.flush()
    return found


def acknowledge(db: Session, vault: Vault, found: PairThirdParty, *, by: Actor, at: datetime) -> None:
    """Write down that they have seen it, under their name; the first time counts. Raises `ThirdPartyGone`."""
    public_id, pair_id = found.public_id, found.pair_id
    locked_pair(db, pair_id)
    now = queries.third_party(db, public_id, pair_id=pair_id)
    if now is None or not rules.may_see_shown(by.id, now.third):
        raise ThirdPartyGone(public_id)
    if now.acknowledged_at is None:
        now.acknowledged_as, now.acknowledged_at = vault.seal(by.name, place=acknowledgement_place(public_id)), at
        db.flush()


def _post(db: Session, to: str, letter: Letter, *, at: datetime, until: datetime | None = None) -> None:
    send_mail(db, to=to, subject=letter.subject, body=letter.body, at=at, worth_until=until)
