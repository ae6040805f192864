"""The credential says what Open Badges 3.0 asks for, holds no name, and goes into pictures and out again."""

import base64
import hashlib
import json
import zlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib import baking as stranger_baking
from openbadgeslib.ob3.status import decode_encoded_list

from learnmentor.certificates import snapshots
from learnmentor.certificates.awards.definition import award_from
from learnmentor.certificates.credentials import badge_picture, baking, open_badge
from learnmentor.certificates.credentials.open_badge import Places
from learnmentor.certificates.rules import STATUS_LIST_BITS
from learnmentor.config import home
from tests.certificates.test_rules import STARTER, progress
from tests.certificates.test_snapshots import FIRST, OLD, SALT

PLACES = Places("https://learn.example.org")
AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
EMAIL = "amina@example.org"
TEMPLATES = Path(home("templates")) / "pdf"
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJpZCI6MX0.c2lnbmF0dXJl"
LEVEL_4 = award_from(
    {**STARTER, "level": 4, "totals": {"credits": 1, "hours": 10}, "credits_at_level": 1,
     "components": [{"units": ["C1", "C2"], "version": "assessed", "level": 4, "credits": 1, "hours": 10}]}
)  # fmt: skip


def told(
    snapshot: dict[str, object] = FIRST, email: str | None = EMAIL, zone: str = "Europe/London"
) -> dict[str, object]:
    return open_badge.credential_of(
        snapshot, PLACES, issued_at=AT, zone=zone, status_index=STATUS_LIST_BITS + 9, email=email
    )


