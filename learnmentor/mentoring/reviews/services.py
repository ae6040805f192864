"""What is done with reviews: opened, filled in by each, summed up in words that both agree to, released."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.ground import randomness
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.agreements.readings import mark
from learnmentor.mentoring.lines import services as lines
from learnmentor.mentoring.lines.queries import OpenedLine
from learnmentor.mentoring.lines.queries import line as line_row
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.reviews import queries, rules
from learnmentor.mentoring.reviews.models import (
    PairReview,
    ReviewRelease,
    ReviewSummary,
    release_place,
    summary_place,
)
from learnmentor.mentoring.reviews.queries import OpenedSummary
from learnmentor.mentoring.reviews.rules import ReviewPoint, SummaryReader
from learnmentor.mentoring.rules import PairKind
from learnmentor.mentoring.services import hold_open
from learnmentor.mentoring.targets import queries as targets
from learnmentor.mentoring.targets.rules import TargetSource, TargetWords
from learnmentor.mentoring.targets.services import set_target


class TooManyReviews(Exception):
    """A pair opens no more reviews."""


class SummaryChanged(Exception):
    """The words are not those that were shown."""


class SummaryReleased(Exception):
    """The words have left, and stay as they are."""


class NotToBeReleased(Exception):
    """Only the mentee lets the words go, once both agree to them."""


def open_review(
    db: Session, pair: Pair, *, point: ReviewPoint, on: date, by: int, public_id: str, at: datetime
) -> PairReview:
    """Open a review; where the other one has opened the same, that one. Raises `PairEnded`, `TooManyReviews`."""
    held = hold_open(db, pair)
    if (there := queries.same_review(db, pair_id=held.id, point=point, on=on)) is not None:
        return there
    if queries.how_many(db, held.id) >= rules.MOST_REVIEWS:
        raise TooManyReviews(pair.public_id)
    made = PairReview(public_id=public_id, pair_id=held.id, point=point, on=on, opened_by_id=by, opened_at=at)
    db.add(made)
    db.flush()
    return made


def save_sheet(
    db: Session,
    vault: Vault,
    pair: Pair,
    review: PairReview,
    said: Mapping[str, str],
    *,
    seen: Mapping[str, int],
    picked: Collection[str],
    by: int,
    at: datetime,
) -> bool:
    """Keep what one of the two says, a line a field; False where another device had written and both texts stand.

    `seen`: how often each line had been changed when the page was drawn, nothing for one that was not there. Of
    `picked` fields the last answer counts. What is answered apart is held back until both have answered all of it.
    Raises `PairEnded`, `TooManyPairLines`.
    """
    held = hold_open(db, pair)
    mine = queries.sheets(db, vault, review, reader_id=by).get(by, {})
    alone = True
    for field, text in said.items():
        there = mine.get(field)
        if there is None and text:
            _write(db, vault, pair, review, (field, text), by=by, at=at)
        elif there is not None and there.text != text:
            known = there.changes if field in picked else seen.get(field, -1)
            alone &= _change(db, vault, pair, there, text, seen=known, by=by, at=at)
    _let_compare(db, held, review)
    return alone


def _write(
    db: Session, vault: Vault, pair: Pair, review: PairReview, said: tuple[str, str], *, by: int, at: datetime
) -> None:
    field, text = said
    lines.write(
        db, vault, pair, record=review.public_id, field=field, writer_id=by, text=text, own=field in rules.APART,
        token=mark([review.public_id, field]), public_id=randomness.public_id(), at=at,
    )  # fmt: skip


def _let_compare(db: Session, pair: Pair, review: PairReview) -> None:
    """Show each what the other answered apart, once both have answered all of it."""
    lines_apart = queries.apart(db, review)
    people = (pair.mentor_id, pair.mentee_id)
    if all(rules.answered_apart([row.field for row in lines_apart if row.writer_id == each]) for each in people):
        for row in lines_apart:
            row.own = False
        db.flush()


def _change(
    db: Session, vault: Vault, pair: Pair, there: OpenedLine, text: str, *, seen: int, by: int, at: datetime
) -> bool:
    row = line_row(db, there.public_id, pair_id=pair.id)
    if row is None:
        return True
    if text:
        return lines.change(db, vault, pair, row, by=by, text=text, own=there.own, seen=seen, at=at)
    if seen != there.changes:
        return False  # it was emptied on a page that did not show it as it is
    lines.take_away(db, pair, row, by=by)
    return True


def set_next_step(
    db: Session, vault: Vault, pair: Pair, review: PairReview, *, text: str, due_on: date, by: int, at: datetime
) -> None:
    """Make a next step a target of the pair; sent twice it is one. Raises `PairEnded`, `TooManyTargets`."""
    held = hold_open(db, pair)
    there = {(each.record, each.words.text, each.due_on) for each in targets.targets(db, vault, pair_id=held.id)}
    if (review.public_id, text, due_on) in there:
        return
    set_target(
        db, vault, pair, words=TargetWords(text), due_on=due_on, source=TargetSource.REVIEW, record=review.public_id,
        by=by, public_id=randomness.public_id(), at=at,
    )  # fmt: skip


# The words that may leave


def summary_mark(found: OpenedSummary | None) -> str:
    """By what a form says which words it had shown."""
    return mark(found.text if found else "")


def write_summary(
    db: Session, vault: Vault, pair: Pair, review: PairReview, *, text: str, seen: str, by: int, at: datetime
) -> None:
    """Put new words in the place of those that were shown; the other one is to agree to them.

    Raises `PairEnded`, `SummaryReleased`, `SummaryChanged`.
    """
    hold_open(db, pair)
    found = queries.summary(db, vault, review.id)
    if not rules.may_write_summary(_facts(db, vault, review, found)):
        raise SummaryReleased(review.public_id)
    if summary_mark(found) != seen:
        raise SummaryChanged(review.public_id)
    if found is not None and found.text == text:
        return
    if (row := queries.summary_row(db, review.id)) is not None:
        db.delete(row)
        db.flush()
    made = randomness.public_id()
    body = vault.seal(text, place=summary_place(made))
    db.add(ReviewSummary(public_id=made, review_id=review.id, writer_id=by, body=body, written_at=at))
    db.flush()


def agree(db: Session, vault: Vault, pair: Pair, review: PairReview, *, seen: str, by: int, at: datetime) -> None:
    """Agree to just the words that were shown; twice is once. Raises `PairEnded`, `SummaryChanged`."""
    hold_open(db, pair)
    found, row = queries.summary(db, vault, review.id), queries.summary_row(db, review.id)
    if found is None or row is None or summary_mark(found) != seen:
        raise SummaryChanged(review.public_id)
    if rules.may_agree(by, queries.facts(found, ())):
        row.agreed_at = at
        db.flush()


def release(
    db: Session,
    vault: Vault,
    pair: Pair,
    review: PairReview,
    *,
    readers: Collection[SummaryReader],
    seen: str,
    name: str,
    by: int,
    at: datetime,
) -> None:
    """Let the agreed words go to `readers`; each once. Raises `PairEnded`, `SummaryChanged`, `NotToBeReleased`."""
    held = hold_open(db, pair)
    found, side = queries.summary(db, vault, review.id), held.pairing.side(by)
    if summary_mark(found) != seen:
        raise SummaryChanged(review.public_id)
    partners = held.kind == PairKind.CO_COACHING
    if found is None or side is None or not rules.may_release(side, queries.facts(found, ()), partners=partners):
        raise NotToBeReleased(review.public_id)
    there = {each.reader for each in queries.releases(db, vault, review.id)}
    for reader in SummaryReader:
        if reader in readers and reader not in there:
            made = randomness.public_id()
            body = vault.seal(name, place=release_place(made))
            db.add(ReviewRelease(public_id=made, review_id=review.id, reader=reader, person_id=by, body=body, at=at))
    db.flush()


def _facts(db: Session, vault: Vault, review: PairReview, found: OpenedSummary | None) -> rules.SummaryFacts | None:
    return queries.facts(found, queries.releases(db, vault, review.id)) if found else None


def erase(db: Session, person_id: int) -> None:
    """Take away summaries that somebody wrote and nobody has agreed to; agreed ones are the other's too."""
    for row in queries.unagreed_of(db, person_id):
        db.delete(row)
    db.flush()
