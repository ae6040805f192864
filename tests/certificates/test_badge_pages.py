"""Badges from our pages, verified as a stranger would: by openbadgeslib, with nothing but our published key."""

import base64
import hmac
import json
import re
from datetime import datetime, tzinfo

import jwt.api_jwt
import openbadgeslib.ob3.status
import openbadgeslib.ob3.verifier
import pytest
from joserfc import jwk, jws
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from sqlalchemy.orm import Session

from learnmentor.certificates import services
from learnmentor.certificates.models import Certificate
from learnmentor.evidence.checks import open_badges
from learnmentor.signing.models import SigningKey
from learnmentor.signing.rules import Verdict
from tests import keys_for_tests_only
from tests.conftest import HeldClock
from tests.page import Browser


@pytest.fixture
def time(time: HeldClock, monkeypatch: pytest.MonkeyPatch) -> HeldClock:
    """A moment that the stranger's program goes by too."""

    class Held(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return time().astimezone(tz)

    for module in (openbadgeslib.ob3.verifier, openbadgeslib.ob3.status, jwt.api_jwt):
        monkeypatch.setattr(module, "datetime", Held)
    return time


@pytest.fixture
def verifier(stranger: Browser, signing_key: SigningKey) -> OB3Verifier:
    """Somebody who fetched our key."""
    public = stranger.get("/.well-known/jwks.json").response.json
    assert public is not None
    key = jwk.RSAKey.import_key(public["keys"][0])
    return OB3Verifier(pubkey_pem=key.as_pem(private=False))


def fetch(stranger: Browser):
    return lambda address: stranger.get(address.removeprefix("http://localhost")).response.data


def payload(token: str) -> dict[str, object]:
    told = token.split(".")[1]
    found: dict[str, object] = json.loads(base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)))
    return found


def part(told: dict[str, object] | bytes) -> str:
    raw = told if isinstance(told, bytes) else json.dumps(told).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def test_a_stranger_s_program_verifies_the_owner_s_credential_and_that_it_holds(
    as_amina: Browser, stranger: Browser, certificate: Certificate, verifier: OB3Verifier
) -> None:
    answer = as_amina.get(f"/certificates/{certificate.number}/credential.jwt").response
    assert answer.mimetype == "application/vc+jwt"
    found = verifier.verify(answer.get_data(as_text=True), check_status=True, download=fetch(stranger))
    assert (found.issuer.name, found.achievement.name) == ("Northfield College", "Starter")
    [identity] = found.identifiers
    assert identity.identity_type == "emailAddress"
    assert identity.hashed


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_baked_badges_verify_too(
    as_amina: Browser, certificate: Certificate, verifier: OB3Verifier, kind: str
) -> None:
    picture = as_amina.get(f"/certificates/{certificate.number}/badge.{kind}").response.data
    read = OB3Verifier.extract_token_from_svg if kind == "svg" else OB3Verifier.extract_token_from_png
    assert verifier.verify(read(picture)).achievement.name == "Starter"


def test_the_same_download_twice_is_the_same_bytes(
    as_amina: Browser, certificate: Certificate, signing_key: SigningKey
) -> None:
    for name in ("credential.jwt", "badge.svg", "badge.png", "preview.png"):
        one, two = (as_amina.get(f"/certificates/{certificate.number}/{name}").response.data for _ in range(2))
        assert one == two, name


def test_the_header_names_where_the_key_is_published(
    as_amina: Browser, stranger: Browser, certificate: Certificate, signing_key: SigningKey
) -> None:
    token = as_amina.get(f"/certificates/{certificate.number}/credential.jwt").response.get_data(as_text=True)
    header = jws.extract_compact(token.encode()).headers()
    assert (header["alg"], header["typ"]) == ("RS256", "JWT")
    found = stranger.get(header["kid"].removeprefix("http://localhost")).response.json
    assert found is not None
    assert found["n"] == signing_key.public["n"]


def test_a_revoked_certificate_s_badge_is_refused(
    as_amina: Browser, stranger: Browser, db: Session, certificate: Certificate, verifier: OB3Verifier
) -> None:
    token = as_amina.get(f"/certificates/{certificate.number}/credential.jwt").response.get_data(as_text=True)
    services.revoke(db, certificate, reason="Issued to the wrong person.", by=None, at=certificate.issued_at)
    db.commit()
    verifier.verify(token)  # the signature stays what it was
    with pytest.raises(OB3VerificationError, match="revocation"):
        verifier.verify(token, check_status=True, download=fetch(stranger))