def test_it_has_every_member_that_the_standard_requires() -> None:
    made = told()
    assert made["@context"] == [
        "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]  # fmt: skip
    assert made["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert (made["id"], made["name"]) == ("https://learn.example.org/certificates/LM-1/credential", "Starter")
    assert made["validFrom"] == "2026-11-21T10:00:00Z"
    issuer, subject = made["issuer"], made["credentialSubject"]
    assert isinstance(issuer, dict)
    assert isinstance(subject, dict)
    assert issuer.keys() >= {"id", "type", "name"}
    assert issuer["type"] == ["Profile"]
    assert subject.keys() >= {"id", "type", "achievement", "identifier"}
    assert subject["type"] == ["AchievementSubject"]
    achievement = subject["achievement"]
    assert achievement.keys() >= {"id", "type", "name", "description", "criteria"}
    assert achievement["type"] == ["Achievement"]
    assert achievement["criteria"]["narrative"]
    [identity] = subject["identifier"]
    assert identity.keys() == {"type", "hashed", "identityHash", "identityType", "salt"}, "the schema allows no others"


def test_the_claims_of_the_jwt_are_those_of_the_credential() -> None:
    made = told()
    assert made["iss"] == made["issuer"]["id"]  # type: ignore[index]
    assert made["sub"] == made["credentialSubject"]["id"]  # type: ignore[index]
    assert (made["jti"], made["nbf"]) == (made["id"], int(AT.timestamp()))
    assert "exp" not in made
    assert "validUntil" not in made


def test_what_holds_for_a_time_ends_with_its_last_day() -> None:
    made = told({**FIRST, "valid_until": date(2028, 11, 20).isoformat()})
    assert made["validUntil"] == "2028-11-20T23:59:59Z"
    assert made["exp"] == int(datetime(2028, 11, 20, 23, 59, 59, tzinfo=UTC).timestamp())


def test_the_last_day_ends_where_the_installation_is() -> None:
    summer = {**FIRST, "valid_until": date(2028, 6, 30).isoformat()}
    assert told(summer)["validUntil"] == "2028-06-30T22:59:59Z"
    assert told(summer, zone="America/New_York")["validUntil"] == "2028-07-01T03:59:59Z"
    assert told(summer)["exp"] == int(datetime(2028, 6, 30, 22, 59, 59, tzinfo=UTC).timestamp())


def test_the_owner_is_a_salted_hash_and_the_public_copy_has_not_even_that() -> None:
    own, public = json.dumps(told()), json.dumps(told(email=None))
    for text in (own, public):
        assert "Amina" not in text
        assert EMAIL not in text
    [identity] = told()["credentialSubject"]["identifier"]  # type: ignore[index]
    assert identity["identityHash"] == "sha256$" + hashlib.sha256((EMAIL + identity["salt"]).encode()).hexdigest()
    assert FIRST["name_digest"]["salt"] not in own, "who has the credential cannot try names"
    assert "identityHash" not in public


def test_a_certificate_of_the_old_format_has_a_credential_too() -> None:
    assert told(OLD)["name"] == "Starter"


def test_an_award_without_a_level_claims_none() -> None:
    achievement = open_badge.achievement_of(FIRST, PLACES)
    assert "alignment" not in achievement
    assert "creditsAvailable" not in json.dumps(told())


def test_a_level_is_mapped_and_said_not_to_be_a_regulated_qualification() -> None:
    [alignment] = open_badge.achievement_of(open_badge.as_award(LEVEL_4), PLACES)["alignment"]
    assert alignment["targetName"] == "Mapped to level 4, 1 credits; not a regulated qualification"
    assert (alignment["targetFramework"], alignment["targetCode"]) == ("RQF", "4")


def test_what_is_published_about_an_award_is_what_credentials_say() -> None:
    rule = award_from(STARTER)
    frozen = snapshots.frozen(
        rule, [progress("C1")], name="A", salt=SALT, number="LM-1", on=date(2026, 11, 21), issuer="X"
    )
    published = open_badge.achievement_of(open_badge.as_award(rule), PLACES)
    assert open_badge.achievement_of(frozen, PLACES) == published


def test_the_status_entry_names_the_list_and_the_place_in_it() -> None:
    assert told()["credentialStatus"] == {
        "id": "https://learn.example.org/credentials/status/1#9",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "9",
        "statusListCredential": "https://learn.example.org/credentials/status/1",
    }


@given(st.sets(st.integers(0, STATUS_LIST_BITS - 1), max_size=20))
def test_a_stranger_reads_from_the_list_exactly_what_ended(ended: set[int]) -> None:
    bits = decode_encoded_list(open_badge.encoded(ended))
    assert len(bits) == STATUS_LIST_BITS // 8
    assert {at * 8 + bit for at, byte in enumerate(bits) if byte for bit in range(8) if byte & 0x80 >> bit} == ended


def drawn() -> tuple[bytes, bytes]:
    return (
        badge_picture.as_svg(FIRST, issuer="Northfield & Sons <College>", templates=TEMPLATES),
        badge_picture.as_png(FIRST, issuer="Northfield College", templates=TEMPLATES),
    )


def test_a_baked_badge_is_read_by_us_and_by_strangers() -> None:
    svg, png = drawn()
    baked_svg, baked_png = baking.into_svg(svg, TOKEN), baking.into_png(png, TOKEN)
    assert baking.token_in(baked_svg) == baking.token_in(baked_png) == baking.token_in(TOKEN.encode() + b"\n") == TOKEN
    from_svg = stranger_baking.extract_svg(baked_svg, element=stranger_baking.SVG_ELEMENT_OB3)
    from_png = stranger_baking.extract_png(baked_png, keyword=stranger_baking.ITXT_KEYWORD_OB3)
    assert from_svg == from_png == TOKEN
    assert b"<title>Badge: Starter, Northfield &amp; Sons &lt;College&gt;</title>" in baked_svg


def test_a_badge_that_others_baked_is_read_too() -> None:
    svg, png = drawn()
    theirs = stranger_baking.bake_svg(
        svg, TOKEN, element=stranger_baking.SVG_ELEMENT_OB3, namespace=stranger_baking.SVG_NS_OB3
    )
    assert baking.token_in(theirs) == TOKEN
    assert baking.token_in(stranger_baking.bake_png(png, TOKEN, keyword=stranger_baking.ITXT_KEYWORD_OB3)) == TOKEN


def test_a_picture_without_a_credential_has_none() -> None:
    for picture in drawn():
        assert baking.token_in(picture) is None


def test_a_compressed_or_endless_credential_is_not_inflated() -> None:
    _, png = drawn()
    text = baking.KEYWORD + b"\0\1\0\0\0" + zlib.compress(TOKEN.encode())
    chunk = len(text).to_bytes(4) + b"iTXt" + text + zlib.crc32(b"iTXt" + text).to_bytes(4)
    assert baking.token_in(png[:33] + chunk + png[33:]) is None
    assert baking.token_in(b"a.b." + b"c" * baking.LONGEST_TOKEN) is None


@given(st.binary(max_size=400), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"<svg>", b'<svg><credential verify="']))
def test_any_file_is_looked_at_without_a_fault(content: bytes, start: bytes) -> None:
    baking.token_in(start + content)


@pytest.mark.parametrize("bake", [baking.into_svg, baking.into_png])
def test_what_is_no_picture_cannot_carry_a_credential(bake: object) -> None:
    with pytest.raises(baking.NotAPicture):
        bake(b"%PDF-1.7", TOKEN)  # type: ignore[operator]


def test_a_badge_with_a_level_says_what_a_level_is() -> None:
    award = {"title": "LearnMentor Award in Mentoring, level 4 (10 credits)", "hours": 100, "level": 4}
    contents = badge_picture._contents(award, "Northfield")
    assert contents["title"] == "Award in Mentoring"
    assert contents["note"] == "mapped to level 4, not a regulated qualification"


def test_the_multibase_letter_is_there() -> None:
    assert open_badge.encoded([])[0] == "u"
    assert base64.urlsafe_b64decode(open_badge.encoded([])[1:] + "==")[:2] == b"\x1f\x8b"
