"""Long packs in as few words as possible: asked for on the page, made in the back room, fetched."""

import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from learnmentor.ground.db import Database
from learnmentor.ground.storage.sealed_files import SealedFiles
from learnmentor.jobs.worker import Worker
from learnmentor.stories import taking_out
from tests.conftest import HeldClock
from tests.cpd.ledger import A_DAY, Ledger
from tests.page import Browser, Page

PACK_PAGE = "/cpd/2026-27/evidence-pack"


@dataclass
class Backroom:
    """A worker that makes packs, and where they lie."""

    worker: Worker
    kept: SealedFiles
    store: Database
    time: HeldClock

    def work(self) -> None:
        """Do what is due."""
        self.worker.run_once()

    def tidy(self) -> None:
        """Take away what is over."""
        taking_out.tidying(self.kept, now=self.time)(self.store, {})


def two_years(mine: Ledger) -> None:
    """An entry in each of two years."""
    mine.log(title="This year")
    mine.log(title="A year ago", on=A_DAY.replace(year=2025))
    mine.db.commit()


def ask(browser: Browser, **fields: Any) -> Page:
    """Ask for the pack of both, as the page offers it."""
    years = {"years": ["2026-27", "2025-26"], **fields}
    return browser.get(PACK_PAGE).submit("Download the pack", **years).follow()


def fetched(page: Page) -> zipfile.ZipFile:
    """The pack that a page offers."""
    return zipfile.ZipFile(BytesIO(page.click("Download evidence-").response.data))
