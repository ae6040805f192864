"""How the installation signs its certificates: kept once, and copied into each certificate when it is issued.

A certificate never changes, so a new name or logo stands on new certificates alone.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.certificates import queries
from learnmentor.certificates.models import IssuerIdentity
from learnmentor.certificates.snapshots import CertificateSnapshot
from learnmentor.ground.locks import hold_installation

COLOUR = "#0a5c5d"  # where nobody chose one


@dataclass(frozen=True)
class Identity:
    """Who issues, who signs for it and as what, the colour of headings and lines (#rrggbb), and a logo as PNG."""

    name: str
    signatory: str = ""
    signatory_title: str = ""
    colour: str = COLOUR
    logo: bytes | None = None


def in_force(db: Session, *, default: str) -> Identity:
    """The identity of the installation; `default` is its name where nobody gave one."""
    return _read(queries.issuer_identity(db), default)


def signing_for(db: Session, *, person_id: int, on: date, default: str) -> Identity:
    """The identity that somebody's next certificate will carry: that of their organisation, or the installation's."""
    return _read(queries.issuer_for(db, person_id=person_id, on=on), default)


def of_organisation(db: Session, *, root_id: int) -> Identity | None:
    """An organisation's own identity, if it has one."""
    row = queries.issuer_identity(db, root_id=root_id)
    return _read(row, "") if row else None


def _read(row: IssuerIdentity | None, default: str) -> Identity:
    if row is None:
        return Identity(default)
    return Identity(row.name, row.signatory, row.signatory_title, row.colour, row.logo)


def adopt(db: Session, identity: Identity, *, at: datetime, root_id: int | None = None) -> None:
    """Sign with this identity from now on: for everybody, or for the members of an organisation."""
    hold_installation(db)
    row = queries.issuer_identity(db, root_id=root_id)
    if row is None:
        row = IssuerIdentity(id=queries.next_issuer_id(db) if root_id else 1, root_id=root_id)
        db.add(row)
    row.name, row.signatory, row.signatory_title = identity.name, identity.signatory, identity.signatory_title
    row.colour, row.logo, row.logo_type = identity.colour, identity.logo, "image/png" if identity.logo else None
    row.updated_at = at
    db.flush()


def give_up(db: Session, *, root_id: int) -> None:
    """Sign for an organisation's members as the installation does, from now on."""
    hold_installation(db)
    if (row := queries.issuer_identity(db, root_id=root_id)) is not None:
        db.delete(row)
    db.flush()


def stamped(snapshot: CertificateSnapshot, identity: Identity) -> CertificateSnapshot:
    """A snapshot with the identity in it, for good."""
    return {
        **snapshot,
        "issuer": identity.name,
        "identity": {
            "signatory": identity.signatory,
            "signatory_title": identity.signatory_title,
            "colour": identity.colour,
            "logo": base64.b64encode(identity.logo).decode() if identity.logo else None,
        },
    }


def of(snapshot: Mapping[str, Any]) -> Identity:
    """The identity that a certificate was issued with; older ones know the name alone."""
    known, plain = snapshot.get("identity", {}), Identity(str(snapshot["issuer"]))
    kept = {key: known[key] for key in ("signatory", "signatory_title", "colour") if key in known}
    return replace(plain, **kept, logo=base64.b64decode(known["logo"]) if known.get("logo") else None)
