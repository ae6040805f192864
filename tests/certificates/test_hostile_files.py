"""LearnMentor promises that no file sent to be checked eats memory or time: those that are no packs."""

import base64
import io
import time
import tracemalloc

import pytest
from sqlalchemy.orm import Session

from learnmentor.certificates.credentials import baking, png
from learnmentor.certificates.rules import number_from
from learnmentor.evidence.checks import services as checks
from learnmentor.evidence.checks.limits import LARGEST_DOCUMENT, MEGABYTE
from learnmentor.evidence.checks.verdicts import CheckOutcome, Record
from tests.page import Browser, upload

RECORD = Record(lambda _found: [], lambda _found: None, lambda _found, _token, _kind: b"", "UTC")
ROOM = LARGEST_DOCUMENT - 1_000  # bytes to fill


def _token(header: bytes, payload: bytes = b"{}", signature: bytes = b"s") -> bytes:
    parts = (base64.urlsafe_b64encode(part).rstrip(b"=") for part in (header, payload, signature))
    return b".".join(parts)


def _badge(text: bytes, times: int = 1) -> bytes:
    return png.SIGNATURE + png.chunk(b"iTXt", baking.KEYWORD + b"\0\0\0\0\0" + text) * times


HOSTILE: dict[str, bytes] = {
    "a PDF of numbers": b"%PDF-1.7 " + number_from(1).encode() * (ROOM // 14),
    "a PDF of half numbers": b"%PDF-1.7 " + b"LM-" * (ROOM // 3),
    "a PNG of empty chunks": png.SIGNATURE + b"\0\0\0\0abcd\0\0\0\0" * (ROOM // 12),
    "a badge with a long token": _badge(b"A" * ROOM),
    "a badge with many": _badge(b"A" * 50, ROOM // 100),
    "an SVG with a gap": b"<svg><credential " + b"verify" * 60 + b" " * (ROOM - 500),
    "an SVG of beginnings": b"<svg>" + b"<credential verify='a" * (ROOM // 21),
    "an SVG of parts": b"<svg><credential verify='" + b"a.a.a." * (ROOM // 6),
    "an SVG of brackets": b"<" * ROOM,
    "blanks": b" " * ROOM,
    "a token without an end": b"A" * ROOM,
    "a token with a long signature": _token(b'{"alg":"RS256"}', signature=b"s" * 190_000),
    "a token with a deep header": _token(b'{"alg":"RS256","x":' + b"[" * 2_900 + b"}"),
    "a token with a long number": _token(b'{"alg":"RS256","x":' + b"9" * 2_900 + b"}"),
    "a token with a deep payload": _token(b'{"alg":"RS256","typ":"JWT","kid":"x"}', b"[" * 190_000),
    "a token with what is critical": _token(b'{"alg":"RS256","typ":"JWT","crit":["b64"],"b64":false,"kid":"x"}'),
    "a token without a signature": _token(b'{"alg":"none"}'),
    "a header that is a list": _token(b"[1]"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_file_that_is_no_pack_costs_little(db: Session, signing_key: object, what: str) -> None:
    source = io.BytesIO(HOSTILE[what])
    began = time.thread_time()
    result = checks.check(db, source, RECORD)
    assert time.thread_time() - began < 2
    assert result.outcome is not CheckOutcome.GOOD
    tracemalloc.start()
    checks.check(db, source, RECORD)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 32 * MEGABYTE
    db.rollback()


@pytest.mark.usefixtures("time")
def test_another_archive_is_told_what_to_do(stranger: Browser) -> None:
    page = stranger.get("/check").submit("Check this file", file=upload(b"Rar!\x1a\x07\x01\0" + bytes(50), "pack.rar"))
    assert page.h1 == "This pack was not checked"
    assert "This is a RAR archive. Unpack it, and compress the folder as an ordinary ZIP." in page.words
