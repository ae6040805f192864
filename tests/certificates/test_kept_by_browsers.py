"""A browser may keep a document, and asks each time whether it still is so: it never shows how things were."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from learnmentor.certificates import services
from learnmentor.certificates.models import Certificate
from learnmentor.ground.printing import typesetting
from tests import factories
from tests.certificates.test_services import finish
from tests.conftest import HeldClock
from tests.page import Browser

pytestmark = pytest.mark.usefixtures("signing_key")
DOCUMENTS = (".pdf", "/preview.png", "/badge.svg", "/badge.png", "/credential.jwt")


class Kept:
    """A browser's cache of one address: asked with what it holds, as browsers do."""

    def __init__(self, browser: Browser, address: str, **headers: str) -> None:
        self._browser, self._address, self._headers = browser, address, headers
        self.content, self.etag = b"", ""
        self.sent = 0  # times that bytes came

    def fetch(self) -> bytes:
        """The document as the browser has it after asking."""
        known = {"If-None-Match": self.etag} if self.etag else {}
        with self._browser.client.get(self._address, headers=self._headers | known) as answer:
            assert answer.headers["Cache-Control"] == "private, no-cache"
            if answer.status_code == 200:
                self.content, self.sent = answer.data, self.sent + 1
            else:
                assert (answer.status_code, answer.data) == (304, b"")
                assert answer.headers["ETag"] == self.etag
            self.etag = answer.headers["ETag"]
        assert not self.etag.startswith("W/")
        return self.content


def test_a_transcript_fetched_again_after_one_more_segment_is_the_new_one(
    as_amina: Browser, db: Session, amina: factories.Person, certificate: Certificate, time: HeldClock
) -> None:
    kept = Kept(as_amina, "/certificates/transcript.pdf")
    first = kept.fetch()
    time.tick(hours=3)
    assert (kept.fetch(), kept.sent) == (first, 1), "nothing changed, and it is the same day"
    finish(db, amina, factories.unit(db, "C3"), at=time(), segments=1)
    db.commit()
    second = kept.fetch()
    assert (second != first, kept.sent) == (True, 2)
    time.tick(days=1)
    assert (kept.fetch() != second, kept.sent) == (True, 3), "it says of which day it is"


@pytest.mark.parametrize("accepted", ["identity", "zstd", "gzip"])
@pytest.mark.parametrize("ending", DOCUMENTS)
def test_a_document_that_the_browser_has_is_not_sent_and_not_typeset_again(
    as_amina: Browser, certificate: Certificate, monkeypatch: pytest.MonkeyPatch, ending: str, accepted: str
) -> None:
    kept = Kept(as_amina, f"/certificates/{certificate.number}{ending}", **{"Accept-Encoding": accepted})
    first = kept.fetch()

    def never(*_args: Any, **_more: Any) -> bytes:
        raise AssertionError("typeset again")

    for name in ("pdf", "png", "svg"):
        monkeypatch.setattr(typesetting, name, never)
    assert (kept.fetch(), kept.sent) == (first, 1)


@pytest.mark.parametrize("ending", [".pdf", "/preview.png"])
def test_a_document_that_was_revoked_since_comes_anew(
    as_amina: Browser, db: Session, certificate: Certificate, time: HeldClock, ending: str
) -> None:
    kept = Kept(as_amina, f"/certificates/{certificate.number}{ending}")
    first = kept.fetch()
    services.revoke(db, db.get_one(Certificate, certificate.id), reason="A mistake.", by=None, at=time())
    db.commit()
    assert (kept.fetch() != first, kept.sent) == (True, 2)


def test_what_typesets_is_a_part_of_what_a_document_is_made_of(
    as_amina: Browser, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    caches = [Kept(as_amina, f"/certificates/{certificate.number}{ending}") for ending in DOCUMENTS[:4]]
    for kept in caches:
        kept.fetch()
    monkeypatch.setattr(typesetting, "maker", lambda: "typst of next year")
    for kept in caches:
        kept.fetch()
    assert [kept.sent for kept in caches] == [2, 2, 2, 2]


def test_another_person_s_browser_is_not_told_that_a_document_is_as_it_was(
    as_amina: Browser, as_ben: Browser, certificate: Certificate
) -> None:
    for ending in DOCUMENTS:
        address = f"/certificates/{certificate.number}{ending}"
        etag = as_amina.get(address).response.headers["ETag"]
        assert as_ben.get(address, **{"If-None-Match": etag}).status == 403


def test_after_signing_out_nothing_answers_from_what_was_kept(
    as_amina: Browser, certificate: Certificate, sign_out: Callable[[Browser], None]
) -> None:
    address = f"/certificates/{certificate.number}.pdf"
    etag = as_amina.get(address).response.headers["ETag"]
    assert as_amina.get("/certificates").response.headers["Cache-Control"] == "no-store"
    sign_out(as_amina)
    answer = as_amina.get(address, **{"If-None-Match": etag}).response
    assert (answer.status_code, answer.headers["Cache-Control"]) == (303, "no-store")


@pytest.fixture
def sign_out() -> Callable[[Browser], None]:
    """Signs a browser out."""
    return lambda browser: browser.post("/sign-out") and None
