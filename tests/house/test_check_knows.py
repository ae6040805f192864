"""Whatever file a route hands out, the page that checks files knows what it is."""

import io
import zipfile
from collections.abc import Iterator

from tests.house.routes import READING, ROUTES, Route
from tests.house.test_access import address_of, allowed
from tests.house.tree import faults
from tests.house.world import World
from tests.page import Browser, upload

# What nobody is sent as a document: answers to scripts and monitors, content of the course, files as people added them.
NO_DOCUMENTS = {
    "web.health", "web.ready", "web.robots", "pages.media", "entries.file", "packs.pack_progress",
    "people_tables.progress", "work_parts.file", "reading.file", "moderation_reports.progress",
    "packs.fetch_pack",  # in this house it holds three letters; see tests/evidence/test_check_says.py
}  # fmt: skip


def handed_out(world: World) -> Iterator[tuple[Route, bytes]]:
    """Every file that somebody can fetch, and every file in a pack."""
    for route in READING:
        browser = world.browsers[min(allowed(route))]
        with browser.client.get(address_of(route, world)) as answer:
            if answer.status_code == 200 and answer.mimetype != "text/html" and route.endpoint not in NO_DOCUMENTS:
                yield route, answer.data
    [packing] = [route for route in ROUTES if route.endpoint == "packs.download_pack"]
    pack = world.browsers["amina"].get(address_of(packing, world)).submit("Download the pack").response.data
    yield packing, pack
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        for name in archive.namelist():
            if not name.startswith("files/"):
                yield packing, archive.read(name)


def heading(browser: Browser, content: bytes) -> str:
    return browser.get("/check").submit("Check this file", file=upload(content, "a.bin")).h1


def test_every_file_that_we_hand_out_is_known_to_the_check(world: World) -> None:
    found, seen = [], 0
    for route, content in handed_out(world):
        seen += 1
        if (said := heading(world.browsers["nobody"], content)) == "This is nothing that we make":
            found.append(f"{route} ({route.endpoint}): {content[:60]!r}: {said}")
    assert seen > 25, "so many kinds there were when this was written"
    faults(found, "Say in learnmentor/evidence/checks/loose_files.py, or beside it, what this file is:")
