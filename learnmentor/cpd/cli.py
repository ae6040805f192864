"""`learnmentor verify`: is an evidence pack, or every ledger of this installation, as it was written?"""

import json
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from sqlalchemy.orm import Session

from learnmentor.cpd import chain, ledger, pack_check, proofs, queries
from learnmentor.cpd.models import CpdEntry
from learnmentor.db import database
from learnmentor.secret_text import Vault
from learnmentor.signing import rules
from learnmentor.signing.rules import PublicKey
from learnmentor.web.commands import with_application

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_LARGEST_KEYS = 1024 * 1024


@click.command()
@click.argument("pack", required=False, type=_FILE)
@click.option("--keys", "key_file", type=_FILE, help="The keys of whoever should have made PACK, as they publish them.")
def verify(pack: Path | None, key_file: Path | None) -> None:
    """Check PACK, an evidence pack, from the file alone; without PACK, check every ledger of this installation.

    Ends with status 1 when something is not as it was written, and says what. A pack brings a key along; who made it
    is proved only by --keys, a file saved from the maker's own address (/.well-known/jwks.json).
    """
    if pack is None:
        _verify_ledgers()
        return
    keys = None if key_file is None else _keys_in(key_file)
    findings = pack_check.verify(pack, keys=keys)
    for finding in findings:
        click.echo(finding)
    if findings:
        raise click.ClickException(f"{pack.name} is not as it was made.")
    signature = pack_check.signature(pack, keys=keys)
    if keys is not None and not signature.proved:
        raise click.ClickException(f"{pack.name} agrees with itself, but is not signed: nothing shows who made it.")
    click.echo(f"{pack.name} agrees with itself.\n\n{proofs.PROVED}")
    if lines := pack_check.unproved(pack):
        named = ", ".join(map(str, lines))
        click.echo(f"\nThe words and files of these lines of the ledger are without proof: {named}.\n{proofs.UNPROVED}")
    click.echo(f"\n{proofs.who_made_it(signature)}")


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
    broken = 0
    with database().session(writes=False) as session:
        owners = ledger.owners(session)
        for person_id, public_id in owners:
            for fault in _faults(session, person_id, public_id):
                broken += 1
                click.echo(f"Ledger {public_id}: {fault}")
    if broken:
        raise click.ClickException(f"{broken} faults in {len(owners)} ledgers.")
    click.echo(f"{len(owners)} ledgers, none changed.")


def _faults(session: Session, person_id: int, public_id: str) -> Iterator[str]:
    links = (entry.link for entry in ledger.lines(session, person_id=person_id))
    if (broken := chain.verify_chain(links, start=chain.genesis(public_id))) is not None:
        yield broken.reason
    vault: Vault = current_app.config["VAULT"]
    for entry in ledger.lines(session, person_id=person_id):
        if not _prose_fits(vault, entry):
            yield f"What was written about line {entry.sequence}, or its files, changed since."


def _prose_fits(vault: Vault, entry: CpdEntry) -> bool:
    """Whether words and files still give their digest; erased ones, whose salt is gone, are not asked."""
    if not entry.prose_salt:
        return True
    prose = queries.prose_of(vault, entry)
    if prose is None:
        return False
    parts = prose.parts(file.kept for file in entry.files)
    return chain.prose_digest(entry.prose_salt, parts) == entry.prose_digest
