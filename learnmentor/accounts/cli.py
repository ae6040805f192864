"""`learnmentor users`: accounts from the command line, such as the first administrator's."""

import sys
from datetime import timedelta
from typing import Any, BinaryIO

import click
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts import forms, passwords, queries, rules, services
from learnmentor.accounts.invitations import queries as invitation_queries
from learnmentor.accounts.invitations import services as invitation_services
from learnmentor.accounts.invitations.rules import InvitationStanding
from learnmentor.accounts.lives import queries as life_queries
from learnmentor.accounts.lives import role_table
from learnmentor.accounts.lives import services as lives
from learnmentor.accounts.lives.rules import LONGEST_REASON, RoleOrder, RoleTime
from learnmentor.accounts.lives.services import LinkPair
from learnmentor.accounts.models import Invitation, Person
from learnmentor.accounts.rules import RoleName
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import database
from learnmentor.ground.tables.encodings import decoded
from learnmentor.ground.typefaces import missing_characters
from learnmentor.ground.words import plural
from learnmentor.ground.zones import day_of
from learnmentor.jobs.batches import for_each_apart
from learnmentor.organisations import queries as organisations
from learnmentor.organisations.models import Part
from learnmentor.organisations.tables import changes, reading
from learnmentor.organisations.tables import services as people_tables
from learnmentor.stories import closing_account, leaving, opening_account
from learnmentor.web import installation
from learnmentor.web.commands import CommandGroup, with_application

_MOST = 1000
_NOBODY_LEFT = "Nobody else could look after people then."
_INVITATION_OVER = "That invitation is over: it was used, withdrawn or replaced."
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for one another


def _offered_roles() -> list[rules.RoleName]:
    """The roles that some page asks for, once all pages are known."""
    list(rooms.blueprints())
    return forms.offered_roles()


class _OfferedRole(click.ParamType):
    """A role that opens a page, as on the page of a person."""

    name = "role"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 -- as click calls it
        """What help shows."""
        return f"[{'|'.join(_offered_roles())}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The role, or a sentence that names those there are."""
        offered = _offered_roles()
        if value in offered:
            return str(value)
        nothing = f"{value} opens no page in this version" if value in list(RoleName) else f"{value} is no role"
        return self.fail(f"{nothing}. Choose {' or '.join(offered)}.", param, ctx)


_OFFERED = _OfferedRole()


@click.group(cls=CommandGroup)
def users() -> None:
    """Look after accounts and roles."""


@users.command("add")
@click.argument("email")
@click.option("--name", required=True, help="As it should be printed on certificates.")
@click.option("--role", "roles", multiple=True, type=_OFFERED, help="Give it once for each role.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of making one.")
@with_application
def add(*, email: str, name: str, roles: tuple[str, ...], password_stdin: bool) -> None:
    """Make an account for EMAIL. Prints the password, unless it was given."""
    given = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    password, name = _made_password() if given is None else given, rules.clean_name(name)
    _refuse(rules.name_fault(name, missing=missing_characters(name)))
    _refuse(rules.password_fault(password, email=email, name=name, common=passwords.common()))
    _refuse(None if "@" in email else "The address has no @.")
    kept = passwords.hashed(password)
    with database().transaction() as db:
        try:
            person = opening_account.open_account(
                db, email=email, name=name, password_hash=kept, public_id=randomness.public_id(), at=clock.now(),
                today=installation.today(),
            )  # fmt: skip
        except services.AddressTaken:
            raise click.ClickException(
                "This address has an account already. See: learnmentor users give-role"
            ) from None
        for role in dict.fromkeys(roles):
            _give(db, person, RoleName(role), None)
    click.echo(f"{person.email} can sign in." if given else f"{person.email} can sign in with: {password}")


@users.command("give-role")
@click.argument("email")
@click.argument("role", type=_OFFERED)
@click.option("--part", default=None, help="The part of a coordinator, by its name, where there are several.")
@with_application
def give_role(*, email: str, role: str, part: str | None) -> None:
    """Give ROLE to EMAIL from today on."""
    with database().transaction() as db:
        try:
            _give(db, _person(db, email), RoleName(role), part)
        except services.RoleClash:
            raise click.ClickException("This account holds the role already.") from None
    click.echo(f"{email} is {role}.")


