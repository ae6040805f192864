"""Before and after in an organisation (form F6), for its coordinators: counts from five people on, and no word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from learnmentor.ground.db import db
from learnmentor.groups.reports.impact_counts import NO_ANSWER, ImpactCounts, impact_counts
from learnmentor.mentoring.impact import queries
from learnmentor.mentoring.impact.comparison import limits_of
from learnmentor.mentoring.impact.form_impact import LISTS, MOMENTS, WORDS, asked_of
from learnmentor.mentoring.impact.rules import ImpactList, Moment
from learnmentor.organisations.models import Part
from learnmentor.organisations.views.frame import looks_after_people, part_or_404
from learnmentor.web import installation
from learnmentor.web.access import or_404
from learnmentor.web.pages import page

bp = Blueprint("impact_report", __name__)


@dataclass(frozen=True)
class ImpactReportPage:
    """One list of an organisation: the counts of each moment, None where fewer than five people answered."""

    root: Part
    kind: ImpactList
    lists: Mapping[ImpactList, str]
    as_of: date
    tables: Mapping[str, ImpactCounts | None]
    asked: Mapping[str, str]
    words: Mapping[str, str]
    limits: tuple[str, ...]


@bp.get("/organisation/parts/<public_id>/impact")
@looks_after_people
def report(public_id: str) -> ResponseReturnValue:
    """What people answered before and after, who agreed that it is counted."""
    part = part_or_404(public_id)
    root = or_404(part if part.parent_id is None else None)
    named = request.args.get("list", "")
    kind = ImpactList(named) if named in set(ImpactList) else ImpactList.ORGANISATION
    as_of = installation.today().replace(day=1)
    context = ImpactReportPage(
        root=root,
        kind=kind,
        lists=LISTS,
        as_of=as_of,
        tables={MOMENTS[moment]: _counts(root, kind, moment, as_of) for moment in Moment},
        asked=asked_of(kind),
        words={**{str(each): said for each, said in WORDS.items()}, NO_ANSWER: "No answer"},
        limits=limits_of(kind)[1:],  # but that they are of one person
    )
    return page("groups/impact_report.html", context)


def _counts(root: Part, kind: ImpactList, moment: Moment, as_of: date) -> ImpactCounts | None:
    """Answers of this month wait for the next: a count that moved today would say what somebody answered today."""
    answers = queries.counted_answers(
        db.session, installation.vault(), root_id=root.id, kind=kind, moment=moment,
        before=datetime.combine(as_of, datetime.min.time(), UTC),
    )  # fmt: skip
    return impact_counts(list(asked_of(kind)), [str(word) for word in WORDS], answers)
