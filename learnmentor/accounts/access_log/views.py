"""Saying that what is another's is opened, before it is shown; and the pages on which that can be read."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

import structlog
from flask import Blueprint, abort, g, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from learnmentor.accounts import queries as accounts
from learnmentor.accounts.access_log import queries, wording
from learnmentor.accounts.access_log.queries import AccessLines
from learnmentor.accounts.access_log.recording import record_looks
from learnmentor.accounts.access_log.rules import KEPT, OF_JUDGES, AccessTo, Look
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock
from learnmentor.ground.db import database, db
from learnmentor.ground.storage.storage_faults import keeps_nothing, trouble_in
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in, with_role
from learnmentor.web.pages import page, page_number

bp = Blueprint("access_log", __name__)

_log = structlog.get_logger("access")
_PAGE = 50
_LAST_PAGE = 2_000
_SHOWN = {200, 206, 422}
View = TypeVar("View", bound=Callable[..., Any])


class NotWrittenDown(AssertionError):
    """A view that shows what is another's did not say so: its answer is not sent."""


def shows_anothers(*what: AccessTo) -> Callable[[View], View]:
    """Declare that a view shows what is somebody else's. It calls `opened` first, or nothing of it is sent."""

    def declare(view: View) -> View:
        @wraps(view)
        def asked(*args: Any, **values: Any) -> ResponseReturnValue:
            answer = make_response(view(*args, **values))
            if answer.status_code in _SHOWN and not g.get("opened"):
                raise NotWrittenDown(request.endpoint)
            return answer

        asked.shows_anothers = frozenset(what)  # type: ignore[attr-defined]
        return asked  # type: ignore[return-value]

    return declare


def opened(person_id: int | None, what: AccessTo, subject: str = "") -> None:
    """Write down that whoever asks opens what is this person's; for nobody's any more (None) there is nothing to write.

    For the beginning of a view: the request's session is let go of. Where it cannot be written, the answer is 503.
    """
    opened_each([] if person_id is None else [(person_id, subject)], what)


def opened_each(whose: Iterable[tuple[int, str]], what: AccessTo) -> None:
    """As `opened`, for what is several people's: each with the subject."""
    viewer = current_learner().id
    db.let_go()
    try:
        record_looks(database(), [Look(each, viewer, what, subject) for each, subject in whose], at=clock.now())
    except SQLAlchemyError as error:
        if (why := keeps_nothing(trouble_in(error))) is None:
            raise
        _log.error("a look could not be written down", what=what, endpoint=request.endpoint)
        abort(503, _NOT_SHOWN.format(why=why))
    g.opened = True


_NOT_SHOWN = (
    "This is somebody else's, so we write down who opens it, and could not: the place where this server keeps things "
    "{why}. Nothing is shown until that works. Try again in some minutes."
)


# Reading it


@dataclass(frozen=True)
class OpenedByOthersPage:
    """What others opened of one's own. `unnamed`: sorts of looks whose viewer is not named to the owner."""

    found: AccessLines
    page: int
    years_kept: int
    unnamed: Collection[AccessTo] = ()
    a_judge: str = wording.A_JUDGE
    done: Callable[[str, str], str] = wording.done


@bp.get("/profile/opened")
@signed_in
def opened_by_others() -> ResponseReturnValue:
    """Who opened what is one's own."""
    number = _page_number()
    found = queries.lines(db.session, owner_id=current_learner().id, most=_PAGE, after=(number - 1) * _PAGE)
    unnamed = OF_JUDGES if installation.settings().assessment_names_hidden else ()
    return page("accounts/opened_by_others.html", OpenedByOthersPage(found, number, KEPT.days // 365, unnamed))


@dataclass(frozen=True)
class AccessLogPage:
    """Who opened whose things: all of it, what is one person's (`whose`), or was opened by one (`by`)."""

    found: AccessLines
    page: int
    years_kept: int
    whose: Person | None
    by: Person | None
    done: Callable[[str, str], str] = wording.done


@bp.get("/people/access-log")
@with_role(RoleName.ADMINISTRATOR)
def access_log() -> ResponseReturnValue:
    """The log of the installation."""
    number, whose, by = _page_number(), _asked_for("whose"), _asked_for("by")
    found = queries.lines(
        db.session, owner_id=whose.id if whose else None, viewer_id=by.id if by else None, most=_PAGE,
        after=(number - 1) * _PAGE,
    )  # fmt: skip
    return page("accounts/access_log.html", AccessLogPage(found, number, KEPT.days // 365, whose, by))


def _asked_for(name: str) -> Person | None:
    public_id = request.args.get(name, "")[:24]
    return or_404(accounts.person_by_public_id(db.session, public_id)) if public_id else None


def _page_number() -> int:
    return page_number(_LAST_PAGE)
