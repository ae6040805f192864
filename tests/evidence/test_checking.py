"""LearnMentor promises anybody that what they were sent can be checked, and that nothing of it is kept."""

import io
import json
import logging
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from learnmentor.certificates import services
from learnmentor.certificates.models import Certificate, HandedOut
from learnmentor.evidence.checks import services as checks
from learnmentor.evidence.checks import verdicts
from learnmentor.evidence.checks.limits import LARGEST_DOCUMENT, ON_THE_PAGE
from learnmentor.ground.db import Base
from learnmentor.ground.storage.zip_directory import has_modest_directory
from learnmentor.ground.vault import Vault
from learnmentor.signing import jose, rules
from learnmentor.signing import services as signing
from learnmentor.signing.models import SigningKey
from tests.cpd import samples
from tests.page import Browser, Page, upload

pytestmark = pytest.mark.usefixtures("time", "signing_key")

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
VAULT = Vault((b"k" * 32,))


def _checked(browser: Browser, content: bytes, name: str = "a.bin") -> Page:
    return browser.get("/check").submit("Check this file", file=upload(content, name))


def _pack(browser: Browser) -> bytes:
    return browser.get("/cpd/2026-27/evidence-pack").submit("Download the pack").response.data


def test_a_true_document_is_not_called_changed_after_its_owner_left(
    as_amina: Browser, stranger: Browser, db: Session, certificate: Certificate
) -> None:
    document = as_amina.get(f"/certificates/{certificate.number}.pdf").response.data
    services.forget_name(db, db.get_one(Certificate, certificate.id))
    db.execute(delete(HandedOut))  # as where it was handed out before such rows were kept
    db.commit()
    page = _checked(stranger, document)
    assert page.h1 == "This PDF can no longer be compared"
    assert f"Certificate {certificate.number} is real." in page.words
    services.revoke(db, db.get_one(Certificate, certificate.id), reason="The wrong person.", by=None, at=NOW)
    db.commit()
    assert _checked(stranger, document).h1 == "This no longer holds"


def test_a_zip_that_is_no_pack_is_not_called_a_changed_one(stranger: Browser) -> None:
    page = _checked(stranger, samples.archive(photo__one=b"jpeg", **{"notes.txt": b"words"}))
    assert page.h1 == "This is no evidence pack as we make them"
    assert "some other ZIP file" in page.words


def test_a_pack_that_a_mac_packed_anew_is_ours_still(
    stranger: Browser, as_amina: Browser, certificate: Certificate
) -> None:
    pack = _pack(as_amina)
    beside = {"__MACOSX/evidence-2026-27/._evidence.pdf": b"x", "evidence-2026-27/.DS_Store": b"x"}
    page = _checked(stranger, _in_a_folder(pack, beside))
    assert page.h1 == "We made this pack, and nothing in it was changed"
    assert "packed anew by somebody's computer, and all of its files are as they were made. 2 files" in page.words
    assert "It is ours, and holds today." in page.words
    changed = _rewritten(pack, lambda name, old: old + b" " if name == "cpd.csv" else old)
    assert _checked(stranger, _in_a_folder(changed, beside)).h1 == "This pack is not as we made it"


