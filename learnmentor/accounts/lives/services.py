"""What happens to accounts: suspended and returned, left, another address, a link to a new password."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnmentor.accounts import queries as accounts
from learnmentor.accounts import services as people
from learnmentor.accounts.access_log.recording import note_change
from learnmentor.accounts.access_log.rules import AccessTo, Look
from learnmentor.accounts.lives import letters, queries, rules
from learnmentor.accounts.lives.models import AddressChange
from learnmentor.accounts.lives.rules import AddressStanding
from learnmentor.accounts.models import PasswordReset, Person, Role
from learnmentor.accounts.rules import Actor, RoleHeld, RoleName, clean_address
from learnmentor.accounts.services import AddressTaken, LastAdministrator, LinkOver
from learnmentor.ground import locks
from learnmentor.ground.letters import Letter, Sender
from learnmentor.jobs import services as jobs


class OwnAccount(Exception):
    """Nobody suspends themselves."""


class SuspendedAlready(Exception):
    """Somebody else suspended the account a moment ago."""


class NotSuspended(Exception):
    """The account is not suspended, perhaps since a moment ago."""


class SameAddress(Exception):
    """The account has this address."""


def _post(db: Session, to: str, letter: Letter, *, at: datetime, lasts: timedelta | None = None) -> None:
    over = at + lasts if lasts else None
    jobs.send_mail(db, to=to, subject=letter.subject, body=letter.body, at=at, worth_until=over)


def _note(db: Session, person: Person, what: AccessTo, *, by: Actor | None, at: datetime) -> None:
    note_change(db, Look(person.id, by.id if by else None, what), at=at)


# Suspended and returned. `by` is None for whoever runs the server, by its command line


def suspend(
    db: Session, *, person_id: int, because: str, by: Actor | None, today: date, sender: Sender, at: datetime
) -> None:
    """Let nobody sign in to the account, and end its sign-ins; `because` is the sentence that its owner is told.

    Raises `OwnAccount`, `SuspendedAlready` or `LastAdministrator`.
    """
    if by is not None and by.id == person_id:
        raise OwnAccount(person_id)
    locks.hold_installation(db)  # two administrators who suspend each other come here one after the other
    person = accounts.locked_person(db, person_id)
    if person.suspended_at is not None:
        raise SuspendedAlready(person_id)
    if _administers(db, person_id, after=today) and not accounts.other_administrators(db, than=person_id, on=today):
        raise LastAdministrator(person_id)
    person.suspended_at, person.suspended_because = at, because
    _forget_links(db, person_id)
    people.sign_out_everywhere(db, person)
    _note(db, person, AccessTo.SUSPENDED, by=by, at=at)
    _post(db, person.email, letters.suspended(sender, because=because), at=at)


def return_account(db: Session, *, person_id: int, by: Actor | None, sender: Sender, at: datetime) -> None:
    """Let its owner sign in again, with the same password; raises `NotSuspended`."""
    person = accounts.locked_person(db, person_id)
    if person.suspended_at is None:
        raise NotSuspended(person_id)
    person.suspended_at = person.suspended_because = None
    _note(db, person, AccessTo.RETURNED, by=by, at=at)
    _post(db, person.email, letters.returned(sender), at=at)


def _administers(db: Session, person_id: int, *, after: date) -> bool:
    """Whether somebody holds the role of an administrator on a day after this one, or on it."""
    held = (role for role in accounts.roles_of(db, person_id) if role.name == RoleName.ADMINISTRATOR)
    return any(role.ends_on is None or role.ends_on >= after for role in held)


def _forget_links(db: Session, person_id: int) -> None:
    db.execute(delete(PasswordReset).where(PasswordReset.person_id == person_id, PasswordReset.used_at.is_(None)))


# Left


def leave(db: Session, *, person_id: int, last_day: date, by: Actor | None, at: datetime) -> int:
    """Let every role of somebody end after `last_day`; the account and all that is theirs go on. Returns how many.

    Raises `LastAdministrator`.
    """
    locks.hold_installation(db)
    person = accounts.locked_person(db, person_id)
    day_after = last_day + timedelta(days=1)
    if _administers(db, person_id, after=day_after) and not accounts.other_administrators(
        db, than=person_id, on=day_after
    ):
        raise LastAdministrator(person_id)
    ended = [role for role in accounts.roles_of(db, person_id) if _ended(db, role, last_day=last_day)]
    _note(db, person, AccessTo.LEFT, by=by, at=at)
    return len(ended)


def _ended(db: Session, role: Role, *, last_day: date) -> bool:
    held = RoleHeld(role.name, role.starts_on, role.ends_on)
    left = rules.left_on(held, last_day=last_day)
    if left is None:
        db.delete(role)
    else:
        role.ends_on = left.ends_on
    db.flush()
    return left != held


# Names, and a link to a new password, by somebody who looks after the account


def correct_names(db: Session, *, person_id: int, name: str, printed_name: str, by: Actor | None, at: datetime) -> None:
    """Change somebody's names for them; certificates that were issued stay as they are."""
    person = accounts.locked_person(db, person_id)
    if (person.name, person.printed_name) != (name, printed_name):
        people.save_names(db, person, name=name, printed_name=printed_name)
        _note(db, person, AccessTo.NAMES, by=by, at=at)


