"""What waits for one of the two in their agreement."""

from collections.abc import Iterator
from datetime import date

from flask import url_for
from sqlalchemy.orm import Session

from learnmentor.mentoring.agreements import queries
from learnmentor.mentoring.agreements.agreement_sheet import form_of
from learnmentor.mentoring.agreements.form_agreement import AgreementForm
from learnmentor.mentoring.agreements.todo import Due, Todo, TodoItem, todo
from learnmentor.mentoring.agreements.views.contexts import DraftSeen, draft_seen, part_url, todo_words
from learnmentor.mentoring.rules import Side
from learnmentor.mentoring.views.next_things import NextThing, WaitsFor
from learnmentor.mentoring.views.seen import PairSeen


def next_things(db: Session, seen: PairSeen, *, on: date) -> list[NextThing]:
    """The agreement itself until both have signed, and what it asks for within a week or before today."""
    if not seen.open:
        return []
    found = draft_seen(seen)
    return [*_to_sign(found), *_due(db, found, on=on)]


def _to_sign(found: DraftSeen) -> Iterator[NextThing]:
    seen, what = found.seen, "the change of your agreement" if found.draft.last else "your agreement"
    if found.draft.last and not found.draft.touched:
        return
    sign = url_for("agreement_signing.signing", public_id=seen.pair.public_id)
    if found.gaps:
        first = next(gap for gap in found.gaps if gap.key)
        whom: WaitsFor = "other" if first.of == seen.other.id else "both"
        yield NextThing(f"Fill in {what}", part_url(seen, found.form.part_of(first.key)), None, whom)
    elif found.signed_by_me:
        yield NextThing(f"{what[0].upper()}{what[1:]} is signed by you", sign, None, "other")
    else:
        yield NextThing(f"Read and sign {what}", sign, None, "you" if found.signed_by_other else "both")


def _due(db: Session, found: DraftSeen, *, on: date) -> Iterator[NextThing]:
    if (last := found.draft.last) is None:
        return
    ticks, form = queries.ticks(db, found.seen.pair.id), form_of(last.terms)
    page = url_for("agreements.agreement", public_id=found.seen.pair.public_id)
    for item in todo(last.terms):
        if item.stands(ticks, on=on) in (Due.DUE, Due.OVERDUE):
            says, whom = _undertaken(found.seen, item, form) or (todo_words(item, form), "both")
            yield NextThing(says, f"{page}#todo", item.due_on, whom)


def _undertaken(seen: PairSeen, item: TodoItem, form: AgreementForm) -> tuple[str, WaitsFor] | None:
    """Whose an undertaking is, in words and for whoever looks: its code alone tells nobody what to do."""
    if item.what is not Todo.UNDERTAKING:
        return None
    who, side = {"m": (form.words.mentor, Side.MENTOR), "t": (form.words.mentee, Side.MENTEE)}.get(
        item.field[0], ("the organisation", None)
    )
    whom: WaitsFor = "both" if side is None else "you" if side is seen.side else "other"
    return f"See to what {who} undertook ({item.field.upper()})", whom
