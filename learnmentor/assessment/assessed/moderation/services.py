"""What is done in moderation: a sample drawn, an agreed outcome recorded, a report asked for and made."""

from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from learnmentor.assessment.assessed import queries as submissions
from learnmentor.assessment.assessed.models import Judgement, ModerationSample, judgement_place
from learnmentor.assessment.assessed.moderation import queries, rules
from learnmentor.assessment.assessed.moderation.models import ModerationReport
from learnmentor.assessment.assessed.moderation.queries import JudgedRow
from learnmentor.assessment.assessed.moderation.report_figures import JudgedCase, ReportFigures
from learnmentor.assessment.assessed.moderation.rules import FirstJudged, SampleRule
from learnmentor.assessment.assessed.queries import TryFound
from learnmentor.assessment.assessed.rules import JudgedWork, JudgementKind, Outcome, SubmissionState
from learnmentor.assessment.assessed.services import JUDGED, NotNow, hold
from learnmentor.ground.locks import insert_once, take_turn
from learnmentor.ground.vault import UnreadableText, Vault
from learnmentor.ground.zones import day_of
from learnmentor.jobs.services import enqueue

MAKE_REPORT = "moderation-report"
AT_ONCE = 100  # judgements of a report that are opened between two looks at how far it has come


class AlreadyAgreed(Exception):
    """An outcome was agreed already, perhaps a moment ago by another moderator."""


# Sampling


