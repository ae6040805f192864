"""Whatever of ours somebody was sent, the check knows what it is: each kind of file, and its sentence."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts.rules import Actor
from learnmentor.certificates import services
from learnmentor.certificates.credentials import badge_picture, baking, png
from learnmentor.certificates.models import Certificate
from learnmentor.config import Settings, home
from learnmentor.cpd import services as cpd
from learnmentor.cpd.declarations import services as declarations
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.rules import CpdYear, EntryType, LoggedActivity
from learnmentor.cpd.targets.queries import target_of
from learnmentor.evidence.packs import services as packs
from learnmentor.evidence.packs.services import Wanted
from learnmentor.ground.db import database
from learnmentor.ground.vault import Vault
from learnmentor.jobs.worker import Worker
from tests import factories
from tests.certificates.test_rules import STARTER
from tests.conftest import HeldClock
from tests.page import Browser, Page, upload

pytestmark = pytest.mark.usefixtures("signing_key")
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
YEAR = CpdYear(2026)
PARTS = ["What was looked at", "What was not looked at"]
PART = "This is one file out of an evidence pack"
OWN_PART = "This is one file out of a download of somebody's own data"
TABLE = "This is a table of CPD entries"

# What it is → the heading of the answer, and words that stand in it.
SAID = {
    "certificate.pdf": ("This PDF is the one we issued", "the name on it included"),
    "preview.png": ("This picture is the one we issued", "the picture that we made"),
    "transcript.pdf": ("This transcript is ours, as of 21 November 2026", "what was recorded up to that day"),
    "evidence.pdf": ("This is a document out of an evidence pack of ours", "Choose the whole ZIP"),
    "pack.zip": ("We made this pack, and nothing in it was changed", "Amina Yusuf for the CPD year 2026-27"),
    "long-pack.zip": ("We made this pack, and nothing in it was changed", "for the CPD years 2026-27, 2025-26"),
    "own-data.zip": ("This is a download of somebody's own data", "nothing signs it"),
    "issued.zip": ("The certificates in this ZIP are ours", "All 1 are, to the last byte"),
    "own credential": ("This credential is ours", "the certificate that it is of holds today"),
    "public credential": ("This credential is ours", "the certificate that it is of holds today"),
    "badge.svg": ("This credential is ours", "The picture is the badge as we made it."),
    "badge.png": ("This credential is ours", "The picture is the badge as we made it."),
    "badge of the award": ("There is no credential in this picture", "nothing in it to check"),
    "declaration": ("This declaration was made here", "declaration 1 of a CPD year 2026-27"),
    "entries of the year": (TABLE, "Anybody can write or change a table"),
    "all entries": (TABLE, "Anybody can write or change a table"),
    "pack: cpd.csv": (TABLE, "Choose the whole ZIP"),
    "pack: cpd.json": (PART, "Choose the whole ZIP"),
    "pack: manifest.json": (PART, "Choose the whole ZIP"),
    "pack: manifest.jws": (PART, "Choose the whole ZIP"),
    "pack: declaration.json": (PART, "Choose the whole ZIP"),
    "pack: VERIFY.txt": (PART, "Choose the whole ZIP"),
    "pack: keys.json": ("These are signing keys", "choose the whole ZIP"),
    "long pack: READ-ME.txt": (PART, "Choose the whole ZIP"),
    "long pack: manifest.json": (PART, "Choose the whole ZIP"),
    "own data: manifest.json": (OWN_PART, "If it is not yours, delete it"),
    "own data: READ-ME.txt": (OWN_PART, "If it is not yours, delete it"),
    "issued: certificates.csv": ("This is a list of certificates", "Anybody can write or change a list"),
    "key set": ("These are signing keys", "choose the whole ZIP"),
    "facts": ("These are the facts of a certificate, for programs", "open the page of the certificate"),
    "status list": ("This is not the credential of a certificate", "We signed it, but for something else."),
}


@pytest.fixture
def declared(db: Session, amina: factories.Person, certificate: Certificate, time: HeldClock) -> str:
    """Amina's year with an entry, declared; the public id of the declaration."""
    vault, actor = Vault((b"k" * 32,)), Actor(amina.id, amina.public_id, amina.name, amina.printed_name, frozenset())
    cpd.log_activity(
        db, vault, learner=actor, activity=LoggedActivity(date(2026, 11, 20), EntryType.READING, "A paper", "LLUK", 60),
        prose=Prose(), files=[], source="form:1", at=time(),
    )  # fmt: skip
    asked = target_of(db, vault, person_id=amina.id, year=YEAR, on=NOW.date())
    seen = declarations.standing(db, person_id=amina.id, year=YEAR, target=asked).seen
    made, _ = declarations.declare(
        db, vault, learner=actor, year=YEAR, target=asked, seen=seen, at=time(), zone="Europe/London"
    )
    db.commit()
    return made.public_id


