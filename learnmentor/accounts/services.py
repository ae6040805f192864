"""What is done with people: let in, invite, change, give roles. Passwords and tokens arrive as hashes."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnmentor.accounts import letters, queries, rules
from learnmentor.accounts.merging import queries as merging
from learnmentor.accounts.models import Attempt, Invitation, PasswordReset, Person, Role, SignIn, SignUp
from learnmentor.accounts.queries import Credentials
from learnmentor.accounts.rules import RoleHeld, RoleName
from learnmentor.accounts.throttle import LONGEST_SPAN, Tried
from learnmentor.accounts.tries import forget_tries
from learnmentor.ground import locks
from learnmentor.ground.letters import Letter, Sender
from learnmentor.ground.locks import take_turn
from learnmentor.jobs import services as jobs

SIGN_UP_LASTS = timedelta(days=1)
INVITATION_LASTS = timedelta(days=14)
INVITATION_KEPT = timedelta(days=30)  # after it is over, so that whoever sent it sees what became of it
RESET_LASTS = timedelta(hours=2)


class AddressTaken(Exception):
    """The address has an account already."""


class LinkOver(Exception):
    """Somebody used the link a moment ago."""


class RoleClash(Exception):
    """The person holds this role already on some of these days; `held` is the one."""

    def __init__(self, held: RoleHeld) -> None:
        super().__init__(held.name)
        self.held = held


class RoleGone(Exception):
    """The role was ended a moment ago, before it had begun, so there is nothing left to end."""


class LastAdministrator(Exception):
    """Nobody would be left who can give roles."""


class AccountSuspended(Exception):
    """Nobody can sign in to the account just now; `since` when, and `because`: the sentence that its owner is told."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.public_id)
        self.since, self.because = person.suspended_at, person.suspended_because or ""


# Making accounts


def open_account(
    db: Session,
    *,
    email: str,
    name: str,
    password_hash: str,
    public_id: str,
    at: datetime,
    printed_name: str | None = None,
) -> Person:
    """A new account; raises `AddressTaken`. `public_id` is random and unguessable."""
    person = Person(
        email=rules.clean_address(email), name=name, printed_name=printed_name or name,
        password_hash=password_hash, public_id=public_id, created_at=at,
    )  # fmt: skip
    try:
        with db.begin_nested():
            db.add(person)
    except IntegrityError:
        raise AddressTaken(public_id) from None
    return person


def keep_sign_up(db: Session, *, email: str, name: str, password_hash: str, sender: Sender, at: datetime) -> None:
    """Keep a sign-up until its first sign-in, unless one waits for the address: that one stays as it is.

    The outcome is in the letter to the address alone; the same work is done for an address that has an account.
    """
    address = rules.clean_address(email)
    db.execute(delete(SignUp).where(SignUp.expires_at <= at))
    row = {"email": address, "name": name, "password_hash": password_hash, "created_at": at}
    first = locks.insert_once(db, SignUp, {**row, "expires_at": at + SIGN_UP_LASTS})
    _post(db, address, _sign_up_letter(db, address, waits=not first, sender=sender), at=at)


def _sign_up_letter(db: Session, address: str, *, waits: bool, sender: Sender) -> Letter:
    if queries.address_in_use(db, address):
        return letters.sign_up_known(sender)
    return letters.sign_up_waiting(sender) if waits else letters.sign_up_ready(sender)


def come_in(db: Session, found: Credentials, *, public_id: str, at: datetime) -> Person | None:
    """The person whose password was right; a waiting sign-up becomes the account. None when either went meanwhile.

    Raises `queries.AccountMerged`.
    """
    if found.person_id is not None:
        person = queries.locked_person(db, found.person_id, closed_too=True)
        today = merging.account_today(db, person.id) if person.closed_at is not None else None
        if today is not None and person.password_hash == found.password_hash:
            raise queries.AccountMerged(today)
        return _still_theirs(person, found)
    sign_up = db.get(SignUp, found.sign_up_id, with_for_update=True)
    if sign_up is None:  # a second press of the button was faster, with the same password
        return _still_theirs(queries.person_by_email(db, found.email), found)
    try:
        person = open_account(
            db, email=sign_up.email, name=sign_up.name, password_hash=sign_up.password_hash, public_id=public_id, at=at
        )
    except AddressTaken:
        return None
    db.delete(sign_up)
    db.flush()
    return person


def _still_theirs(person: Person | None, found: Credentials) -> Person | None:
    same = person is not None and person.closed_at is None and person.password_hash == found.password_hash
    return person if same else None


def send_sign_up_link(db: Session, *, email: str, token_sha256: str, link: str, sender: Sender, at: datetime) -> int:
    """Send the way to an account to an address; its owner is told instead when it has one. The same work either way.

    Gives the letter's id.
    """
    address = rules.clean_address(email)
    if queries.address_in_use(db, address):
        return _post(db, address, letters.sign_up_known(sender), at=at, lasts=SIGN_UP_LASTS)
    _keep_invitation(db, email=address, token_sha256=token_sha256, lasts=SIGN_UP_LASTS, at=at)
    return _post(db, address, letters.sign_up_link(sender, link=link), at=at, lasts=SIGN_UP_LASTS)


