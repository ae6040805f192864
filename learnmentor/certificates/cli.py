"""`learnmentor award`: what administrators do with certificates from the command line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from learnmentor.assessment.assessed import queries as assessed
from learnmentor.assessment.assessed.models import Result
from learnmentor.assessment.assessed.rules import Outcome, ResultGround
from learnmentor.certificates import editions, queries, rules, services
from learnmentor.certificates.models import Certificate
from learnmentor.ground import clock
from learnmentor.ground.db import database
from learnmentor.ground.printing.typefaces import missing_characters
from learnmentor.stories import released_result
from learnmentor.web import installation
from learnmentor.web.commands import CommandGroup, with_application


@click.group(cls=CommandGroup)
def award() -> None:
    """Look after issued certificates."""


@award.command()
@click.argument("number")
@click.option("--reason", required=True, help="One sentence of at most 300 characters, shown on the old number's page.")
@click.option("--name", help="The name to be printed; without it, the one on the owner's profile today.")
@click.option("--wording", is_flag=True, help="Take title and wording from the award as it is published today.")
@with_application
def reissue(number: str, reason: str, name: str | None, *, wording: bool) -> None:
    """Correct the certificate NUMBER by issuing its next edition. The old number says so and leads to the new one."""
    with database().transaction() as session:
        found = _found(session, number)
        with _faults_in_words(found):
            made = editions.supersede(
                session, found, name=_printable(name) if name else None, mend_wording=wording, reason=_short(reason),
                by=None, sender=installation.sender(), at=clock.now(), zone=installation.settings().time_zone,
            )  # fmt: skip
    click.echo(f"{made.number} takes the place of {found.number}, whose page says so from now on.")


@award.command()
@click.argument("number")
@click.option("--reason", required=True, help="One sentence of at most 300 characters, shown on the public page.")
@with_application
def revoke(number: str, reason: str) -> None:
    """Say that the certificate NUMBER no longer holds. Its page stays and says so, with the reason."""
    with database().transaction() as session:
        found = _found(session, number)
        with _faults_in_words(found):
            editions.revoke(
                session, found, reason=_short(reason), by=None, sender=installation.sender(), at=clock.now()
            )
    click.echo(f"{found.number} is revoked. Its page says so from now on.")


@award.command("correct-result")
@click.argument("receipt")
@click.option(
    "--outcome", required=True, type=click.Choice([each.value for each in Outcome]), help="What holds instead."
)
@click.option("--reason", required=True, help="One sentence of at most 300 characters, kept beside the result.")
@with_application
def correct_result(receipt: str, outcome: str, reason: str) -> None:
    """Put another result in the place of a released one. RECEIPT is the number on the learner's receipt (SHA-256), or
    its first 12 digits. What was released stays as it was; certificates that rested on a pass are revoked.
    """  # fmt: skip
    settings = installation.settings()
    with database().transaction() as session:
        result = _released(session, receipt)
        said = f"{result.unit_code} at level {result.level}"
        if result.outcome == outcome:
            raise click.ClickException(f"The result in {said} is “{outcome}” already.")
        released_result.follow(
            session, result, outcome=Outcome(outcome), judgement=None, ground=ResultGround.CORRECTION,
            reason=_short(reason), at=clock.now(), zone=settings.time_zone,
            issuer=settings.installation_name or "LearnMentor",
        )  # fmt: skip
    click.echo(f"The result in {said} is “{outcome}” from now on. The one before it is kept.")


LEAST_DIGITS = 12


def _released(session: Session, receipt: str) -> Result:
    """The result in force of the work with this receipt."""
    digits = "".join(receipt.split()).lower()
    if not re.fullmatch(rf"[0-9a-f]{{{LEAST_DIGITS},64}}", digits):
        raise click.ClickException(
            f"A receipt's number has digits and letters from a to f: give {LEAST_DIGITS} or more."
        )
    found = assessed.tries_with_receipt(session, digits)
    if len(found) != 1:
        raise click.ClickException("There is more than one: give all digits." if found else "No receipt begins so.")
    result = assessed.result_of_try(session, found[0].id)
    if result is None:
        raise click.ClickException("Nothing was released of this work yet.")
    return result


def _found(session: Session, number: str) -> Certificate:
    """The certificate whose number was typed or pasted, as on the page where anybody checks one."""
    numbers = rules.numbers_in(number)
    if len(numbers) > 1:
        raise click.ClickException(f"There are {len(numbers)} numbers in it: {', '.join(numbers)}. Give one of them.")
    found = queries.certificate(session, numbers[0]) if numbers else None
    if found is None:
        raise click.ClickException(f"There is no certificate {numbers[0] if numbers else number[:100]}.")
    return found


def _short(reason: str) -> str:
    plain = " ".join(reason.split())
    if not 1 <= len(plain) <= 300:
        raise click.ClickException("Give a reason of 1 to 300 characters.")
    return plain


def _printable(name: str) -> str:
    plain = " ".join(name.split())
    if missing := missing_characters(plain):
        raise click.ClickException(f"We cannot print {' '.join(missing)} on a certificate. Spell the name without.")
    if not 1 <= len(plain) <= 120:
        raise click.ClickException("Give a name of 1 to 120 characters.")
    return plain


@contextmanager
def _faults_in_words(found: Certificate) -> Iterator[None]:
    try:
        yield
    except services.AlreadyRevoked:
        raise click.ClickException(f"{found.number} was revoked before; the first reason stands.") from None
    except services.AlreadyReplaced:
        raise click.ClickException(f"{found.number} was replaced by another edition: name that one.") from None
    except editions.NothingToCorrect:
        raise click.ClickException("Name and wording would be what they are: give --name or --wording.") from None
    except editions.OwnerErased:
        raise click.ClickException(
            "The account was closed and its name erased: there is nobody to issue it to."
        ) from None
