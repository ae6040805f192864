"""`learnmentor users`: accounts from the command line, such as the first administrator's."""

import click

from learnmentor.accounts.cli import invitations, lives, people, tables
from learnmentor.web.commands import CommandGroup


@click.group(cls=CommandGroup)
def users() -> None:
    """Look after accounts and roles."""


for _command in (
    people.add, people.give_role, people.end_role, people.password_link, people.sign_out, people.close,
    lives.suspend, lives.return_account, lives.leave, lives.change_address, lives.merge, lives.roles,
    invitations.list_invitations, invitations.resend_invitation, invitations.withdraw_invitation,
    tables.import_people, tables.export_people,
):  # fmt: skip
    users.add_command(_command)
