"""What the worker does for moderation: judged work is drawn and released, and reports are made."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.moderation import queries, services
from learnmentor.assessment.assessed.moderation.report_figures import JudgedCase, figures
from learnmentor.assessment.assessed.moderation.rules import SEED_BITS, SampleRule
from learnmentor.assessment.assessed.services import JUDGED
from learnmentor.assessment.assessed.standardisation import queries as standardisation
from learnmentor.ground import clock, randomness
from learnmentor.ground.vault import Vault
from learnmentor.jobs.batches import for_each_apart
from learnmentor.jobs.worker import Handler, Repeated, WorkerDatabase
from learnmentor.stories import judged_work
from learnmentor.stories.judged_work import Releasing
from learnmentor.web import installation

SWEEP = "sweep-judged-work"
REPEATED = (Repeated(SWEEP, timedelta(minutes=30)),)
MOST = 500  # tries in one sweep; the next one takes the others


def handlers() -> dict[str, Handler]:
    """The handlers of moderation, by the kind of job."""
    settings = installation.settings()
    rule = SampleRule(settings.sample_per_cent, settings.sample_least)
    releasing = Releasing(rule, settings.time_zone, installation.name())
    return {
        JUDGED: following(releasing, now=clock.now),
        SWEEP: sweeping(releasing, now=clock.now),
        services.MAKE_REPORT: reporting(installation.vault(), zone=settings.time_zone, now=clock.now),
    }


def following(releasing: Releasing, *, now: Callable[[], datetime]) -> Handler:
    """The handler of a judgement that was saved."""

    def handle(database: WorkerDatabase, args: Mapping[str, Any]) -> None:
        with database.transaction() as db:
            _follow(db, args["try"], releasing=releasing, at=now())

    return handle


def sweeping(releasing: Releasing, *, now: Callable[[], datetime]) -> Handler:
    """The handler of what was judged while no worker ran, or while one was killed."""

    def handle(database: WorkerDatabase, _args: Mapping[str, Any]) -> None:
        with database.session(writes=False) as db:
            lying = queries.left_lying(db, most=MOST)
        for_each_apart(database, lying, lambda db, one: _follow(db, one, releasing=releasing, at=now()), work=SWEEP)

    return handle


def _follow(db: Session, try_id: int, *, releasing: Releasing, at: datetime) -> None:
    seed = f"{randomness.bits(SEED_BITS):064x}"
    judged_work.after_judgement(db, try_id=try_id, releasing=releasing, seed=seed, at=at)


def reporting(vault: Vault, *, zone: str, now: Callable[[], datetime]) -> Handler:
    """The handler that reads a period and keeps its figures; a report that is wanted no longer is left alone."""

    def handle(database: WorkerDatabase, args: Mapping[str, Any]) -> None:
        report_id = args["report"]
        with database.transaction() as db:
            if (report := queries.report_by_id(db, report_id)) is None:
                return
            services.begin_report(db, report, zone=zone)
        found = _read(database, vault, report_id, zone=zone)
        with database.transaction() as db:
            if report := queries.report_by_id(db, report_id):
                decided = standardisation.ratings(db, report.starts_on, report.ends_on)
                services.finish_report(db, report, figures(found, decided), at=now())

    return handle


def _read(database: WorkerDatabase, vault: Vault, report_id: int, *, zone: str) -> list[JudgedCase]:
    """Everything that was judged in the period; after each part of it, it is noted how far that is."""
    found: list[JudgedCase] = []
    some, after = _some(database, vault, report_id, after=-1, zone=zone)
    while some:
        found += some
        with database.transaction() as db:
            services.read_so_far(db, report_id, len(found))
        some, after = _some(database, vault, report_id, after=after, zone=zone)
    return found


def _some(
    database: WorkerDatabase, vault: Vault, report_id: int, *, after: int, zone: str
) -> tuple[list[JudgedCase], int]:
    with database.session(writes=False) as db:
        report = queries.report_by_id(db, report_id)
        return services.cases_after(db, vault, report, after=after, zone=zone) if report else ([], after)