def draw(
    db: Session, found: TryFound, first: Judgement, *, rule: SampleRule, seed: str, at: datetime, zone: str
) -> ModerationSample:
    """Draw whether a first judgement is sampled, once: whoever comes later finds the first draw.

    Whoever calls it holds the submission. Draws of one assessor go one at a time, so that each counts those before it.
    """
    if there := queries.sample_of(db, found.tried.id):
        return there
    take_turn(db, f"sample of {first.assessor_id}")
    judged = _as_the_rules_see(db, found, first, zone=zone)
    why = rules.reasons(judged, rule, seed=seed)
    made = ModerationSample(
        try_id=found.tried.id, judgement_id=first.id, sampled=bool(why), reasons=[each.value for each in why],
        seed=seed, basis={"judged": asdict(judged), "rule": asdict(rule)}, drawn_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def _as_the_rules_see(db: Session, found: TryFound, first: Judgement, *, zone: str) -> FirstJudged:
    by, saved_at = first.assessor_id, first.saved_at
    if saved_at is None or first.outcome is None:
        raise NotNow(found.tried.public_id)
    year = day_of(saved_at, zone).year
    this_year = queries.sampled_between(db, by, *span(date(year, 1, 1), date(year, 12, 31), zone=zone))
    return FirstJudged(
        outcome=Outcome(first.outcome),
        close=first.close,
        not_met=first.not_met,
        tried=found.tried.number,
        before=queries.drawn_since(db, by, queries.scope_since(db, by)),
        sampled_this_year=this_year,
    )


def span(first: date, last: date, *, zone: str) -> tuple[datetime, datetime]:
    """The moments between which two days lie, both included; the second is the beginning of the day after."""
    start, end = (datetime.combine(day, time(), ZoneInfo(zone)) for day in (first, last + timedelta(days=1)))
    return start.astimezone(UTC), end.astimezone(UTC)


# Agreeing


def agree(
    db: Session, vault: Vault, found: TryFound, *, by: int, said: JudgedWork, outcome: Outcome, public_id: str,
    at: datetime,
) -> Judgement:  # fmt: skip
    """Record the outcome that two who differed came to, with its reason and the words for the learner.

    Both judgements stay as they are; the worker releases it. Raises `NotNow` where the two do not differ, it was
    released, or its learner has left, and `AlreadyAgreed`.
    """
    held = hold(db, found.submission)
    if submissions.saved_judgement(db, found.tried.id, JudgementKind.AGREED):
        raise AlreadyAgreed(found.tried.public_id)
    if held.state != SubmissionState.JUDGED or not differ(db, found):
        raise NotNow(found.tried.public_id)
    body = vault.seal(submissions.as_json(said), place=judgement_place(public_id))
    made = Judgement(
        public_id=public_id, try_id=found.tried.id, assessor_id=by, kind=JudgementKind.AGREED, body=body,
        outcome=outcome, not_met=said.not_met, changes=1, changed_at=at, saved_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    enqueue(db, kind=JUDGED, args={"try": found.tried.id, "judgement": made.id}, run_at=at)
    return made


def differ(db: Session, found: TryFound) -> bool:
    """Whether two judged a try that is not released, and came to different outcomes."""
    first, second = (
        submissions.saved_judgement(db, found.tried.id, kind) for kind in (JudgementKind.FIRST, JudgementKind.SECOND)
    )
    if first is None or second is None or found.tried.released_at is not None:
        return False
    return first.outcome != second.outcome


# Reports


def ask_for_report(db: Session, *, starts_on: date, ends_on: date, at: datetime) -> ModerationReport:
    """Have the report of a period made, or made anew; while it is being made, nothing changes.

    The oldest reports beyond `REPORTS_KEPT` go; they can be made again.
    """
    take_turn(db, MAKE_REPORT)
    fresh = insert_once(
        db, ModerationReport, {"starts_on": starts_on, "ends_on": ends_on, "asked_at": at, "done": 0, "total": 0}
    )
    report = queries.report_of(db, starts_on, ends_on)
    assert report is not None  # noqa: S101 -- inserted
    if fresh or not rules.being_made(report.asked_at, report.made_at, at=at):
        report.asked_at, report.done, report.total = at, 0, 0
        enqueue(db, kind=MAKE_REPORT, args={"report": report.id}, run_at=at)
    for old in queries.reports_beyond(db, rules.REPORTS_KEPT):
        db.delete(old)
    db.flush()
    return report


def begin_report(db: Session, report: ModerationReport, *, zone: str) -> None:
    """Count what goes into a report."""
    report.done, report.total = 0, queries.how_many_judged(db, *span(report.starts_on, report.ends_on, zone=zone))
    db.flush()


def read_so_far(db: Session, report_id: int, done: int) -> None:
    """Note how many judgements of a report were read."""
    if report := queries.report_by_id(db, report_id):
        report.done = min(done, report.total)
        db.flush()


def finish_report(db: Session, report: ModerationReport, found: ReportFigures, *, at: datetime) -> None:
    """Keep the figures of a report in the place of those before."""
    report.figures, report.made_at, report.done = asdict(found), at, report.total
    db.flush()


def cases_after(
    db: Session, vault: Vault, report: ModerationReport, *, after: int, zone: str
) -> tuple[list[JudgedCase], int]:
    """Some more of what was judged in the period of a report, by key from beyond `after`, and the last key."""
    start, end = span(report.starts_on, report.ends_on, zone=zone)
    rows = queries.judged_rows(db, start, end, after=after, most=AT_ONCE)
    later = queries.later_judgements(db, [row.first.try_id for row in rows])
    found = [_case(vault, row, later.get(row.first.try_id, {}), zone=zone) for row in rows]
    return found, rows[-1].first.id if rows else after


def _case(vault: Vault, row: JudgedRow, later: dict[JudgementKind, Judgement], *, zone: str) -> JudgedCase:
    second = later.get(JudgementKind.SECOND)
    return JudgedCase(
        unit=row.submission.unit_code,
        assessor=row.assessor.public_id,
        on=day_of(row.first.saved_at, zone) if row.first.saved_at else row.submission.begun_at.date(),
        outcome=Outcome(str(row.first.outcome)),
        sampled=bool(row.sample and row.sample.sampled),
        reasons=tuple(row.sample.reasons) if row.sample else (),
        second=_outcome(second),
        appeal=_outcome(later.get(JudgementKind.APPEAL)),
        agreed=_outcome(later.get(JudgementKind.AGREED)),
        criteria=_compared(vault, row.first, second) if second else (),
    )


def _outcome(judgement: Judgement | None) -> Outcome | None:
    return Outcome(judgement.outcome) if judgement and judgement.outcome else None


def _compared(vault: Vault, first: Judgement, second: Judgement) -> tuple[tuple[str, bool, bool], ...]:
    """Criterion by criterion; nothing where the words went with an account or do not open any more."""
    try:
        one, two = submissions.judged_work(vault, first), submissions.judged_work(vault, second)
    except UnreadableText:
        return ()
    pairs = [(each.criterion, each.met, two.of(each.criterion).met) for each in one.criteria]
    return tuple((key, a, b) for key, a, b in pairs if a is not None and b is not None)
