"""What the worker does for this room: it brings tables of people in, and forgets what is over."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.accounts.forms import offered_roles
from learnmentor.ground import clock
from learnmentor.jobs.worker import Handler, Repeated, WorkerDatabase, in_one_transaction
from learnmentor.organisations.joining import services as joining
from learnmentor.organisations.tables import services as tables
from learnmentor.organisations.tables.services import BRING_IN, Importer, Left
from learnmentor.stories import named_group
from learnmentor.web import installation

TIDY = "tidy-organisations"
REPEATED = (Repeated(TIDY, timedelta(days=1)),)


def handlers() -> dict[str, Handler]:
    """The handlers of this room, by the kind of job."""
    return {BRING_IN: _bring_in, TIDY: in_one_transaction(_tidy, now=clock.now)}


def _bring_in(database: WorkerDatabase, args: Mapping[str, Any]) -> None:
    with database.session(writes=False) as db:
        left = tables.left_of(db, args["import"])
    going = left is not None
    while going and left is not None:
        with database.transaction() as db:
            going = tables.bring_in_some(db, args["import"], left, _importer(left))


def _importer(left: Left) -> Importer:
    roles = frozenset(offered_roles())
    return Importer(left.by, installation.sender(), roles, installation.today(), clock.now(), named_group.GROUPS)


def _tidy(db: Session, *, at: datetime) -> None:
    joining.tidy(db, at=at)
    tables.tidy(db, at=at)
