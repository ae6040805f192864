"""`learnmentor verify`: is an evidence pack, or every ledger of this installation, as it was written?"""

import json
from pathlib import Path

import click

from learnmentor.cpd import integrity
from learnmentor.evidence.checks import pack as pack_check
from learnmentor.evidence.checks.limits import TooMuch
from learnmentor.evidence.packs import proofs
from learnmentor.ground.db import database
from learnmentor.signing import rules
from learnmentor.signing.rules import PublicKey
from learnmentor.web import installation
from learnmentor.web.commands import Command, with_application

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PACK = click.Path(exists=True, path_type=Path)
_LARGEST_KEYS = 1024 * 1024


@click.command(cls=Command)
@click.argument("pack", required=False, type=_PACK)
@click.option("--keys", "key_file", type=_FILE, help="The keys of whoever should have made PACK, as they publish them.")
def verify(pack: Path | None, key_file: Path | None) -> None:
    """Check PACK, an evidence pack, from the file alone; without PACK, check every ledger of this installation.

    PACK is the ZIP as it was downloaded, the folder that it was unpacked into, or a ZIP that was made of that folder.

    Ends with status 1 when something is not as it was written, and says what. A pack brings a key along; who made it
    is proved only by --keys, a file saved from the maker's own address (/.well-known/jwks.json).
    """
    if pack is None:
        _verify_ledgers()
        return
    keys = None if key_file is None else _keys_in(key_file)
    named = pack.resolve().name
    try:
        found = pack_check.examine(pack, keys=keys)
    except TooMuch as why:
        raise click.ClickException(f"{named} cannot be checked. {why}") from None
    for finding in found.findings:
        click.echo(finding)
    if found.findings:
        raise click.ClickException(f"{named} is not as it was made.")
    if keys is not None and not found.signature.proved:
        raise click.ClickException(f"{named} agrees with itself, but is not signed: nothing shows who made it.")
    click.echo(f"{named} agrees with itself.")
    if found.handled.sentence:
        click.echo(found.handled.sentence)
    click.echo(f"\n{proofs.PROVED}")
    if found.unproved:
        bare = ", ".join(map(str, found.unproved))
        click.echo(f"\nThe words and files of these lines of the ledger are without proof: {bare}.\n{proofs.UNPROVED}")
    click.echo(f"\n{proofs.who_made_it(found.signature)}")


def _keys_in(path: Path) -> list[PublicKey]:
    try:
        found = rules.keys_of(json.loads(path.read_bytes()[:_LARGEST_KEYS]))
    except (ValueError, RecursionError):
        found = []
    if not found:
        raise click.ClickException(f"{path.name} holds no keys. Save them from the address /.well-known/jwks.json.")
    return found


@with_application
def _verify_ledgers() -> None:
    ours = database()
    result = integrity.check_all(lambda: ours.session(writes=False), installation.vault())
    for fault in result.faults:
        click.echo(f"Ledger {fault.ledger}: {fault.reason}")
    if result.faults:
        raise click.ClickException(f"{len(result.faults)} faults in {result.ledgers} ledgers.")
    click.echo(f"{result.ledgers} ledgers, none changed.")