def invite(
    db: Session,
    *,
    email: str,
    role: RoleName | None,
    by: rules.Actor,
    token_sha256: str,
    link: str,
    sender: Sender,
    at: datetime,
) -> Invitation:
    """Send an invitation, with a role from the day it is used; links that the address had are over.

    Raises `AddressTaken`.
    """
    address = rules.clean_address(email)
    take_turn(db, f"invitation {address}")
    if queries.address_in_use(db, address):
        raise AddressTaken(address)
    before = update(Invitation).where(Invitation.email == address, *queries.invitation_waits(at=at))
    db.execute(before.where(Invitation.invited_by_id.is_not(None)).values(replaced_at=at))
    made = _keep_invitation(
        db, email=address, token_sha256=token_sha256, lasts=INVITATION_LASTS, at=at, role=role, invited_by_id=by.id
    )
    _post(db, address, letters.invitation(sender, link=link, by=by.name), at=at)
    return made


def keep_invitations(db: Session, tokens: Mapping[str, str], *, by: rules.Actor, at: datetime) -> None:
    """Let each of many addresses make an account, by the digest of a token; whoever calls writes the letters."""
    db.add_all(
        Invitation(
            email=email, token_sha256=token, invited_by_id=by.id, created_at=at, expires_at=at + INVITATION_LASTS
        )
        for email, token in tokens.items()
    )
    db.flush()


def _keep_invitation(
    db: Session,
    *,
    email: str,
    token_sha256: str,
    lasts: timedelta,
    at: datetime,
    role: RoleName | None = None,
    invited_by_id: int | None = None,
) -> Invitation:
    made = Invitation(
        email=email,
        token_sha256=token_sha256,
        role=role,
        invited_by_id=invited_by_id,
        created_at=at,
        expires_at=at + lasts,
    )
    db.add(made)
    db.flush()
    return made


def accept(
    db: Session, invitation: Invitation, *, name: str, password_hash: str, public_id: str, at: datetime, today: date,
    part_id: int | None = None,
) -> Person:  # fmt: skip
    """Make the account of an invitation; raises `LinkOver` or `AddressTaken`.

    `part_id` is what a coordinator's role reaches; without it, nobody becomes one.
    """
    used = update(Invitation).where(Invitation.id == invitation.id, *queries.invitation_waits(at=at))
    used = used.where(Invitation.token_sha256 == invitation.token_sha256)  # not if it was sent again meanwhile
    if db.execute(used.values(used_at=at)).rowcount != 1:  # type: ignore[attr-defined]  # an update has a count
        raise LinkOver(invitation.id)
    person = open_account(
        db, email=invitation.email, name=name, password_hash=password_hash, public_id=public_id, at=at
    )
    coordinates = invitation.role == RoleName.COORDINATOR
    if invitation.role is not None and not (coordinates and part_id is None):
        where = part_id if coordinates else None
        db.add(Role(person_id=person.id, name=invitation.role, starts_on=today, part_id=where))
    db.flush()
    return person


# Passwords and sessions


def send_password_link(db: Session, *, email: str, token_sha256: str, link: str, sender: Sender, at: datetime) -> int:
    """Send a link to choose a new password; an address without an account is told that it has none.

    Gives the letter's id.
    """
    address = rules.clean_address(email)
    person = queries.person_by_email(db, address)
    merged = person is None and merging.merged_by_email(db, address) is not None
    letter = letters.password_merged(sender) if merged else letters.password_unknown(sender)
    if person is not None:
        with suppress(queries.AccountClosed):
            keep_reset(db, person, token_sha256=token_sha256, at=at)
            letter = letters.password_link(sender, link=link)
    return _post(db, address, letter, at=at, lasts=RESET_LASTS)


def keep_reset(db: Session, person: Person, *, token_sha256: str, at: datetime) -> None:
    """Let the holder of a token choose a new password, for a while."""
    queries.hold_person(db, person.id)
    db.add(PasswordReset(person_id=person.id, token_sha256=token_sha256, created_at=at, expires_at=at + RESET_LASTS))
    db.flush()


def reset_password(
    db: Session, reset: PasswordReset, *, password_hash: str, tried: Tried, sender: Sender, at: datetime
) -> Person:
    """Set the new password of a link; every other link and every session ends. Raises `LinkOver`."""
    person = queries.locked_person(db, reset.person_id)
    used = update(PasswordReset).where(PasswordReset.id == reset.id, PasswordReset.used_at.is_(None))
    if db.execute(used.values(used_at=at)).rowcount != 1:  # type: ignore[attr-defined]  # an update has a count
        raise LinkOver(reset.id)
    change_password(db, person, password_hash=password_hash, sender=sender, at=at)
    forget_tries(db, tried, at=at)
    return person


