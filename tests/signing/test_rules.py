"""LearnMentor promises that what it signs can be checked by anybody, and that nothing else passes for it."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnmentor.signing import jose, rules
from learnmentor.signing.rules import CREDENTIAL, PACK_MANIFEST, PublicKey, Verdict, check_signature

Made = tuple[str, dict[str, Any], str]
BASE = "https://learn.example.ac.uk"


def _token(key: Made, payload: bytes = b'{"a": 1}', **header: str) -> str:
    return jose.signed(payload, header={"typ": CREDENTIAL, "kid": f"{BASE}/keys/{key[0]}", **header}, private=key[2])


def _encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _check(token: str, *keys: PublicKey) -> rules.Checked:
    return check_signature(token, keys, content_type=CREDENTIAL)


@pytest.fixture(scope="module")
def public(rsa_key: Made) -> PublicKey:
    return PublicKey(rsa_key[0], rsa_key[1])


def test_what_was_signed_is_given_back(rsa_key: Made, public: PublicKey) -> None:
    checked = _check(_token(rsa_key), public)
    assert checked.proved
    assert checked.payload == b'{"a": 1}'
    assert checked.key == public


def test_a_key_is_found_by_the_end_of_its_address_wherever_it_was_published(rsa_key: Made, public: PublicKey) -> None:
    assert _check(_token(rsa_key, kid=f"https://old.example.org/keys/{rsa_key[0]}"), public).proved
    assert _check(_token(rsa_key, kid=rsa_key[0]), public).proved


def test_a_changed_payload_is_refused(rsa_key: Made, public: PublicKey) -> None:
    header, _, signature = _token(rsa_key).split(".")
    checked = _check(f"{header}.{_encoded({'a': 2})}.{signature}", public)
    assert (checked.verdict, checked.payload) == (Verdict.ALTERED, None)


def test_an_unknown_key_proves_nothing(rsa_key: Made) -> None:
    checked = _check(_token(rsa_key))
    assert (checked.verdict, checked.payload) == (Verdict.UNKNOWN_KEY, None)


def test_a_revoked_key_proves_nothing_and_the_sentence_says_when_and_why(rsa_key: Made, public: PublicKey) -> None:
    revoked = PublicKey(
        public.kid, public.jwk, revoked_at=datetime(2026, 11, 5, tzinfo=UTC), reason="A backup was stolen."
    )
    checked = _check(_token(rsa_key), revoked)
    assert checked.verdict is Verdict.REVOKED
    assert not checked.proved
    assert "was revoked on 5 November 2026: A backup was stolen. So the signature" in checked.sentence


@pytest.mark.parametrize(
    ("reason", "said"),
    [("A backup was stolen", "A backup was stolen. So"), (None, "no reason was given. So"), ("Lost!", "Lost! So")],
)
def test_the_reason_of_a_revocation_is_a_sentence_of_its_own(
    rsa_key: Made, public: PublicKey, reason: str | None, said: str
) -> None:
    revoked = PublicKey(public.kid, public.jwk, revoked_at=datetime(2026, 11, 5, tzinfo=UTC), reason=reason)
    assert said in _check(_token(rsa_key), revoked).sentence


def test_a_retired_key_still_proves_what_it_signed(rsa_key: Made, public: PublicKey) -> None:
    assert _check(
        _token(rsa_key), PublicKey(public.kid, public.jwk, retired_at=datetime(2026, 11, 5, tzinfo=UTC))
    ).proved


def test_a_manifest_is_never_taken_for_a_credential(rsa_key: Made, public: PublicKey) -> None:
    assert _check(_token(rsa_key, typ=PACK_MANIFEST), public).verdict is Verdict.NOT_SIGNED


@pytest.mark.parametrize("alg", ["none", "HS256", "RS512", "ES256"])
def test_another_algorithm_is_no_signature_of_ours(rsa_key: Made, public: PublicKey, alg: str) -> None:
    _, payload, signature = _token(rsa_key).split(".")
    header = _encoded({"alg": alg, "typ": CREDENTIAL, "kid": rsa_key[0]})
    for forged in (signature, "", _encoded("x")):
        assert _check(f"{header}.{payload}.{forged}", public).verdict is Verdict.NOT_SIGNED


def test_a_key_that_a_token_brings_along_is_not_believed(public: PublicKey) -> None:
    stranger = jose.new_key()
    token = jose.signed(
        b"{}",
        header={"typ": CREDENTIAL, "kid": public.kid, "jwk": stranger[1]},
        private=stranger[2],  # type: ignore[dict-item]
    )
    assert _check(token, public).verdict is Verdict.ALTERED


def test_every_changed_character_is_noticed(rsa_key: Made, public: PublicKey) -> None:
    token = _token(rsa_key)

    @settings(deadline=None, max_examples=200)
    @given(at=st.integers(0, len(token) - 1), letter=st.sampled_from("ABCxyz019_-.="))
    def changed(at: int, letter: str) -> None:
        other = token[:at] + letter + token[at + 1 :]
        checked = _check(other, public)
        # The last character of a part carries bits that no byte holds: what is proved must be what was signed.
        assert other == token or not checked.proved or checked.payload == b'{"a": 1}'

    changed()


@settings(deadline=None)
@given(st.text())
def test_anything_at_all_gets_an_answer(text: str) -> None:
    assert _check(text).verdict in {Verdict.NOT_SIGNED, Verdict.UNKNOWN_KEY}
    rules.attached(text, b"x")
    rules.fingerprint(text)


def test_a_detached_signature_fits_what_it_was_taken_from_and_nothing_else(rsa_key: Made, public: PublicKey) -> None:
    manifest = json.dumps({"members": ["x" * 64] * 20_000}).encode()  # of a long pack
    token = _token(rsa_key, manifest)
    signature = rules.detached(token)
    assert len(signature) < 700
    assert rules.attached(signature + "\n", manifest) == token
    assert _check(rules.attached(signature, manifest), public).proved
    assert _check(rules.attached(signature, manifest + b" "), public).verdict is Verdict.ALTERED
    assert _check(rules.attached(token, manifest), public).verdict is Verdict.NOT_SIGNED


def test_a_key_set_reads_back_with_revoked_keys_apart(rsa_key: Made, public: PublicKey) -> None:
    gone = jose.new_key()
    revoked = PublicKey(gone[0], gone[1], revoked_at=datetime(2026, 11, 5, tzinfo=UTC), reason="Lost.")
    told = json.loads(json.dumps(rules.as_key_set([public, revoked], base_url=BASE)))
    assert [key["kid"] for key in told["keys"]] == [f"{BASE}/keys/{public.kid}"]
    assert "d" not in told["keys"][0]
    read = {key.kid: key for key in rules.keys_of(told)}
    assert read.keys() == {public.kid, revoked.kid}
    assert (read[revoked.kid].revoked_at, read[revoked.kid].reason) == (revoked.revoked_at, "Lost.")
    assert _check(_token(rsa_key), *read.values()).proved


def test_a_key_under_another_s_name_is_not_found_by_that_name(rsa_key: Made) -> None:
    stranger = jose.new_key()
    [read] = rules.keys_of({"keys": [{**stranger[1], "kid": f"{BASE}/keys/{rsa_key[0]}"}]})
    assert read.kid == stranger[0]


@pytest.mark.parametrize(
    "told", [None, [], "x", {}, {"keys": "x"}, {"keys": [1, {"kty": "EC"}, {"kty": "RSA", "n": 1, "e": []}]}]
)
def test_what_is_no_key_set_holds_no_keys(told: Any) -> None:
    assert rules.keys_of(told) == []


def test_a_fingerprint_can_be_read_aloud(public: PublicKey) -> None:
    groups = public.fingerprint.split(" ")
    assert len(groups) == 16
    assert all(len(group) == 4 and group == group.upper() for group in groups)
    assert rules.fingerprint("not a thumbprint!") == rules.fingerprint("") == ""
