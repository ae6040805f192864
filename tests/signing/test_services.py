"""LearnMentor promises keys that can be changed: an old one still proves what it signed, a revoked one nothing."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.signing import queries, services
from learnmentor.signing.models import SigningKey
from learnmentor.signing.rules import CREDENTIAL, Verdict, check_signature

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
VAULT = Vault((b"k" * 32,))
BASE = "https://learn.example.ac.uk"


def _signed(db: Session) -> str:
    return services.sign(db, VAULT, payload=b"{}", content_type=CREDENTIAL, base_url=BASE)


def _verdict(db: Session, token: str) -> Verdict:
    return check_signature(token, queries.published(db), content_type=CREDENTIAL).verdict


def test_the_key_in_force_signs(db: Session, signing_key: SigningKey) -> None:
    assert _verdict(db, _signed(db)) is Verdict.PROVED


def test_without_a_key_nothing_is_signed(db: Session) -> None:
    with pytest.raises(services.NoKey, match="db upgrade"):
        _signed(db)


def test_a_key_that_no_text_key_opens_signs_nothing(db: Session, signing_key: SigningKey) -> None:
    with pytest.raises(services.NoKey, match="TEXT_KEYS"):
        services.sign(db, Vault((b"o" * 32,)), payload=b"{}", content_type=CREDENTIAL, base_url=BASE)


def test_one_key_is_made_and_no_second(db: Session) -> None:
    made = services.ensure_key(db, VAULT, at=AT)
    assert services.ensure_key(db, VAULT, at=AT) is made
    with pytest.raises(services.KeyExists):
        services.first_key(db, VAULT, at=AT)
    assert len(queries.published(db)) == 1


def test_after_a_rotation_the_new_key_signs_and_the_old_one_still_proves(db: Session, signing_key: SigningKey) -> None:
    before = _signed(db)
    new = services.rotate(db, VAULT, at=AT)
    assert _verdict(db, before) is Verdict.PROVED
    assert signing_key.private is None
    assert new.kid in check_signature(_signed(db), queries.published(db), content_type=CREDENTIAL).key.kid  # type: ignore[union-attr]


def test_a_revoked_key_proves_nothing_and_another_takes_over(db: Session, signing_key: SigningKey) -> None:
    before = _signed(db)
    new = services.revoke(db, VAULT, signing_key, reason=" A backup was stolen. ", at=AT)
    assert _verdict(db, before) is Verdict.REVOKED
    assert (signing_key.private, signing_key.reason) == (None, "A backup was stolen.")
    assert new.kid != signing_key.kid
    assert _verdict(db, _signed(db)) is Verdict.PROVED
    with pytest.raises(services.RevokedBefore):
        services.revoke(db, VAULT, signing_key, reason="Again.", at=AT)


def test_revoking_a_retired_key_leaves_the_one_in_force(db: Session, signing_key: SigningKey) -> None:
    new = services.rotate(db, VAULT, at=AT)
    assert services.revoke(db, VAULT, signing_key, reason="Lost.", at=AT) is new


def test_the_private_half_is_sealed_and_bound_to_its_key(db: Session) -> None:
    made = services.ensure_key(db, VAULT, at=AT)
    assert made.private is not None
    assert b"PRIVATE KEY" not in made.private
    assert "d" not in json.loads(json.dumps(made.public))
    assert "PRIVATE" not in repr(services.signer(db, VAULT, base_url=BASE))