@users.command("end-role")
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in RoleName]))
@with_application
def end_role(*, email: str, role: str) -> None:
    """Take ROLE away from EMAIL at once."""
    yesterday = installation.today() - timedelta(days=1)
    with database().transaction() as db:
        held = queries.roles_of(db, _person(db, email).id)
        going = [one for one in held if one.name == role and (one.ends_on is None or one.ends_on > yesterday)]
        try:
            for one in going:
                services.end_role(db, one, last_day=yesterday)
        except services.LastAdministrator:
            raise click.ClickException(_NOBODY_LEFT) from None
    click.echo(f"{email} is no longer {role}." if going else f"{email} is not {role}.")


@users.command("password-link")
@click.argument("email")
@with_application
def password_link(*, email: str) -> None:
    """Print a link with which EMAIL can choose a new password, for places without mail."""
    settings = installation.settings()
    token = randomness.token()
    link = f"{settings.base_url}/password-reset/{token}"
    with database().transaction() as db:
        lives.make_password_link(
            db, person_id=_person(db, email).id, token_sha256=rules.digest(token), link=link, by=None, sender=None,
            at=clock.now(),
        )  # fmt: skip
    click.echo(link)


@users.command("sign-out")
@click.argument("email", required=False)
@click.option(
    "--everybody", is_flag=True, help="After a backup was restored: what had ended since is good in it again."
)
@with_application
def sign_out(*, email: str | None, everybody: bool) -> None:
    """Sign EMAIL out on every device, or --everybody."""
    if (email is None) != everybody:
        raise click.ClickException("Name one address, or say --everybody.")
    with database().transaction() as db:
        services.sign_out_everywhere(db, None if email is None else _person(db, email))
    click.echo(f"{email or 'Everybody'} is signed out everywhere.")


@users.command("suspend")
@click.argument("email")
@click.option("--because", required=True, help="One sentence, which the owner of the account reads.")
@with_application
def suspend(*, email: str, because: str) -> None:
    """Let nobody sign in as EMAIL, and end its sign-ins; nothing is lost."""
    because = " ".join(because.split())
    too_long = f"Keep the reason to {LONGEST_REASON} characters; it has {len(because)}."
    _refuse(too_long if len(because) > LONGEST_REASON else None if because else "Say why, in one sentence.")
    with database().transaction() as db:
        try:
            lives.suspend(
                db, person_id=_person(db, email).id, because=because, by=None, today=installation.today(),
                sender=installation.sender(), at=clock.now(),
            )  # fmt: skip
        except services.LastAdministrator:
            raise click.ClickException(_NOBODY_LEFT) from None
        except lives.SuspendedAlready:
            raise click.ClickException("This account is suspended already.") from None
    click.echo(f"{email} is suspended, and signed out everywhere.")


@users.command("return")
@click.argument("email")
@with_application
def return_account(*, email: str) -> None:
    """Let EMAIL sign in again, with the same password."""
    with database().transaction() as db:
        try:
            lives.return_account(
                db, person_id=_person(db, email).id, by=None, sender=installation.sender(), at=clock.now()
            )
        except lives.NotSuspended:
            raise click.ClickException("This account is not suspended.") from None
    click.echo(f"{email} can sign in again.")


@users.command("leave")
@click.argument("email")
@with_application
def leave(*, email: str) -> None:
    """End every role of EMAIL and where they belong today; the account and its record go on."""
    with database().transaction() as db:
        try:
            ended = leaving.leave(
                db, person_id=_person(db, email).id, last_day=installation.today(), by=None, at=clock.now()
            )
        except services.LastAdministrator:
            raise click.ClickException(_NOBODY_LEFT) from None
    click.echo(f"{plural(ended, 'role', 'roles')} of {email} ended; today is the last day.")