@pytest.fixture
def fetch_long(
    db: Session, amina: factories.Person, as_amina: Browser, settings: Settings, time: HeldClock
) -> Callable[[Wanted], bytes]:
    """What the worker makes of a wish of Amina's."""

    def fetch(wanted: Wanted) -> bytes:
        made = packs.ask(
            db, person_id=amina.id, public_id=f"p{wanted.everything}", wanted=wanted, name="a.zip", total_bytes=1,
            at=time(),
        )  # fmt: skip
        db.commit()
        with as_amina.client.application.app_context():
            Worker(database(), rooms.handlers(), time).run_once()
        return _fetched(as_amina, f"/cpd/packs/{made.public_id}/file")

    return fetch


def _fetched(browser: Browser, address: str) -> bytes:
    with browser.client.get(address) as answer:
        assert answer.status_code == 200, address
        return answer.data


def _members(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _checked(browser: Browser, content: bytes) -> Page:
    return browser.get("/check").submit("Check this file", file=upload(content, "a.bin"))


@pytest.fixture
def ours(
    as_amina: Browser, as_grace: Browser, certificate: Certificate, declared: str,
    fetch_long: Callable[[Wanted], bytes],
) -> dict[str, bytes]:  # fmt: skip
    """One of each kind."""
    page = f"/certificates/{certificate.number}"
    code = STARTER["id"].lower()
    addresses = {
        "certificate.pdf": f"{page}.pdf", "preview.png": f"{page}/preview.png", "badge.svg": f"{page}/badge.svg",
        "badge.png": f"{page}/badge.png", "own credential": f"{page}/credential.jwt",
        "public credential": f"{page}/credential", "facts": f"{page}.json",
        "transcript.pdf": "/certificates/transcript.pdf", "key set": "/.well-known/jwks.json",
        "badge of the award": f"/credentials/achievements/{code}/{STARTER['version']}/badge.svg",
        "status list": "/credentials/status/0", "declaration": f"/cpd/declarations/{declared}/declaration.json",
        "entries of the year": "/cpd/2026-27/entries.csv", "all entries": "/cpd/entries.csv",
    }  # fmt: skip
    found = {name: _fetched(as_amina, address) for name, address in addresses.items()}
    found["pack.zip"] = as_amina.get("/cpd/2026-27/evidence-pack").submit("Download the pack").response.data
    found["issued.zip"] = _fetched(as_grace, f"/certificates/issued.zip?number={certificate.number}")
    found["long-pack.zip"] = fetch_long(Wanted((YEAR, CpdYear(2025))))
    found["own-data.zip"] = fetch_long(Wanted(everything=True))
    found["evidence.pdf"] = _members(found["pack.zip"])["evidence.pdf"]
    for name in SAID:
        if ": " in name:
            archive, _, member = name.partition(": ")
            found[name] = _members(found[f"{archive.replace(' ', '-')}.zip"])[member]
    return found


def test_each_kind_of_file_that_we_hand_out_is_known(ours: dict[str, bytes], stranger: Browser) -> None:
    assert set(ours) == set(SAID)
    for name, (heading, words) in SAID.items():
        page = _checked(stranger, ours[name])
        assert page.h1 == heading, name
        assert words in page.words, name
        assert [each.get_text() for each in page.soup.select("#looked-at, #not-looked-at")] == PARTS, name


def test_what_was_certified_is_told_as_on_the_certificate_and_the_name_only_where_it_is_in_the_file(
    ours: dict[str, bytes], stranger: Browser
) -> None:
    certified = {
        "Certificate of completion": STARTER["title"], "Size": "5 hours", "Completed": "21 November 2026",
        "Issued": "21 November 2026", "Issued by": "Northfield College",
    }  # fmt: skip
    for name in ("certificate.pdf", "preview.png", "own credential", "public credential", "badge.svg", "badge.png"):
        page = _checked(stranger, ours[name])
        words, said = (page.soup.select(f".facts {tag}") for tag in ("dt", "dd"))
        told = {word.get_text(): value.get_text() for word, value in zip(words, said, strict=True)}
        assert told.items() >= certified.items(), name
        assert told.get("Name on it") == ("Amina Yusuf" if name in {"certificate.pdf", "preview.png"} else None)
        assert ("Amina" in page.words) is (name in {"certificate.pdf", "preview.png"}), name


def test_a_level_is_told_as_mapped(db: Session, stranger: Browser, as_amina: Browser, certificate: Certificate) -> None:
    found = db.get_one(Certificate, certificate.id)
    found.snapshot = {**found.snapshot, "level": 4, "credits": 6}
    found.snapshot_sha256 = services.snapshots.digest(found.snapshot)
    db.commit()
    page = _checked(stranger, _fetched(as_amina, f"/certificates/{certificate.number}.pdf"))
    assert "Mapped to level 4, 6 credits; not a regulated qualification" in page.words


def test_a_record_that_was_tampered_with_is_not_vouched_for(
    db: Session, stranger: Browser, as_amina: Browser, certificate: Certificate
) -> None:
    held = _fetched(as_amina, f"/certificates/{certificate.number}.pdf")
    found = db.get_one(Certificate, certificate.id)
    found.snapshot = {**found.snapshot, "hours": 500}
    db.commit()
    page = _checked(stranger, held)
    assert page.h1 == "Our own record of this certificate was changed"
    assert "500" not in page.words


# A genuine credential in a picture that is not ours


def _painted(found: Certificate, token: str, kind: str) -> bytes:
    """The badge of a finer award, with the true credential of this one."""
    finer = {**found.snapshot, "title": "Master of Everything"}
    return badge_picture.baked(finer, token, kind=kind, templates=home("templates") / "pdf")


def test_a_genuine_credential_in_another_picture_is_no_reason_to_believe_the_picture(
    ours: dict[str, bytes], stranger: Browser, db: Session, certificate: Certificate
) -> None:
    found = db.get_one(Certificate, certificate.id)
    db.rollback()
    token = ours["own credential"].decode()
    private = png.chunk(b"tEXt", b"Comment\0x")
    end = ours["badge.png"].rindex(b"IEND") - 4
    altered = {
        "painted anew, SVG": _painted(found, token, "svg"),
        "painted anew, PNG": _painted(found, token, "png"),
        "words put in": re.sub(rb"</svg>\s*$", b"<text>Distinction</text></svg>", ours["badge.svg"]),
        "something behind it": ours["badge.png"] + b"x",
        "a comment in it": ours["badge.png"][:end] + private + ours["badge.png"][end:],
        "a drawing of one's own": baking.into_svg(b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", token),
        "words around the token": f'<svg><openbadges:credential verify="{token}"/></svg>'.encode(),
    }
    for name, content in altered.items():
        assert content not in ours.values(), name
        page = _checked(stranger, content)
        assert page.h1 == "The credential inside is genuine, the picture is not ours", name
        assert "was altered or is not ours: do not go by what it shows" in page.words, name
        assert STARTER["title"] in page.words, name
        assert "What the picture shows." in page.words, name


def test_a_true_badge_of_a_revoked_certificate_says_so_and_nothing_of_its_picture(
    ours: dict[str, bytes], stranger: Browser, db: Session, certificate: Certificate
) -> None:
    services.revoke(db, db.get_one(Certificate, certificate.id), reason="A mistake.", by=None, at=NOW)
    db.commit()
    for name in ("badge.svg", "badge.png", "own credential"):
        page = _checked(stranger, ours[name])
        assert page.h1 == "This no longer holds"
        assert f"What was certified Certificate of completion {STARTER['title']}" in page.words, "and what it was of"
        assert ("What the picture shows." in page.words) is (name != "own credential")


# Transcripts and evidence


def test_a_transcript_says_how_its_certificates_stand_today_and_an_altered_one_is_refused(
    ours: dict[str, bytes], stranger: Browser, db: Session, certificate: Certificate
) -> None:
    altered = ours["transcript.pdf"] + b"\n"
    assert _checked(stranger, altered).h1 == "This PDF is not the document that we issued"
    for name in ("transcript.pdf", "evidence.pdf"):
        words = _checked(stranger, ours[name]).words
        assert f"{certificate.number} In order It is ours, and holds today. “Starter”, 5 hours" in words
    services.revoke(db, db.get_one(Certificate, certificate.id), reason="A mistake.", by=None, at=NOW)
    db.commit()
    for name in ("transcript.pdf", "evidence.pdf"):
        page = _checked(stranger, ours[name])
        assert "It no longer holds. Revoked on 21 November 2026: A mistake." in page.words


# ZIPs that are no packs


def _rezipped(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_a_zip_of_certificates_names_those_that_are_not_ours(
    ours: dict[str, bytes], stranger: Browser, db: Session, certificate: Certificate
) -> None:
    members = _members(ours["issued.zip"])
    [name] = [each for each in members if each.endswith(".pdf")]
    forged = members | {"Ben LM-0000-0000-0.pdf": b"%PDF-1.7", "note.txt": b"Trust me."}
    page = _checked(stranger, _rezipped(forged))
    assert page.h1 == "Not every certificate in this ZIP is in order"
    assert "1 of 2 are ours and hold today." in page.words
    assert "Ben LM-0000-0000-0.pdf" in page.words
    assert "note.txt" in page.words
    swapped = members | {name: members[name] + b"\n"}
    assert "0 of 1 are ours" in _checked(stranger, _rezipped(swapped)).words
    services.revoke(db, db.get_one(Certificate, certificate.id), reason="A mistake.", by=None, at=NOW)
    db.commit()
    assert "It no longer holds." in _checked(stranger, ours["issued.zip"]).words
    assert _checked(stranger, _rezipped({"certificates.csv": b""})).h1 == "There is no certificate in this ZIP"


def test_a_pdf_with_something_before_its_header_is_still_read_as_one(ours: dict[str, bytes], stranger: Browser) -> None:
    page = _checked(stranger, b"\r\nX-Scan: 1\r\n" + ours["certificate.pdf"])
    assert page.h1 == "This PDF is not the document that we issued"


@pytest.mark.parametrize(("number", "size"), [(501, 1), (40, 2_000_000)])
def test_a_zip_larger_than_any_that_we_make_is_not_opened(stranger: Browser, number: int, size: int) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("certificates.csv", b"")
        for each in range(number):
            archive.writestr(f"{each}.pdf", bytes(size))
    page = _checked(stranger, target.getvalue())
    assert page.h1 == "This ZIP is larger than any that we make"
    assert "choose one certificate out of it" in page.words