def change_password(db: Session, person: Person, *, password_hash: str, sender: Sender, at: datetime) -> None:
    """Set another password, sign out every device and tell the owner."""
    person.password_hash = password_hash
    person.password_changes += 1
    _post(db, person.email, letters.password_changed(sender), at=at)
    db.execute(delete(PasswordReset).where(PasswordReset.person_id == person.id, PasswordReset.used_at.is_(None)))
    sign_out_everywhere(db, person)


def renew_hash(db: Session, person: Person, *, password_hash: str) -> None:
    """Keep the same password by today's parameters; nobody is signed out."""
    person.password_hash = password_hash
    db.flush()


def begin_sign_in(
    db: Session, person: Person, *, token_sha256: str, public_id: str, remembered: bool, device: str, at: datetime
) -> SignIn:
    """Let whoever has the token be this person from now on, in one browser; raises `AccountSuspended`."""
    if (person := queries.locked_person(db, person.id)).suspended_at is not None:
        raise AccountSuspended(person)
    made = SignIn(
        person_id=person.id, token_sha256=token_sha256, public_id=public_id, remembered=remembered, device=device,
        begun_at=at, used_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def note_use(db: Session, sign_in_id: int, *, at: datetime) -> None:
    """Write down that a sign-in is in use; one that has ended meanwhile stays ended."""
    db.execute(update(SignIn).where(SignIn.id == sign_in_id).values(used_at=at))


def sign_out(db: Session, token_sha256: str) -> None:
    """End the sign-in of a token, wherever copies of it are."""
    db.execute(delete(SignIn).where(SignIn.token_sha256 == token_sha256))


def sign_out_there(db: Session, person_id: int, public_id: str) -> None:
    """End one of a person's own sign-ins; nothing happens when it has ended already."""
    db.execute(delete(SignIn).where(SignIn.person_id == person_id, SignIn.public_id == public_id))


def sign_out_everywhere(db: Session, person: Person | None) -> None:
    """End every sign-in of a person, or of everybody, on every device."""
    whose = [] if person is None else [SignIn.person_id == person.id]
    db.execute(delete(SignIn).where(*whose))


def _post(db: Session, to: str, letter: Letter, *, at: datetime, lasts: timedelta | None = None) -> int:
    """Have a letter sent, unless it `lasts` no longer by then; gives its id."""
    over = at + lasts if lasts else None
    return jobs.send_mail(db, to=to, subject=letter.subject, body=letter.body, at=at, worth_until=over).id


# Names and roles


def save_names(db: Session, person: Person, *, name: str, printed_name: str) -> None:
    """Change how a person is greeted and what stands on certificates from now on; those issued stay as they are."""
    person = queries.locked_person(db, person.id)
    person.name, person.printed_name = name, printed_name
    db.flush()


def give_role(
    db: Session, person: Person, *, name: RoleName, starts_on: date, ends_on: date | None, part_id: int | None = None
) -> Role:
    """Give a role from a day on, in a part of an organisation or everywhere.

    Raises `RoleClash` when it is held there already on one of the days.
    """
    queries.hold_person(db, person.id)
    new = RoleHeld(name, starts_on, ends_on, part_id)
    held = (RoleHeld(role.name, role.starts_on, role.ends_on, role.part_id) for role in queries.roles_of(db, person.id))
    clash = rules.overlapping(held, new)
    if clash is not None:
        raise RoleClash(clash)
    role = Role(person_id=person.id, name=name, starts_on=starts_on, ends_on=ends_on, part_id=part_id)
    db.add(role)
    db.flush()
    return role


def end_role(db: Session, role: Role, *, last_day: date) -> None:
    """Let a role end after `last_day`; one that had not begun by then never was.

    Raises `LastAdministrator`, or `RoleGone` when another window was faster.
    """
    locks.hold_installation(db)  # two administrators who end each other come here one after the other
    queries.hold_person(db, role.person_id)
    if queries.role_now(db, role) is None:
        raise RoleGone(role.id)
    if role.name == RoleName.ADMINISTRATOR:
        day_after = last_day + timedelta(days=1)
        if not queries.other_administrators(db, than=role.person_id, on=day_after):
            raise LastAdministrator(role.id)
    if last_day < role.starts_on:
        db.delete(role)
    else:
        role.ends_on = last_day
    db.flush()


def tidy(db: Session, *, at: datetime) -> None:
    """Forget tries, sign-ups, links and sign-ins that are over."""
    db.execute(delete(Attempt).where(Attempt.at <= at - LONGEST_SPAN))
    for over in (SignUp, PasswordReset):
        db.execute(delete(over).where(over.expires_at <= at))
    asked_for = Invitation.invited_by_id.is_(None) & (Invitation.expires_at <= at)  # by whoever signs up
    db.execute(delete(Invitation).where(asked_for | (Invitation.expires_at <= at - INVITATION_KEPT)))
    for remembered, lasts in rules.SAVED_WITHIN.items():
        db.execute(delete(SignIn).where(SignIn.remembered == remembered, SignIn.used_at <= at - lasts))
    db.flush()
