"""The worker's part in knowing certificates again: it makes their documents after the commit and notes their SHA-256.

So whoever finishes a segment waits for no typesetting, and whoever fetches the document finds it noted. What a new
typst or a new template makes of older certificates is noted little by little; what was handed out before stays known.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from learnmentor.certificates import queries
from learnmentor.certificates.documents.fingerprints import Notes
from learnmentor.certificates.models import Certificate
from learnmentor.ground.printing.typesetting import CannotTypeset
from learnmentor.jobs.services import enqueue
from learnmentor.jobs.worker import WorkerDatabase

RECORD_ALL = "record-certificates"  # the kind of the job that looks for certificates to be made anew
AT_ONCE = 100  # certificates in one job, about two seconds: letters come in between
_log = structlog.get_logger("certificates")


@dataclass(frozen=True)
class Recorder:
    """Makes the documents of a certificate and notes them; `made_with` names what makes them, see `documents`."""

    documents: Callable[[Certificate], Iterable[bytes]]
    made_with: str
    now: Callable[[], datetime]

    def one(self, database: WorkerDatabase, args: Mapping[str, Any]) -> None:
        """The handler for a certificate that was issued or ended just now. Raises `CannotTypeset`."""
        with database.session(writes=False) as db:
            found = queries.certificate_by_id(db, args["certificate"])
        if found is not None and found.name is not None:
            self._record(database, found)

    def all(self, database: WorkerDatabase, args: Mapping[str, Any]) -> None:
        """The handler for those of which nothing is written down that today's typesetter made, some at a time."""
        with database.session(writes=False) as db:
            waiting = queries.not_recorded(db, made_with=self.made_with, after=args.get("after", 0), most=AT_ONCE)
        for found in waiting:
            try:
                self._record(database, found)
            except CannotTypeset as fault:  # the next one is somebody else's
                _log.error("certificate could not be made", number=found.number, fault=str(fault))
        if len(waiting) == AT_ONCE:
            with database.transaction() as db:
                enqueue(db, kind=RECORD_ALL, args={"after": waiting[-1].id}, run_at=self.now())

    def _record(self, database: WorkerDatabase, found: Certificate) -> None:
        notes = Notes(database, self.now)
        for made in self.documents(found):
            notes.of_certificate(made, found, made_with=self.made_with)
