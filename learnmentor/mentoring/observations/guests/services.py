"""What is done about a second observer: proposed, agreed by the other, answered, let go. The pair's row orders it."""

from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.accounts import queries as accounts
from learnmentor.ground.letters import Sender
from learnmentor.ground.vault import Vault
from learnmentor.jobs import services as jobs
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.observations import queries, rules
from learnmentor.mentoring.observations.guests.letters import asked_to_observe
from learnmentor.mentoring.observations.models import Observation, ObservationGuest, guest_place
from learnmentor.mentoring.observations.services import ObservationStands, demand, hold, open_if_written


class SecondIsOneOfTheTwo(Exception):
    """The second observer would be one of the pair."""


class SecondAsked(Exception):
    """Somebody is asked already and has not answered."""


def ask_second(
    db: Session, vault: Vault, pair: Pair, found: Observation, *, address: str, by: int, at: datetime
) -> None:
    """Propose a second observer to the other one of the pair; in place of one who said no, or whom oneself proposed.

    Raises `PairEnded`, `ObservationStands`, `SecondAsked`, `SecondIsOneOfTheTwo`.
    """
    hold(db, pair, found)
    demand(rules.may_ask_second(found.purpose, found.facts))
    person = accounts.person_by_email(db, address)
    if person is not None and person.id in {pair.mentor_id, pair.mentee_id}:
        raise SecondIsOneOfTheTwo(found.public_id)
    there = queries.guest(db, found)
    if there is not None and not (there.answer == "no" or there.agreed_at is None):
        raise SecondAsked(found.public_id)
    if there is not None:
        db.delete(there)
        db.flush()
    made = ObservationGuest(observation_id=found.id, public_id=found.public_id, asked_by_id=by, asked_at=at)
    made.address = vault.seal(address, place=guest_place(found.public_id))
    db.add(made)
    db.flush()


def agree_second(
    db: Session, vault: Vault, pair: Pair, found: Observation, *, by: int, sender: Sender, at: datetime
) -> None:
    """The other one agrees, and whoever has the address is asked by letter. Whether anybody here has it is not said.

    Raises `PairEnded`, `ObservationStands`.
    """
    hold(db, pair, found)
    asked = queries.guest(db, found)
    free = asked is not None and asked.agreed_at is None and asked.asked_by_id != by
    demand(free and rules.may_ask_second(found.purpose, found.facts))
    if asked is None or (address := queries.address_asked(vault, asked)) is None:
        return
    person = accounts.person_by_email(db, address)
    asked.agreed_at, asked.address = at, None
    if person is not None and person.closed_at is None:
        asked.person_id = person.id
        letter = asked_to_observe(sender, public_id=found.public_id)
        jobs.send_mail(db, to=person.email, subject=letter.subject, body=letter.body, at=at)
    db.flush()


def answer(db: Session, pair: Pair, found: Observation, *, by: int, yes: bool, at: datetime) -> None:
    """Whoever was asked says yes or no; raises `PairEnded`, `ObservationStands`."""
    hold(db, pair, found)
    asked = queries.guest(db, found)
    if asked is None or asked.person_id != by or asked.answer is not None:
        raise ObservationStands
    demand(not yes or rules.may_ask_second(found.purpose, found.facts))
    asked.answer, asked.answered_at = "yes" if yes else "no", at
    found.second_id = by if yes else found.second_id
    db.flush()


def let_second_go(db: Session, pair: Pair, found: Observation, *, at: datetime) -> None:
    """Go on without a second observer; what they wrote stays theirs. Raises `PairEnded`, `ObservationStands`."""
    hold(db, pair, found)
    demand(not found.facts.practice and not found.facts.opened)
    there = queries.guest(db, found)
    if there is not None:
        db.delete(there)
    found.second_id, found.second_ready_at = None, None
    open_if_written(db, found, at=at)
