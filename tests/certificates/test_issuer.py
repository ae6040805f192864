"""How certificates are signed: by whom, in which colour, with which logo; what was issued before stays as it was."""

import base64
import contextlib
import io
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.certificates import services
from learnmentor.certificates.issuer import identity, logo
from learnmentor.certificates.issuer.identity import Identity
from learnmentor.certificates.models import Certificate
from learnmentor.certificates.rules import contrast_with_white, reads_well
from learnmentor.config import home
from learnmentor.courses.catalogue.models import Unit
from learnmentor.ground.printing import typesetting
from tests import factories
from tests.certificates.drawings import PNG, REFUSED, png, svg
from tests.certificates.test_rules import STARTER
from tests.certificates.test_services import finish
from tests.conftest import HeldClock
from tests.page import Browser, Page, upload

TEMPLATES = home("templates") / "pdf"
COLLEGE = Identity("Northfield College", "Dr Gwen Price", "Principal", "#7a1f3d", png())


@pytest.mark.parametrize(("file", "words"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_a_logo_gets_a_sentence(file: bytes, words: str) -> None:
    with pytest.raises(logo.LogoRefused, match=words) as refused:
        logo.drawn(file, templates=TEMPLATES)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "file",
    [
        png(),
        png(1, 1),
        svg(),
        svg(before="\ufeff<?xml version='1.0' encoding='UTF-8'?>\n"),
        svg(
            before='<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
        ),
        svg('<defs><g id="a"><rect width="9" height="9"/></g></defs><use href="#a"/><use href="#a" x="20"/>'),
        svg('<clipPath id="c"><path d="M0 0h9v9z"/></clipPath>' + '<path d="M0 0h9v9z" clip-path="url(#c)"/>' * 50),
        svg('<path d="M0 0h9v9z" style="filter: none; stroke-dasharray:none" stroke-dasharray="none"/>'),
        b'<svg xmlns="http://www.w3.org/2000/svg" width="30mm" height="10mm"><rect width="9" height="9"/></svg>',
    ],
)
def test_a_good_logo_is_drawn_anew_and_small(file: bytes) -> None:
    made = logo.drawn(file, templates=TEMPLATES)
    assert made.startswith(PNG)
    assert len(made) <= 64_000
    assert made != file
    assert len(logo.drawn(made, templates=TEMPLATES)) <= 64_000


def test_what_lies_beside_a_picture_is_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    # a colour profile of some bytes may unpack to gigabytes
    read: list[bytes] = []
    draw = typesetting.png

    def watched(template: Path, data: Mapping[str, Any], *, pixels_an_inch: float) -> bytes:
        read.append(bytes(data["logo"]))
        return draw(template, data, pixels_an_inch=pixels_an_inch)

    monkeypatch.setattr(typesetting, "png", watched)
    profiled = png(beside=(b"iCCP", b"x\0\0" + zlib.compress(bytes(10_000))))
    assert logo.drawn(profiled, templates=TEMPLATES) == logo.drawn(png(), templates=TEMPLATES)
    assert b"iCCP" in profiled
    assert not any(b"iCCP" in data for data in read)


@given(st.binary(max_size=300))
def test_any_bytes_are_drawn_or_refused_and_never_crash(data: bytes) -> None:
    for file in (data, PNG + data, b"<svg" + data, svg().replace(b"036", data)):
        with contextlib.suppress(logo.LogoRefused):
            assert logo.drawn(file, templates=TEMPLATES).startswith(PNG)


@pytest.mark.parametrize(("colour", "ratio"), [("#ffffff", 1), ("#000000", 21), ("#767676", 4.54), ("#777777", 4.48)])
def test_contrast_is_that_of_the_guidelines(colour: str, ratio: float) -> None:
    assert contrast_with_white(colour) == pytest.approx(ratio, abs=0.01)
    assert reads_well(colour) == (ratio >= 4.5)


@pytest.fixture
def issued(db: Session, amina: Person, time: HeldClock) -> Certificate:
    """Amina's starter certificate, issued before anybody chose how to sign."""
    services.publish_awards(db, [STARTER], at=time())
    for code in ("C1", "C2"):
        finish(db, amina, factories.unit(db, code), at=time())
    db.commit()
    return one_more(db, amina, time)


def one_more(db: Session, person: Person, time: HeldClock) -> Certificate:
    [made] = services.issue_due(db, person_id=person.id, at=time(), zone="Europe/London", issuer="Northfield")
    db.commit()
    return made


def test_a_new_certificate_carries_the_identity_and_an_old_one_stays(
    db: Session, issued: Certificate, time: HeldClock, as_amina: Browser
) -> None:
    before = dict(issued.snapshot)
    identity.adopt(db, COLLEGE, at=time())
    dawit = factories.person(db, name="Dawit Noise")
    for unit in db.scalars(select(Unit)):
        finish(db, dawit, unit, at=time())
    later = one_more(db, dawit, time)
    assert identity.of(later.snapshot) == COLLEGE
    db.refresh(issued)
    assert issued.snapshot == before
    assert services.unchanged(issued)
    assert identity.of(issued.snapshot) == Identity("Northfield")
    page = as_amina.get(f"/certificates/{later.number}")
    assert "Dr Gwen Price, Principal" in page.words
    assert page.one(".certificate__logo")["alt"] == "Logo of Northfield College"
    assert "Dr Gwen Price" not in as_amina.get(f"/certificates/{issued.number}").words


def test_the_identity_is_kept_once_and_changed_in_place(db: Session, time: HeldClock) -> None:
    assert identity.in_force(db, default="Northfield") == Identity("Northfield")
    identity.adopt(db, COLLEGE, at=time())
    identity.adopt(db, Identity("Another"), at=time.tick(days=1))
    assert identity.in_force(db, default="Northfield") == Identity("Another")


def test_the_document_with_a_logo_is_still_for_everybody_and_for_good(
    db: Session, issued: Certificate, time: HeldClock, as_amina: Browser
) -> None:
    identity.adopt(db, COLLEGE, at=time())
    certificate = db.get_one(Certificate, issued.id)
    certificate.snapshot = identity.stamped(certificate.snapshot, COLLEGE)
    db.commit()
    document = as_amina.get(f"/certificates/{issued.number}.pdf").response.data
    with pikepdf.open(io.BytesIO(document)) as pdf:
        metadata = pdf.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert b"Logo of Northfield College" in document or any(
            "Logo of Northfield College" in str(thing.get("/Alt", ""))
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary)
        )


