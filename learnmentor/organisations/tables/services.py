"""A table of people looked over, and brought in: by the worker some lines at a time, each time as things stand then.

What was brought in is known when it is looked at again, so work that broke off goes on, and a table that comes twice
changes nothing.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import delete
from sqlalchemy.orm import Session

from learnmentor.accounts import services as accounts
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor, RoleName, digest
from learnmentor.ground import randomness
from learnmentor.ground.letters import Letter, Sender
from learnmentor.jobs import services as jobs
from learnmentor.organisations import queries, rules, services
from learnmentor.organisations.joining import letters
from learnmentor.organisations.models import Management, Membership, MembershipOffer, Part, PeopleImport
from learnmentor.organisations.rules import HowKnown
from learnmentor.organisations.tables import changes, reading, spreadsheet
from learnmentor.organisations.tables import queries as tables
from learnmentor.organisations.tables.changes import JudgedLine, LineVerdict, NamedGroup, Offered
from learnmentor.organisations.tables.reading import PeopleTable, PersonLine

BRING_IN = "bring-people-in"
AT_ONCE = 200  # lines in one transaction
KEPT = timedelta(days=7)
MOST_TOLD = 100  # refused lines that are kept to be read


class GroupsByName(Protocol):
    """Whoever keeps groups: rooms after this one."""

    def find(self, db: Session, by: Actor, part: Part, names: Collection[str], *, on: date) -> Sequence[NamedGroup]:
        """The open groups of these names that somebody may bring people into."""

    def ask(self, db: Session, noted: Sequence[int], *, by: Actor, at: datetime) -> None:
        """Ask members into the groups that a table named for them; `noted` are keys of their `MembershipOffer`s."""


@dataclass(frozen=True)
class Importer:
    """Who brings a table in, and what is known around it."""

    by: Actor
    sender: Sender
    offered_roles: frozenset[RoleName]
    today: date
    at: datetime
    groups: GroupsByName | None = None


# Looking over


def look_over(db: Session, part: Part, table: PeopleTable, importer: Importer) -> list[JudgedLine]:
    """Each line of a table with what would become of it now."""
    return _judged(db, part, table.found, addresses=_addresses(table), importer=importer)


def _addresses(table: PeopleTable) -> frozenset[str]:
    return frozenset(line.email for line in table.found)


def _judged(
    db: Session, part: Part, lines: Sequence[PersonLine], *, addresses: frozenset[str], importer: Importer
) -> list[JudgedLine]:
    here, parts = tables.known_parts(db, part)
    asked = {line.email for line in lines} | {line.manager for line in lines if line.manager}
    standing = tables.standing(db, here, parts, asked, today=importer.today, at=importer.at)
    standing.may_give = lambda role, there: rules.may_give(importer.by, role, there)
    standing.offered_roles = importer.offered_roles
    if importer.groups is not None:
        names = {line.group for line in lines if line.group}
        standing.groups = importer.groups.find(db, importer.by, part, names, on=importer.today) if names else ()
    return list(changes.judged(lines, standing, addresses=addresses, today=importer.today))


# Bringing in


def ask(db: Session, part: Part, *, by: Actor, text: str, lines: int, public_id: str, at: datetime) -> PeopleImport:
    """Keep a table that was looked over, until it is brought in; one that somebody left lying is forgotten."""
    lying = delete(PeopleImport).where(PeopleImport.by_id == by.id, PeopleImport.state == "looked-over")
    db.execute(lying, execution_options={"synchronize_session": False})
    made = PeopleImport(
        public_id=public_id, part_id=part.id, by_id=by.id, text=text, state="looked-over", total_lines=lines,
        done_lines=0, outcome={}, asked_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def begin(db: Session, wanted: PeopleImport, *, at: datetime) -> None:
    """Have a table brought in by the worker; pressed twice, it is brought in once."""
    held = tables.import_now(db, wanted.id)
    if held is not None and held.state == "looked-over":
        held.state = "waiting"
        db.flush()
        jobs.enqueue(db, kind=BRING_IN, args={"import": held.id}, run_at=at)


def bring_in(
    db: Session, part: Part, lines: Sequence[PersonLine], *, addresses: frozenset[str], importer: Importer
) -> list[JudgedLine]:
    """Do what lines say that nobody has done yet; gives each with what became of it. Raises `NoLonger`.

    Tables of one organisation come in one at a time, and the people of these lines are held meanwhile.
    """
    importer = replace(importer, by=services.ask_again(db, importer.by, part, on=importer.today))
    queries.hold_organisation(db, part.root_id)
    done = _judged(db, part, lines, addresses=addresses, importer=importer)
    _invite(db, part, [each for each in done if _is_offer(each)], importer)
    changed = [each for each in done if each.verdict == LineVerdict.CHANGED and not _is_offer(each)]
    noted = _change(db, part, changed, importer)
    db.flush()
    if importer.groups is not None:
        importer.groups.ask(db, [offer.id for offer in noted], by=importer.by, at=importer.at)
    return done


def _is_offer(each: JudgedLine) -> bool:
    """Whether a line is of somebody who is invited: new, or invited before with other words."""
    return each.verdict == LineVerdict.NEW or (each.verdict == LineVerdict.CHANGED and each.plan.nothing)


def _invite(db: Session, part: Part, new: Sequence[JudgedLine], importer: Importer) -> None:
    """Write down invitations, and one letter to each address that had none from this organisation."""
    addresses = [each.line.email for each in new]
    known = tables.offers_by_place(db, part.root_id, addresses)
    waiting = {email for (email, _), offer in known.items() if _waits(offer, importer.at)}
    for each in new:
        if each.part is not None:
            offer = known.get((each.line.email, each.part.id)) or MembershipOffer(
                public_id=randomness.public_id(), part_id=each.part.id, root_id=part.root_id, email=each.line.email
            )
            _say(offer, changes.offer_of(each.line), importer)
            db.add(offer)
    _send(db, part, [email for email in dict.fromkeys(addresses) if email not in waiting], importer)


def _waits(offer: MembershipOffer, at: datetime) -> bool:
    return offer.accepted_at is None and offer.expires_at > at


def _say(offer: MembershipOffer, says: Offered, importer: Importer) -> None:
    offer.name, offer.roles, offer.group_name = says.name, sorted(says.roles), says.group
    offer.manager_email, offer.starts_on, offer.ends_on = says.manager, says.first, says.last
    offer.invited_by_id, offer.created_at = importer.by.id, importer.at
    offer.expires_at = importer.at + accounts.INVITATION_LASTS
    offer.accepted_at = offer.person_id = None


def _send(db: Session, part: Part, addresses: Sequence[str], importer: Importer) -> None:
    """A letter to each; whether there is an account is seen by its owner alone."""
    place = db.get_one(Part, part.root_id).name
    with_account, tokens = tables.with_account(db, addresses), dict[str, str]()
    written: list[tuple[str, Letter]] = []
    for email in addresses:
        if email in with_account:
            letter = letters.known_account(importer.sender, by=importer.by.name, place=place)
        else:
            token = randomness.token()
            tokens[email] = digest(token)
            link = f"{importer.sender.base_url}/invitations/{token}"
            letter = letters.new_account(importer.sender, by=importer.by.name, place=place, link=link)
        written.append((email, letter))
    accounts.keep_invitations(db, tokens, by=importer.by, at=importer.at)
    jobs.send_letters(
        db, [(email, each.subject, each.body) for email, each in written], at=importer.at,
        worth_until=importer.at + accounts.INVITATION_LASTS,
    )  # fmt: skip


def send_again(db: Session, part: Part, offer: MembershipOffer, importer: Importer) -> None:
    """Write an invitation again, with a link of its own where there is no account; it waits as long as a new one."""
    offer.expires_at = importer.at + accounts.INVITATION_LASTS
    db.flush()
    _send(db, part, [offer.email], importer)


def _change(db: Session, part: Part, changed: Sequence[JudgedLine], importer: Importer) -> list[MembershipOffer]:
    """Change what is known of members: days, parts, roles, managers, names of groups; gives where these were noted."""
    noted = []
    people = {person_id for each in changed if (person_id := each.person_id) is not None}
    held = tables.held_people(db, people)
    ids = [each.plan.changes.membership_id for each in changed if each.plan.changes]
    there = tables.memberships_by_id(db, ids)
    offers = tables.offers_by_place(db, part.root_id, [each.line.email for each in changed if each.plan.group])
    said = tables.csv_managements(db, part.root_id, people, on=importer.today)
    for each in changed:
        if each.person_id in held and each.part is not None and each.person_id is not None:
            _change_days(db, each, each.person_id, there)
            _give_roles(db, each, each.person_id, importer)
            if each.plan.manager_id is not None:
                _end_said(db, said.get(each.person_id, []), today=importer.today)
                db.add(_management(each.plan.manager_id, each.person_id, part.root_id, today=importer.today))
            if each.plan.group:
                offer = offers.get((each.line.email, each.part.id)) or _member_note(each, part.root_id, importer)
                _note_group(db, offer, each.plan.group, each.person_id, at=importer.at)
                noted.append(offer)
    return noted


def _change_days(db: Session, each: JudgedLine, person_id: int, there: dict[int, Membership]) -> None:
    if each.plan.joins and each.part:
        span = each.plan.joins
        db.add(Membership(person_id=person_id, part_id=each.part.id, starts_on=span.starts_on, ends_on=span.ends_on))
    if each.plan.changes and (membership := there.get(each.plan.changes.membership_id)):
        span = each.plan.changes.span
        membership.starts_on, membership.ends_on = span.starts_on, span.ends_on


def _give_roles(db: Session, each: JudgedLine, person_id: int, importer: Importer) -> None:
    for role, part_id in each.plan.roles:
        first = max(importer.today, each.line.first or importer.today)
        accounts.give_role(
            db, db.get_one(Person, person_id), name=role, starts_on=first, ends_on=each.line.last, part_id=part_id
        )


def _end_said(db: Session, said: Sequence[Management], *, today: date) -> None:
    """The manager that a table names takes the place of those whom tables named before; declared ones stay."""
    for before in said:
        if before.starts_on < today:
            before.ends_on = today - timedelta(days=1)
        else:
            db.delete(before)
    db.flush()


def _management(manager_id: int, person_id: int, root_id: int, *, today: date) -> Management:
    return Management(
        public_id=randomness.public_id(), manager_id=manager_id, person_id=person_id, root_id=root_id, starts_on=today,
        how=HowKnown.CSV,
    )  # fmt: skip


def _member_note(each: JudgedLine, root_id: int, importer: Importer) -> MembershipOffer:
    """What is kept beside the membership of somebody who was never invited to it."""
    return MembershipOffer(
        public_id=randomness.public_id(), part_id=each.part.id if each.part else 0, root_id=root_id,
        email=each.line.email, roles=[], invited_by_id=importer.by.id, created_at=importer.at, expires_at=importer.at,
    )  # fmt: skip


def _note_group(db: Session, offer: MembershipOffer, group: str, person_id: int, *, at: datetime) -> None:
    """Keep the name of a group, for whoever keeps groups."""
    offer.group_name, offer.accepted_at, offer.person_id = group, at, person_id
    db.add(offer)


# The worker's part: some lines, each time in a transaction of its own


@dataclass(frozen=True)
class Left:
    """What is left to bring in of a table."""

    table: PeopleTable
    part: Part
    by: Actor
    done: int


def left_of(db: Session, import_id: int) -> Left | None:
    """What a worker has to do; None when it was done, or nobody wants it any more."""
    found = tables.import_to_do(db, import_id)
    if found is None:
        return None
    wanted, part, person = found
    by = Actor(person.id, person.public_id, person.name, person.printed_name, frozenset())
    return Left(reading.read(wanted.text), part, by, wanted.done_lines)


def bring_in_some(db: Session, import_id: int, left: Left, importer: Importer) -> bool:
    """Bring in the next lines of a table; False when there are no more, or whoever asked may not any longer."""
    held = tables.import_now(db, import_id)
    if held is None or held.state not in {"waiting", "making"}:
        return False
    lines = left.table.found[held.done_lines : held.done_lines + AT_ONCE]
    if not lines:
        held.state, held.text = "done", ""
        db.flush()
        return False
    try:
        done = bring_in(db, left.part, lines, addresses=_addresses(left.table), importer=importer)
    except services.NoLonger:
        held.state, held.text = "stopped", ""
        held.fault = "Whoever brought this table in does not look after this part any more, so the rest was left out."
        db.flush()
        return False
    held.state, held.done_lines, held.outcome = "making", held.done_lines + len(lines), _added(held.outcome, done)
    db.flush()
    return True


def _added(outcome: dict[str, Any], done: Sequence[JudgedLine]) -> dict[str, Any]:
    counts = changes.counted(done)
    told = [[each.line.line, each.column, each.why] for each in done if each.why]
    return {
        **{verdict: outcome.get(verdict, 0) + count for verdict, count in counts.items()},
        "told": [*outcome.get("told", []), *told][:MOST_TOLD],
    }


def percent(wanted: PeopleImport) -> int:
    """How far a table has come."""
    return 100 if wanted.state == "done" else min(99, wanted.done_lines * 100 // max(1, wanted.total_lines))


def tidy(db: Session, *, at: datetime) -> None:
    """Forget tables whose time is over."""
    over = delete(PeopleImport).where(PeopleImport.asked_at <= at - KEPT)
    db.execute(over, execution_options={"synchronize_session": False})


# Out again


def as_csv(db: Session, part: Part, *, on: date, everywhere: bool) -> Iterator[str]:
    """The members of a part and all below it as a table that comes in again unchanged, a piece at a time.

    `everywhere`: with the roles that they hold in the whole installation, which only administrators know.
    """
    _, parts = tables.known_parts(db, part)
    labels = {each.id: each.label for each in parts}
    roles = tables.roles_in(db, part, on=on, everywhere=everywhere)
    return spreadsheet.as_csv(tables.member_rows(db, part, on=on), labels=labels, roles=roles)
