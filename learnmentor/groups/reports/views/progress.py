"""How the members of a group stand, for whoever runs it; and for a member, exactly what is seen of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import opened_each, shows_anothers
from learnmentor.accounts.sign_in import current_learner
from learnmentor.assessment.statistics.small_cells import FEWEST
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.groups.reports import queries, rules, wording
from learnmentor.groups.reports.models import PublishedCounts
from learnmentor.groups.reports.rules import GroupStanding, MemberStanding, SortBy
from learnmentor.groups.reports.services import GroupStandings, group_standings
from learnmentor.groups.reports.wording import WORDS, ReportWords
from learnmentor.groups.rules import MOST_MEMBERS
from learnmentor.groups.views.contexts import GroupSeen, group_inside, group_run
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page, page_number

bp = Blueprint("group_progress", __name__)
_PAGE = 50
Choice = TypeVar("Choice", SortBy, GroupStanding)


@dataclass(frozen=True)
class ProgressPage:
    """A group's members by name, in the order that was asked for, and the counts of the rest as they were printed."""

    seen: GroupSeen
    lines: Sequence[MemberStanding]
    chosen: int  # of them, over all pages
    everybody: int
    standings: Mapping[GroupStanding, int]  # of everybody who is seen by name
    counts: PublishedCounts | None
    sort: SortBy
    only: GroupStanding | None
    page: int
    pages: int
    words: ReportWords = WORDS


def _choice(kind: type[Choice], name: str) -> Choice | None:
    asked = request.args.get(name, "")
    return kind(asked) if asked in list(kind) else None


def _read(seen: GroupSeen) -> tuple[GroupStandings, PublishedCounts | None]:
    """Everybody, and what may be printed of those who are only counted, while five of them are left."""
    today = installation.today()
    found = group_standings(
        db.session, installation.vault(), seen.group, root_id=seen.known.part.root_id, on=today, at=clock.now()
    )
    enough = len(found.counted) >= FEWEST
    return found, queries.group_counts(db.session, seen.group.id, year=found.year.label) if enough else None


def _written_down(found: GroupStandings, shown: Sequence[MemberStanding], seen: GroupSeen) -> None:
    opened_each([(found.keys[each.public_id], seen.group.public_id) for each in shown], AccessTo.GROUP_PROGRESS)


@bp.get("/groups/<public_id>/progress")
@signed_in
@shows_anothers(AccessTo.GROUP_PROGRESS)
def progress(public_id: str) -> ResponseReturnValue:
    """Who has not begun, is under way, has finished or stalled: by name where it was accepted, counts for the rest."""
    seen = group_run(public_id)
    found, counts = _read(seen)
    sort, only = _choice(SortBy, "sort") or SortBy.STANDING, _choice(GroupStanding, "only")
    chosen = rules.in_order(found.named, sort, only)
    size = MOST_MEMBERS if request.args.get("page") == "all" else _PAGE
    pages = max(1, -(-len(chosen) // size))
    number = page_number(pages)
    lines = chosen[(number - 1) * size : number * size]
    _written_down(found, lines, seen)
    standings = {each: sum(line.standing == each for line in found.named) for each in GroupStanding}
    return page(
        "groups/progress.html",
        ProgressPage(seen, lines, len(chosen), len(found.named), standings, counts, sort, only, number, pages),
    )


@bp.get("/groups/<public_id>/progress.csv")
@signed_in
@shows_anothers(AccessTo.GROUP_PROGRESS)
def progress_csv(public_id: str) -> ResponseReturnValue:
    """The same numbers as a table."""
    seen = group_run(public_id)
    found, counts = _read(seen)
    sort, only = _choice(SortBy, "sort") or SortBy.STANDING, _choice(GroupStanding, "only")
    lines = rules.in_order(found.named, sort, only)
    _written_down(found, lines, seen)
    return _table(wording.group_csv(lines, counts), f"group-{seen.group.public_id}.csv")


def _table(pieces: object, name: str) -> Response:
    answer = Response(pieces, mimetype="text/csv")  # type: ignore[arg-type]  # an iterator of text
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@dataclass(frozen=True)
class OwnProgressPage:
    """What a leader sees of whoever looks: their very line, or none where they are only counted."""

    seen: GroupSeen
    line: MemberStanding | None
    words: ReportWords = WORDS


@bp.get("/groups/<public_id>/progress/mine")
@signed_in
def own_progress(public_id: str) -> ResponseReturnValue:
    """What your leader sees of you."""
    seen = group_inside(public_id)
    or_404(seen.member if seen.is_member else None)
    me = current_learner().id
    found = group_standings(
        db.session, installation.vault(), seen.group, root_id=seen.known.part.root_id, on=installation.today(),
        at=clock.now(), only=me,
    )  # fmt: skip
    return page("groups/own_progress.html", OwnProgressPage(seen, next(iter(found.named), None)))