def save(page: Page, **typed: object) -> Page:
    return page.submit("Save", **typed)


def test_an_administrator_changes_how_certificates_are_signed(as_grace: Browser, db: Session) -> None:
    page = as_grace.get("/people").click("How certificates are signed")
    assert page.one("#name")["value"] == "Northfield College"
    shown = page.submit(
        "Show me first", signatory="Dr Gwen Price", colour="#7A1F3D", logo=upload(svg(), "logo.svg", "image/svg+xml")
    )
    assert "Not saved yet" in shown.words
    assert identity.in_force(db, default="x") == Identity("x")
    db.rollback()
    saved = save(shown, signatory_title="Principal").follow()
    assert "Saved" in saved.words
    found = identity.in_force(db, default="x")
    assert (found.name, found.signatory, found.signatory_title) == ("Northfield College", "Dr Gwen Price", "Principal")
    assert found.colour == "#7a1f3d"
    assert found.logo
    assert found.logo.startswith(PNG)
    db.rollback()
    without = save(saved, without_logo="y").follow()
    assert without.status == 200
    assert identity.in_force(db, default="x").logo is None


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": ""}, "Type the name"),
        ({"name": "x" * 121}, "up to 120 characters"),
        ({"name": "College \U000131d0"}, "cannot be printed"),
        ({"colour": "teal"}, "Write a #"),
        ({"colour": "#f4b942"}, "contrast of 1.8 to 1"),
        ({"logo": b"\xff\xd8\xff"}, "a JPEG picture"),
        ({"logo": svg("<script/>")}, "holds <script>"),
        ({"kept_logo": "!!"}, "Choose its file again"),
        ({"kept_logo": base64.b64encode(b"other").decode()}, "neither a PNG nor an SVG"),
    ],
)
def test_what_cannot_be_gets_a_sentence_and_the_rest_is_kept(
    as_grace: Browser, db: Session, typed: dict[str, object], message: str
) -> None:
    sent = {name: upload(value, "logo.png") if isinstance(value, bytes) else value for name, value in typed.items()}
    page = save(as_grace.get("/issuer"), **({"signatory": "Dr Gwen Price"} | sent))
    assert page.status == 422
    assert any(message in error for error in page.errors()), page.errors()
    assert page.one("#signatory")["value"] == "Dr Gwen Price"
    assert identity.in_force(db, default="x") == Identity("x")


def test_everything_that_is_wrong_is_said_at_once(as_grace: Browser) -> None:
    page = save(as_grace.get("/issuer"), name="", colour="teal", logo=upload(b"%PDF", "logo.png"))
    assert len(page.errors()) == 3


def test_a_huge_logo_gets_a_sentence(as_grace: Browser) -> None:
    page = save(as_grace.get("/issuer"), logo=upload(b"\0" * 1_500_000, "logo.png"))
    assert page.status == 422
    assert "larger than 1 MB" in page.errors()[0]
    beyond = save(as_grace.get("/issuer"), logo=upload(b"\0" * 7_000_000, "logo.png"))
    assert beyond.status == 413


def test_only_administrators_sign(as_amina: Browser, as_ben: Browser, stranger: Browser) -> None:
    assert as_amina.get("/issuer").status == 403
    assert as_ben.get("/issuer").status == 403
    assert stranger.get("/issuer").status == 303
