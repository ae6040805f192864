"""Static files: light on the wire, kept by browsers, and new when their content is."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

CSS = "/static/css/app.css"
FONT = "/static/fonts/atkinson-hyperlegible-next-latin.woff2"


def got(app: Flask, address: str, **headers: str) -> TestResponse:
    with app.test_client().get(address, headers=headers) as response:
        _ = response.data
        return response


def test_styles_travel_packed_to_those_who_can_unpack_them(app: Flask) -> None:
    plain, packed = got(app, CSS), got(app, CSS, **{"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data == (Path(app.static_folder or "") / "css/app.css").read_bytes()
    assert "accept-encoding" in packed.headers["Vary"].lower()


@pytest.mark.parametrize("accepted", ["identity", "gzip"])
def test_a_browser_that_has_the_file_is_not_sent_it_again(app: Flask, accepted: str) -> None:
    first = got(app, CSS, **{"Accept-Encoding": accepted})
    again = got(app, CSS, **{"Accept-Encoding": accepted, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_an_address_with_a_digest_is_kept_for_good(app: Flask) -> None:
    with app.test_request_context("/"):
        address = app.jinja_env.globals["asset"]("css/app.css")  # type: ignore[operator]
    cache = got(app, address).cache_control
    assert cache.immutable
    assert cache.max_age == 365 * 24 * 3600


def test_a_script_travels_without_its_comments_and_with_all_of_its_lines(app: Flask) -> None:
    for file in sorted((Path(app.static_folder or "") / "js").iterdir()):
        written = file.read_text().splitlines()
        sent = got(app, f"/static/js/{file.name}").text.splitlines()
        assert len(sent) == len(written)
        left_out = [line.strip() for line, came in zip(written, sent, strict=True) if line != came]
        assert left_out
        assert all(re.match(r"//|/\*\*.*\*/$", line) for line in left_out)
        assert not [line for line in sent if line.strip().startswith("//")]


def test_the_scripts_of_a_page_weigh_less_than_twelve_kilobytes(app: Flask) -> None:
    heads = 2 * 800  # bytes of two answers' heads, read in a browser
    for page in ("pick", "studio", "study", "waiting"):
        files = [got(app, f"/static/js/{name}.mjs", **{"Accept-Encoding": "gzip"}) for name in ("base", page)]
        assert sum(len(file.data) for file in files) + heads < 12_000, page


def test_fonts_travel_as_they_are(app: Flask) -> None:
    assert "Content-Encoding" not in got(app, FONT, **{"Accept-Encoding": "gzip"}).headers
