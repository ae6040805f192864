"""Who holds which role until when: a list and a table, for administrators."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import structlog
from flask import Blueprint, Response, request, stream_with_context
from flask.typing import ResponseReturnValue

from learnmentor.accounts.lives import queries, role_table, rules
from learnmentor.accounts.lives.forms import FindRolesForm
from learnmentor.accounts.lives.queries import RoleLine, RoleLines
from learnmentor.accounts.lives.rules import RoleTime
from learnmentor.accounts.rules import RoleHeld, RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground.db import db
from learnmentor.web import installation
from learnmentor.web.access import require, with_role
from learnmentor.web.pages import page, page_number

bp = Blueprint("role_holders", __name__)

_log = structlog.get_logger("people")
_PAGE = 50
_LAST_PAGE = 10_000


@dataclass(frozen=True)
class RoleHoldersPage:
    """Roles found, with when each is held."""

    form: FindRolesForm
    found: RoleLines
    time_of: Callable[[RoleLine], RoleTime]
    page: int
    pages: int


@bp.get("/people/roles")
@with_role(RoleName.ADMINISTRATOR)
def role_holders() -> ResponseReturnValue:
    """All roles with first and last day."""
    form, today = _asked(), installation.today()
    number = page_number(_LAST_PAGE)
    found = queries.role_lines(db.session, **form.chosen(), on=today, most=_PAGE, after=(number - 1) * _PAGE)
    pages = max(1, -(-found.total // _PAGE))
    context = RoleHoldersPage(form, found, lambda line: _time_of(line, today), number, pages)
    return page("accounts/role_holders.html", context)


@bp.get("/people/roles.csv")
@with_role(RoleName.ADMINISTRATOR)
def role_holders_csv() -> ResponseReturnValue:
    """The same as a table, all of it."""
    asked, today = _asked().chosen(), installation.today()
    _log.info("roles taken out", by=current_learner().public_id)

    def pieces() -> Iterator[str]:  # asked while it is sent, so of the session that is open then
        yield from role_table.as_csv(queries.every_role_line(db.session, **asked, on=today))

    answer = Response(stream_with_context(pieces()), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="roles-{today.isoformat()}.csv"'
    return answer


def _asked() -> FindRolesForm:
    require(rules.may_look_after(current_learner()))
    return FindRolesForm(data={name: request.args.get(name, "")[:20] for name in ("role", "time", "order")})


def _time_of(line: RoleLine, today: date) -> RoleTime:
    return rules.role_time(RoleHeld(line.role, line.starts_on, line.ends_on), on=today)