def test_an_altered_credential_is_refused_by_strangers_and_by_us(
    as_amina: Browser, db: Session, certificate: Certificate, verifier: OB3Verifier
) -> None:
    stranger_key = keys_for_tests_only.like_an_option()[0]
    token = as_amina.get(f"/certificates/{certificate.number}/credential.jwt").response.get_data(as_text=True)
    header, body, signature = token.split(".")
    protected = jws.extract_compact(token.encode()).headers()
    public = verifier.pubkey_pem if isinstance(verifier.pubkey_pem, bytes) else verifier.pubkey_pem.encode()
    confused = f"{part({**protected, 'alg': 'HS256'})}.{body}"
    forgeries = {
        "another payload": f"{header}.{part({**payload(token), 'name': 'Professor'})}.{signature}",
        "no signature": f"{part({'alg': 'none', 'typ': 'JWT'})}.{body}.",
        "their own key": jws.serialize_compact(
            protected, json.dumps(payload(token)), stranger_key, algorithms=["RS256"]
        ),
        "our public key as a secret": f"{confused}.{part(hmac.digest(public, confused.encode(), 'sha256'))}",
    }
    for what, forged in forgeries.items():
        with pytest.raises(OB3VerificationError):
            verifier.verify(forged)
        seen = open_badges.check(db, forged.encode())
        assert seen is None or not seen.checked.proved, what
        assert seen is None or seen.certificate is None, what


def test_we_recognise_what_we_issued_and_say_how_it_stands(
    as_amina: Browser, stranger: Browser, db: Session, certificate: Certificate, signing_key: SigningKey
) -> None:
    fetched = [
        as_amina.get(f"/certificates/{certificate.number}/{address}").response.data
        for address in ("credential.jwt", "badge.svg", "badge.png")
    ]
    for content in fetched:
        seen = open_badges.check(db, content)
        assert seen is not None
        assert (seen.checked.verdict, seen.differences) == (Verdict.PROVED, ())
        assert seen.certificate is not None
        assert seen.certificate.number == certificate.number
    assert open_badges.check(db, b"%PDF-1.7") is None
    status = stranger.get("/credentials/status/0").response.data
    other_kind = open_badges.check(db, status)
    assert other_kind is not None
    assert (other_kind.told, other_kind.certificate) == (None, None), "a status list is no certificate"


def test_the_public_copy_is_signed_and_says_nothing_to_try_addresses_against(
    stranger: Browser, certificate: Certificate, verifier: OB3Verifier
) -> None:
    answer = stranger.get(f"/certificates/{certificate.number}/credential").response
    token = answer.get_data(as_text=True)
    assert verifier.verify(token).identifiers == []
    assert payload(token)["id"] == f"http://localhost/certificates/{certificate.number}/credential"
    assert not re.search("identityHash|Amina|amina", json.dumps(payload(token)))
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_what_a_credential_names_is_published(
    stranger: Browser, certificate: Certificate, verifier: OB3Verifier
) -> None:
    told = verifier.verify(
        stranger.get(f"/certificates/{certificate.number}/credential").response.get_data(as_text=True)
    )
    issuer = stranger.get(told.issuer.id.removeprefix("http://localhost")).response.json
    achievement = stranger.get(told.achievement.id.removeprefix("http://localhost")).response.json
    assert issuer is not None
    assert (issuer["type"], issuer["name"]) == (["Profile"], "Northfield College")
    assert achievement is not None
    assert (achievement["name"], achievement["description"]) == ("Starter", "A record of learning.")
    picture = stranger.get(achievement["image"]["id"].removeprefix("http://localhost")).response
    assert picture.mimetype == "image/svg+xml"


@pytest.mark.parametrize(
    "address",
    [
        "status/1",
        f"status/{10**20}",
        "achievements/none-1/1",
        "achievements/starter-5/2",
        f"achievements/starter-5/{10**20}",
    ],
)
def test_what_there_is_not_is_not_found(stranger: Browser, certificate: Certificate, address: str) -> None:
    assert stranger.get(f"/credentials/{address}").status == 404


def test_where_no_key_was_made_a_sentence_says_so(as_amina: Browser, certificate: Certificate) -> None:
    page = as_amina.get(f"/certificates/{certificate.number}/credential.jwt")
    assert page.status == 503
    assert "Nothing can be signed here just now" in page.words


def test_the_preview_is_a_picture_of_the_document(as_amina: Browser, certificate: Certificate) -> None:
    answer = as_amina.get(f"/certificates/{certificate.number}/preview.png").response
    assert answer.mimetype == "image/png"
    assert answer.data.startswith(b"\x89PNG")
