"""What commands about people are given, as what it stands for; or a sentence that says why it stands for nothing."""

from typing import Any

import click
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts import forms, queries
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.organisations import queries as organisations
from learnmentor.organisations.models import Part

NOBODY_LEFT = "Nobody else could look after people then."


def offered_roles() -> list[RoleName]:
    """The roles that some page asks for, once all pages are known."""
    list(rooms.blueprints())
    return forms.offered_roles()


class _OfferedRole(click.ParamType):
    """A role that opens a page, as on the page of a person."""

    name = "role"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 -- as click calls it
        """What help shows."""
        return f"[{'|'.join(offered_roles())}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The role, or a sentence that names those there are."""
        offered = offered_roles()
        if value in offered:
            return str(value)
        nothing = f"{value} opens no page in this version" if value in list(RoleName) else f"{value} is no role"
        return self.fail(f"{nothing}. Choose {' or '.join(offered)}.", param, ctx)


OFFERED = _OfferedRole()


def person_of(db: Session, email: str) -> Person:
    """The open account of an address."""
    found = queries.person_by_email(db, email)
    if found is None:
        raise click.ClickException("No account has this address.")
    return found


def part_called(db: Session, name: str | None) -> Part:
    """The part of that name; the only organisation without one."""
    if name is None:
        found = [part for part in [organisations.only_organisation(db)] if part]
    else:
        found = list(organisations.parts_called(db, name))
    if len(found) != 1:
        why = "is no part" if name and not found else "could be several parts"
        raise click.ClickException(f"“{name}” {why}." if name else "There are several organisations. Say which: --part")
    return found[0]


def refuse(fault: str | None) -> None:
    """Stop with the sentence, if there is one."""
    if fault is not None:
        raise click.ClickException(fault)