def make_password_link(
    db: Session, *, person_id: int, token_sha256: str, link: str, by: Actor | None, sender: Sender | None, at: datetime
) -> None:
    """Let somebody choose a new password by a link: sent to them, or given to whoever asks where no mail can be sent.

    `sender` is None where no mail can be sent.
    """
    person = accounts.locked_person(db, person_id)
    people.keep_reset(db, person, token_sha256=token_sha256, at=at)
    _note(db, person, AccessTo.PASSWORD_LINK, by=by, at=at)
    if sender is not None:
        letter = letters.password_link(sender, link=link)
        _post(db, person.email, letter, at=at, lasts=people.RESET_LASTS)


# Another address


@dataclass(frozen=True)
class LinkPair:
    """The two links of a change of address, and what is kept of each."""

    confirm_sha256: str
    confirm: str
    stop_sha256: str
    stop: str


def ask_for_address(
    db: Session, *, person_id: int, email: str, by: Actor | None, links: LinkPair, sender: Sender, at: datetime
) -> AddressChange:
    """Write to both addresses; the account has the old one until the new one confirms. Raises `SameAddress`.

    An address that has an account is written to as well and told so, and nobody else is.
    """
    person, new = accounts.locked_person(db, person_id), clean_address(email)
    if new == person.email:
        raise SameAddress(person_id)
    _stop_waiting(db, person_id, at=at)
    made = AddressChange(
        person_id=person_id, asked_by_id=by.id if by else None, old_email=person.email, new_email=new,
        confirm_sha256=links.confirm_sha256, stop_sha256=links.stop_sha256, created_at=at,
        expires_at=at + rules.CONFIRMED_WITHIN,
    )  # fmt: skip
    db.add(made)
    taken = accounts.person_by_email(db, new) is not None
    to_new = letters.address_taken(sender) if taken else letters.confirm_address(sender, link=links.confirm)
    _post(db, new, to_new, at=at, lasts=rules.CONFIRMED_WITHIN)
    _post(db, person.email, letters.address_asked(sender, link=links.stop), at=at, lasts=rules.CONFIRMED_WITHIN)
    _note(db, person, AccessTo.ADDRESS, by=by, at=at)
    return made


def withdraw_address(db: Session, *, person_id: int, at: datetime) -> None:
    """Let a change that waits come to nothing; none that waits is no mistake."""
    accounts.hold_person(db, person_id)
    _stop_waiting(db, person_id, at=at)


def _stop_waiting(db: Session, person_id: int, *, at: datetime) -> None:
    waits = (AddressChange.confirmed_at.is_(None), AddressChange.stopped_at.is_(None))
    db.execute(update(AddressChange).where(AddressChange.person_id == person_id, *waits).values(stopped_at=at))


def confirm_address(db: Session, change: AddressChange, *, sender: Sender, at: datetime) -> Person:
    """Give the account its new address; raises `LinkOver`, or `AddressTaken` when somebody else has it by now."""
    person, change, standing = _standing(db, change, at=at)
    if standing != AddressStanding.WAITING or person.email != change.old_email:
        raise LinkOver(change.id)
    change.confirmed_at = at
    _readdress(db, person, change.new_email)
    _post(db, change.new_email, letters.address_changed(sender), at=at)
    return person


def stop_address(db: Session, change: AddressChange, *, sender: Sender, at: datetime) -> AddressStanding:
    """Stop a change that waits, or take back one that was made; gives how it stood. Raises `LinkOver`, `AddressTaken`.

    One that is taken back ends every sign-in; where the person's own password had asked for it, that one is over too.
    """
    person, change, standing = _standing(db, change, at=at)
    if standing not in {AddressStanding.WAITING, AddressStanding.CHANGED}:
        raise LinkOver(change.id)
    change.stopped_at = at
    if standing == AddressStanding.CHANGED:
        if person.email != change.new_email:
            raise LinkOver(change.id)
        _readdress(db, person, change.old_email)
        people.sign_out_everywhere(db, person)
        if change.asked_by_id == person.id:
            person.password_hash, person.password_changes = "!", person.password_changes + 1
        _post(db, change.old_email, letters.address_put_back(sender), at=at)
    db.flush()
    return standing


def _standing(db: Session, change: AddressChange, *, at: datetime) -> tuple[Person, AddressChange, AddressStanding]:
    person = accounts.locked_person(db, change.person_id)
    now = queries.change_now(db, change.id)
    if now is None:
        raise LinkOver(change.id)
    standing = rules.address_standing(
        expires_at=now.expires_at, confirmed_at=now.confirmed_at, stopped_at=now.stopped_at, at=at
    )
    return person, now, standing


def _readdress(db: Session, person: Person, email: str) -> None:
    try:
        with db.begin_nested():
            person.email = email
    except IntegrityError:
        raise AddressTaken(person.public_id) from None
    _forget_links(db, person.id)  # they lie in the mailbox of the other address


def tidy(db: Session, *, at: datetime) -> None:
    """Forget changes of address of which nothing can become any more."""
    over = at - rules.CONFIRMED_WITHIN - rules.UNDONE_WITHIN
    db.execute(delete(AddressChange).where(AddressChange.created_at <= over))
