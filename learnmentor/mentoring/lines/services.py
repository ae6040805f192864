"""What is done with lines: written, changed, held back, taken away. The pair's row orders it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.lines import cells, queries, rules
from learnmentor.mentoring.lines.models import PairLine, line_place
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.paper.definition import FormDefinition, Values
from learnmentor.mentoring.services import hold_open, read_again


class LineOfAnother(Exception):
    """Only its writer changes a line or takes it away."""


class TooManyPairLines(Exception):
    """A record holds no more lines."""


def write(
    db: Session,
    vault: Vault,
    pair: Pair,
    *,
    record: str,
    field: str,
    writer_id: int,
    text: str,
    own: bool,
    token: str,
    public_id: str,
    at: datetime,
) -> PairLine:
    """Add a line; one that comes again with its token is the same line. Raises `PairEnded`, `TooManyPairLines`."""
    held = hold_open(db, pair)
    if (there := queries.by_token(db, token, pair_id=held.id, writer_id=writer_id)) is not None:
        return there
    if queries.how_many(db, pair_id=held.id, record=record) >= rules.MOST_LINES:
        raise TooManyPairLines(record)
    made = PairLine(
        public_id=public_id, pair_id=held.id, record=record, field=field, writer_id=writer_id, own=own, token=token,
        body=vault.seal(text, place=line_place(public_id)), written_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def change(
    db: Session,
    vault: Vault,
    pair: Pair,
    line: PairLine,
    *,
    by: int,
    text: str,
    own: bool,
    seen: int,
    at: datetime,
) -> bool:
    """Change a line's words and who reads it; raises `PairEnded`, `RecordGone`, `LineOfAnother`.

    `seen` is how often it had been changed when its writer began to type. False: it was changed on another device
    meanwhile, and now has both texts.
    """
    hold_open(db, pair)
    read_again(db, line)
    if not rules.may_change_line(by, line.facts):
        raise LineOfAnother(line.public_id)
    alone = seen == line.changes
    new = text if alone else rules.merged(queries.text_of(vault, line), text)
    line.body, line.own = vault.seal(new, place=line_place(line.public_id)), own
    line.changes, line.changed_at = line.changes + 1, at
    db.flush()
    return alone


def take_away(db: Session, pair: Pair, line: PairLine, *, by: int) -> None:
    """Delete a line; raises `PairEnded`, `RecordGone`, `LineOfAnother`."""
    hold_open(db, pair)
    read_again(db, line)
    if not rules.may_change_line(by, line.facts):
        raise LineOfAnother(line.public_id)
    db.delete(line)
    db.flush()


def keep_cells(
    db: Session,
    vault: Vault,
    pair: Pair,
    definition: FormDefinition,
    values: Values,
    *,
    record: str,
    writer_id: int,
    seen: Mapping[str, str],
    new_id: Callable[[], str],
    at: datetime,
) -> bool:
    """Keep a form that one person fills in, a line an answer; raises `PairEnded`, `TooManyPairLines`.

    `seen`: the mark of each cell that they were shown. False: some were changed on another device meanwhile, and hold
    both texts now. An answer that is emptied leaves an empty line, so that an older page does not bring it back unseen.
    """
    held, sent = hold_open(db, pair), cells.cells_of(definition, values)
    theirs = queries.own_lines(db, pair_id=held.id, record=record, writer_id=writer_id)
    there = {line.field: line for line in theirs if cells.belongs(definition, line.field)}
    if queries.how_many(db, pair_id=held.id, record=record) + len(sent.keys() - there.keys()) > rules.MOST_LINES:
        raise TooManyPairLines(record)
    for field in sorted(sent.keys() - there.keys()):
        line = PairLine(
            public_id=new_id(), pair_id=held.id, record=record, field=field, writer_id=writer_id, own=False,
            token=f"{record}:{field}", written_at=at,
        )  # fmt: skip
        line.body = vault.seal(sent[field], place=line_place(line.public_id))
        db.add(line)
    alone = [
        _change_cell(vault, line, sent.get(field, ""), seen=seen.get(field, ""), at=at) for field, line in there.items()
    ]
    db.flush()
    return all(alone)


def _change_cell(vault: Vault, line: PairLine, text: str, *, seen: str, at: datetime) -> bool:
    kept = queries.text_of(vault, line)
    if text == kept or cells.unedited(text, seen):
        return True
    alone = cells.current(line.changes, seen)
    new = text if alone else rules.merged(kept, text)
    if new != kept:
        line.body, line.changed_at = vault.seal(new, place=line_place(line.public_id)), at
        line.changes += 1
    return alone