@users.command("change-address")
@click.argument("email")
@click.argument("new_email")
@with_application
def change_address(*, email: str, new_email: str) -> None:
    """Ask NEW_EMAIL whether it wants the account of EMAIL; prints the link for that where there is no mail."""
    settings = installation.settings()
    confirm, stop = randomness.token(), randomness.token()
    links = LinkPair(
        rules.digest(confirm), f"{settings.base_url}/address-changes/confirm/{confirm}",
        rules.digest(stop), f"{settings.base_url}/address-changes/stop/{stop}",
    )  # fmt: skip
    _refuse(None if "@" in new_email and len(new_email) <= rules.LONGEST_ADDRESS else f"{new_email} is no address.")
    with database().transaction() as db:
        try:
            lives.ask_for_address(
                db, person_id=_person(db, email).id, email=new_email, by=None, links=links,
                sender=installation.sender(), at=clock.now(),
            )  # fmt: skip
        except lives.SameAddress:
            raise click.ClickException("The account has this address already.") from None
    click.echo("Both addresses get a letter." if settings.mail_server else links.confirm)


@users.command("invitations")
@click.option("--words", default="", help="What the address holds.")
@click.option("--standing", type=click.Choice([each.value for each in InvitationStanding]), help="How it stands.")
@with_application
def list_invitations(*, words: str, standing: str | None) -> None:
    """List invitations, the newest first: address, role, how it stands, day sent. No link and no hash."""
    at, chosen = clock.now(), InvitationStanding(standing) if standing else None
    with database().session(writes=False) as db:
        found = invitation_queries.sent_invitations(db, words=words, standing=chosen, at=at, most=_MOST, after=0)
        for one in found.invitations:
            stands = invitation_queries.standing_of(one, at=at)
            sent = day_of(one.sent_at, installation.zone()).isoformat()
            click.echo(f"{one.email}\t{one.role or 'learner'}\t{stands}\t{sent}")
    if found.total > _MOST:
        click.echo(f"These are the newest {_MOST} of {found.total}.", err=True)


@users.command("resend-invitation")
@click.argument("email")
@with_application
def resend_invitation(*, email: str) -> None:
    """Send the newest invitation of EMAIL again with another link, or print that where there is no mail."""
    settings, token = installation.settings(), randomness.token()
    link = f"{settings.base_url}/invitations/{token}"
    with database().transaction() as db:
        try:
            invitation_services.send_again(
                db, _invitation(db, email), by=installation.name(), token_sha256=rules.digest(token), link=link,
                sender=installation.sender(), at=clock.now(),
            )  # fmt: skip
        except invitation_services.InvitationOver:
            raise click.ClickException(_INVITATION_OVER) from None
        except services.AddressTaken:
            raise click.ClickException("This address has an account by now.") from None
    click.echo(f"{email} gets another letter." if settings.mail_server else link)


@users.command("withdraw-invitation")
@click.argument("email")
@with_application
def withdraw_invitation(*, email: str) -> None:
    """Let nobody in by the invitation of EMAIL any more."""
    with database().transaction() as db:
        try:
            invitation_services.withdraw(db, _invitation(db, email), at=clock.now())
        except invitation_services.InvitationOver:
            raise click.ClickException(_INVITATION_OVER) from None
    click.echo(f"The invitation for {email} is withdrawn.")


@users.command("roles")
@click.option("--role", type=click.Choice([role.value for role in RoleName]), help="This role alone.")
@click.option("--when", default=RoleTime.TODAY.value, type=click.Choice([each.value for each in RoleTime]))
@click.option("--by", default=RoleOrder.NAME.value, type=click.Choice([each.value for each in RoleOrder]))
@with_application
def roles(*, role: str | None, when: str, by: str) -> None:
    """Print who holds which role until when, as CSV."""
    named, today = RoleName(role) if role else None, installation.today()
    with database().session(writes=False) as db:
        lines = life_queries.every_role_line(db, role=named, time=RoleTime(when), order=RoleOrder(by), on=today)
        for piece in role_table.as_csv(lines):
            click.echo(piece, nl=False)


@users.command("close")
@click.argument("email")
@with_application
def close(*, email: str) -> None:
    """Erase the person behind EMAIL and close the account, for somebody who cannot do it by themselves."""
    settings = installation.settings()
    with database().session(writes=False) as db:
        name = _person(db, email).name
    click.confirm(f"This erases what {name} wrote and added, for good. Go on?", abort=True)
    with database().transaction() as db:
        person = _person(db, email)
        try:
            closing_account.close(
                db, rooms.personal_data(), person_id=person.id, sender=None, at=clock.now(), zone=settings.time_zone
            )
        except services.LastAdministrator:
            raise click.ClickException(_NOBODY_LEFT) from None
    click.echo("The account is closed. Its files go within the hour, by the worker.")