def _in_a_folder(content: bytes, beside: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(f"evidence-2026-27/{name}", old.read(name))
        for name, member in beside.items():
            new.writestr(name, member)
    return target.getvalue()


def test_a_pack_in_another_zip_is_told_what_to_do(stranger: Browser, as_amina: Browser) -> None:
    page = _checked(stranger, _in_a_folder(samples.archive(), {"evidence.zip": _pack(as_amina)}))
    assert page.h1 == "This is no evidence pack as we make them"
    assert "Unpack it once, and check evidence.zip by itself." in page.words


def test_an_unsigned_pack_has_its_first_certificates_compared(
    stranger: Browser, as_amina: Browser, db: Session, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsigned = _rewritten(_pack(as_amina), _unsigned)
    db.execute(delete(HandedOut))  # as of a pack from before such a list was kept
    db.commit()
    assert "It is ours, and holds today." in _checked(stranger, unsigned).words
    monkeypatch.setattr(checks, "_MOST_COMPARED", 0)
    assert "It was not compared: there are too many." in _checked(stranger, unsigned).words


def test_a_pack_holds_no_certificate_that_was_over_when_it_was_made(
    as_amina: Browser, stranger: Browser, db: Session, certificate: Certificate
) -> None:
    document = f"certificates/{certificate.number}.pdf"
    assert document in zipfile.ZipFile(io.BytesIO(_pack(as_amina))).namelist()
    services.revoke(db, certificate, reason="Issued to the wrong person.", by=None, at=NOW)
    db.commit()
    pack = _pack(as_amina)
    assert document not in zipfile.ZipFile(io.BytesIO(pack)).namelist()
    assert "no longer holds" not in _checked(stranger, pack).words


def _rewritten(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if (member := change(name, old.read(name))) is not None:
                new.writestr(name, member)
    return target.getvalue()


def _document(browser: Browser, certificate: Certificate) -> bytes:
    return browser.get(f"/certificates/{certificate.number}.pdf").response.data


# The page


def test_the_old_address_leads_here(stranger: Browser) -> None:
    answer = stranger.get("/certificates/check").response
    assert (answer.status_code, answer.headers["Location"]) == (301, "/check")


@pytest.mark.parametrize(("content", "says"), [(None, "Choose the file"), (b"", "This file is empty.")])
def test_nothing_to_check_gets_a_sentence(stranger: Browser, content: bytes | None, says: str) -> None:
    file: Any = None if content is None else upload(content, "pack.zip")
    page = stranger.get("/check").submit("Check this file", file=file)
    assert page.status == 422
    assert says in page.errors()[0]


@pytest.mark.parametrize(
    "content",
    [b"hello", b"\x00" * 3000, b"a.b.c", b"{}", b"\xff\xd8\xff\xe0"],
)
def test_what_we_do_not_make_is_said_to_be_none_of_ours(stranger: Browser, content: bytes) -> None:
    page = _checked(stranger, content)
    assert page.status == 200
    assert "This is nothing that we make" in page.h1 or "not one of ours" in page.h1


def test_somebody_who_checks_without_end_is_asked_to_wait(stranger: Browser) -> None:
    page = stranger.get("/check")
    for _ in range(120):
        page.submit("Check this number", number="x")
    refused = page.submit("Check this file", file=upload(b"x", "x"))
    assert refused.status == 429
    assert "Retry-After" in refused.response.headers


def test_nothing_of_a_file_is_kept_and_its_name_is_in_no_log(
    app: Flask, db: Session, stranger: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    def kept() -> dict[str, Any]:
        tables = (each for each in Base.metadata.sorted_tables if each.name != "attempt")
        found = {each.name: db.scalar(select(func.count()).select_from(each)) for each in tables}
        db.rollback()
        return found

    def files() -> list[Path]:
        return sorted(app.config["SETTINGS"].data_dir.rglob("*"))

    before = kept(), files()
    with caplog.at_level(logging.DEBUG):
        _checked(stranger, b"PK" + b"secret words of Amina" * 50_000, "confidential-amina.zip")
    assert (kept(), files()) == before
    assert "confidential" not in caplog.text
    assert "secret words" not in caplog.text


def test_a_file_that_is_too_large_gets_a_sentence_and_a_way_on(stranger: Browser) -> None:
    page = _checked(stranger, bytes(7 * 1024 * 1024))
    assert page.status == 413
    assert "too large to be checked here, and nothing of it was kept" in page.words
    assert "learnmentor verify" in page.words


# Certificates as PDF


def test_the_document_that_we_issued_is_known_again(
    stranger: Browser, as_amina: Browser, certificate: Certificate
) -> None:
    page = _checked(stranger, _document(as_amina, certificate), "renamed.bin")
    assert page.h1 == "This PDF is the one we issued"
    assert "holds today" in page.words
    assert page.click("See certificate").h1 == f"Certificate {certificate.number}"


def test_an_altered_document_is_refused(stranger: Browser, as_amina: Browser, certificate: Certificate) -> None:
    document = _document(as_amina, certificate)
    for altered in (document + b"\n", document.replace(b"Starter", b"Expert!", 1), document[:-200]):
        page = _checked(stranger, altered)
        assert page.h1 == "This PDF is not the document that we issued"
        assert "holds today" not in page.words


def test_a_document_of_nobody_s_is_refused(stranger: Browser) -> None:
    assert "not a certificate of ours" in _checked(stranger, b"%PDF-1.7 LM-0000-0000-0").h1
    assert "nothing that we make" in _checked(stranger, b"%PDF-1.7" + bytes(LARGEST_DOCUMENT)).h1


def test_a_document_of_a_revoked_certificate_says_so(
    db: Session, stranger: Browser, as_amina: Browser, certificate: Certificate
) -> None:
    before = _document(as_amina, certificate)
    services.revoke(db, db.get_one(Certificate, certificate.id), reason="Issued by mistake.", by=None, at=NOW)
    db.commit()
    for document in (before, _document(as_amina, certificate)):
        page = _checked(stranger, document)
        assert page.h1 == "This no longer holds"
        assert "Issued by mistake." in page.words


# Credentials


@pytest.mark.parametrize("kind", ["credential.jwt", "badge.svg", "badge.png"])
def test_a_credential_is_known_again_and_an_altered_one_refused(
    stranger: Browser, as_amina: Browser, certificate: Certificate, kind: str
) -> None:
    content = as_amina.get(f"/certificates/{certificate.number}/{kind}").response.data
    page = _checked(stranger, content)
    assert page.h1 == "This credential is ours"
    at = content.rindex(b".") + 50 if kind == "credential.jwt" else content.index(b"eyJ") + 400
    altered = content[:at] + (b"A" if content[at : at + 1] != b"A" else b"B") + content[at + 1 :]
    refused = _checked(stranger, altered)
    assert refused.h1 == "This credential is not one of ours as it stands"
    assert "holds today" not in refused.words


def test_a_credential_of_a_stranger_s_making_is_refused(
    stranger: Browser, as_amina: Browser, certificate: Certificate
) -> None:
    token = as_amina.get(f"/certificates/{certificate.number}/credential.jwt").response.get_data(as_text=True)
    payload = jose.payload_of(token, public=json.loads(stranger.get("/.well-known/jwks.json").text)["keys"][0])
    assert payload is not None
    kid, _, private = jose.new_key()
    forged = jose.signed(
        payload, header={"typ": rules.CREDENTIAL, "kid": f"http://localhost/keys/{kid}"}, private=private
    )
    assert "a key that is not ours" in _checked(stranger, forged.encode()).words


def test_what_a_revoked_key_signed_is_refused_with_the_reason(
    db: Session, stranger: Browser, as_amina: Browser, certificate: Certificate, signing_key: SigningKey
) -> None:
    token = as_amina.get(f"/certificates/{certificate.number}/credential.jwt").response.data
    pack = _pack(as_amina)
    signing.revoke(db, VAULT, db.get_one(SigningKey, signing_key.id), reason="A backup was stolen.", at=NOW)
    db.commit()
    for content in (token, pack):
        page = _checked(stranger, content)
        assert "A backup was stolen." in page.words
        assert page.one(".notice--error")


# Packs


def test_a_pack_is_checked_thing_by_thing(stranger: Browser, as_amina: Browser, certificate: Certificate) -> None:
    page = _checked(stranger, _pack(as_amina))
    assert page.h1 == "We made this pack, and nothing in it was changed"
    assert "It is the evidence of Amina Yusuf for the CPD year 2026-27." in page.words
    assert "It fits, and the key is ours." in page.words
    assert "It is ours, and holds today." in page.words
    assert "no signature proves it" in page.words


def test_a_pack_with_a_certificate_that_was_revoked_since_says_so(
    db: Session, stranger: Browser, as_amina: Browser, certificate: Certificate
) -> None:
    pack = _pack(as_amina)
    services.revoke(db, db.get_one(Certificate, certificate.id), reason="Issued by mistake.", by=None, at=NOW)
    db.commit()
    page = _checked(stranger, pack)
    assert "see below what became of the certificates" in page.words
    assert "It no longer holds. Revoked on 21 November 2026: Issued by mistake." in page.words


def test_a_changed_pack_is_refused_and_the_member_named(stranger: Browser, as_amina: Browser) -> None:
    changed = _rewritten(_pack(as_amina), lambda name, old: old + b" " if name == "evidence.pdf" else old)
    page = _checked(stranger, changed)
    assert page.h1 == "This pack is not as we made it"
    assert "evidence.pdf" in page.words
    assert page.one(".notice--error")


def _unsigned(name: str, old: bytes) -> bytes | None:
    if name in {"manifest.jws", "keys.json"}:
        return None
    if name != "manifest.json":
        return old
    return json.dumps({key: value for key, value in json.loads(old).items() if key != "signature"}).encode()


def test_an_unsigned_pack_is_not_taken_for_ours(stranger: Browser, as_amina: Browser) -> None:
    page = _checked(stranger, _rewritten(_pack(as_amina), _unsigned))
    assert page.h1 == "This pack agrees with itself, but is not signed"
    assert "the key is ours" not in page.words


def test_a_pack_signed_by_somebody_else_is_refused(stranger: Browser, as_amina: Browser) -> None:
    pack = _pack(as_amina)
    kid, public, private = jose.new_key()
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        manifest = archive.read("manifest.json")
    token = jose.signed(
        manifest, header={"typ": rules.PACK_MANIFEST, "kid": f"http://localhost/keys/{kid}"}, private=private
    )
    theirs = {"manifest.jws": rules.detached(token).encode(), "keys.json": json.dumps({"keys": [public]}).encode()}
    page = _checked(stranger, _rewritten(pack, theirs.get))
    assert page.h1 == "This pack is not as we made it"
    assert "a key that is not ours" in page.words


def test_names_in_a_pack_are_shown_as_text(stranger: Browser, as_amina: Browser) -> None:
    target = io.BytesIO(_pack(as_amina))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("<script>alert(1)</script>.pdf", b"%PDF")
    page = _checked(stranger, target.getvalue())
    assert "<script>alert(1)" in page.words
    assert "<script>alert(1)" not in page.text


@pytest.mark.parametrize("size", [ON_THE_PAGE.unpacked + 1, 2**31])
def test_an_archive_that_would_unpack_without_end_is_not_opened(stranger: Browser, size: int) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"{}")
    content = bytearray(target.getvalue())
    at = content.rindex(b"PK\x01\x02")
    struct.pack_into("<L", content, at + 24, size)
    page = _checked(stranger, bytes(content))
    assert page.h1 == "This pack was not checked"
    assert "learnmentor verify" in page.words


def test_a_second_record_of_an_archive_s_end_is_not_believed() -> None:
    content = b"PK\x06\x07" + bytes(16) + b"PK\x05\x06" + bytes(18)
    assert not has_modest_directory(io.BytesIO(content))
    assert has_modest_directory(io.BytesIO(content[20:]))


@pytest.mark.parametrize("content", [b"PK", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"PK" * 60_000])
def test_a_torn_archive_gets_a_sentence(stranger: Browser, content: bytes) -> None:
    page = _checked(stranger, content)
    assert page.h1 in {"This pack was not checked", "This is no evidence pack as we make them"}


def test_a_list_that_names_nobody_is_no_reason_to_fail(stranger: Browser, as_amina: Browser) -> None:
    bare = {"format", "version", "ledger", "members", "missing"}

    def unsigned(name: str, old: bytes) -> bytes | None:
        if name in {"manifest.jws", "keys.json"}:
            return None
        return (
            json.dumps({k: v for k, v in json.loads(old).items() if k in bare}).encode() if "manifest" in name else old
        )

    assert "nobody named" in _checked(stranger, _rewritten(_pack(as_amina), unsigned)).words


def test_whatever_is_damaged_gets_an_answer_and_is_never_called_ours(
    db: Session, as_amina: Browser, certificate: Certificate
) -> None:
    address = f"/certificates/{certificate.number}"
    things = [_pack(as_amina), *(as_amina.get(f"{address}{end}").response.data for end in (".pdf", "/badge.png"))]
    record = verdicts.Record(lambda _one: [things[1]], lambda _one: None, lambda _one, _token, _kind: things[2], "UTC")

    @settings(max_examples=200, deadline=None)
    @given(st.integers(0, 2), st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=12), st.booleans())
    def damaged(which: int, place: float, new: bytes, cut: bool) -> None:
        content = things[which]
        at = int(len(content) * place)
        other = content[:at] + (b"" if cut else new + content[at + len(new) :])
        result = checks.check(db, io.BytesIO(other), record)
        # A ZIP has bytes that no member owes, such as a time.
        assert result.outcome is not verdicts.CheckOutcome.GOOD or which == 0 or other == content
        assert all((result.title, result.looked_at, result.not_looked_at))

    damaged()
    db.rollback()