@users.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--by", required=True, help="The address of the administrator in whose name people are invited.")
@click.option("--part", default=None, help="The part that an empty cell means, by its name.")
@click.option("--look", is_flag=True, help="Say what would happen, and do nothing.")
@with_application
def import_people(*, file: BinaryIO, by: str, part: str | None, look: bool) -> None:
    """Bring in the people of a table (CSV), as the page of a part does. Whoever is new gets a letter."""
    text = decoded(file.read(reading.MOST_CHARACTERS * 4 + 1))
    table = reading.read(text or "")
    with database().session(writes=False) as db:
        place, actor = _part(db, part), _administrator(db, by)
        done = people_tables.look_over(db, place, table, _importer(actor))
    refused = [(slip.line, slip.column, slip.message) for slip in table.slips]
    addresses = frozenset(line.email for line in table.found)

    def some(db: Session, start: int) -> None:
        lines = table.found[start : start + people_tables.AT_ONCE]
        done[start : start + len(lines)] = people_tables.bring_in(
            db, place, lines, addresses=addresses, importer=_importer(actor)
        )

    if not look:
        starts = range(0, len(table.found), people_tables.AT_ONCE)
        for_each_apart(database(), starts, some, work=people_tables.BRING_IN)
    refused += [(each.line.line, each.column, each.why) for each in done if each.why]
    for line, column, why in sorted(refused):
        click.echo(f"Line {line}{f', {column}' if column else ''}: {why}", err=True)
    counts = changes.counted(done)
    left_out = counts["refused"] + len(table.slips)
    said = f"{counts['new']} invited, {counts['changed']} changed, {counts['known']} as they were, {left_out} left out."
    click.echo(f"Nothing was done. It would be: {said}" if look else said)


@users.command("export")
@click.option("--part", default=None, help="The part whose people are written, by its name; everybody's without it.")
@with_application
def export_people(*, part: str | None) -> None:
    """Write the people of a part and all inside it as a table (CSV) that `users import` takes. No password is in it."""
    with database().session(writes=False) as db:
        for piece in people_tables.as_csv(db, _part(db, part), on=installation.today(), everywhere=True):
            click.echo(piece, nl=False)


def _importer(actor: rules.Actor) -> people_tables.Importer:
    return people_tables.Importer(
        actor, installation.sender(), frozenset(_offered_roles()), installation.today(), clock.now()
    )


def _administrator(db: Session, email: str) -> rules.Actor:
    person = _person(db, email)
    actor = rules.Actor(person.id, person.public_id, person.name, person.printed_name, frozenset())
    now = organisations.actor_now(db, actor, on=installation.today())
    if not now.has(RoleName.ADMINISTRATOR):
        raise click.ClickException(f"{email} is no administrator. People are invited in the name of one.")
    return now


def _part(db: Session, name: str | None) -> Part:
    """The part of that name; the only organisation without one."""
    if name is None:
        found = [part for part in [organisations.only_organisation(db)] if part]
    else:
        found = list(organisations.parts_called(db, name))
    if len(found) != 1:
        why = "is no part" if name and not found else "could be several parts"
        raise click.ClickException(f"“{name}” {why}." if name else "There are several organisations. Say which: --part")
    return found[0]


def _give(db: Session, person: Person, role: RoleName, part: str | None) -> None:
    """Give a role from today on; a coordinator's in a part."""
    where = _part(db, part) if role == RoleName.COORDINATOR else None
    services.give_role(
        db, person, name=role, starts_on=installation.today(), ends_on=None, part_id=where.id if where else None
    )


def _person(db: Session, email: str) -> Person:
    found = queries.person_by_email(db, email)
    if found is None:
        raise click.ClickException("No account has this address.")
    return found


def _invitation(db: Session, email: str) -> Invitation:
    found = invitation_queries.newest_to(db, email)
    if found is None:
        raise click.ClickException("Nobody was invited under this address.")
    return found


def _refuse(fault: str | None) -> None:
    if fault is not None:
        raise click.ClickException(fault)


def _made_password() -> str:
    return "-".join(randomness.letters(4, of=_LETTERS) for _ in range(4))
