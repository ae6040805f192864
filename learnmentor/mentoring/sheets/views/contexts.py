"""How a sheet of one's own is reached, and what its pages say of it."""

from dataclasses import dataclass, replace

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground.db import db
from learnmentor.ground.words import long_date
from learnmentor.mentoring import queries as pairs
from learnmentor.mentoring.paper.definition import FormDefinition, Values, is_blank
from learnmentor.mentoring.paper.sheet import PaperSheet, SheetItem, SheetTable, sheet_of
from learnmentor.mentoring.queries import KnownPair
from learnmentor.mentoring.sheets import queries
from learnmentor.mentoring.sheets.catalogue import FORMS, SheetForm
from learnmentor.mentoring.sheets.definitions.glance_pages import on_one_side
from learnmentor.mentoring.sheets.models import Sheet
from learnmentor.mentoring.sheets.rules import GLANCE_PAGES, SheetKind
from learnmentor.web.access import or_404


@dataclass(frozen=True)
class SheetSeen:
    """A sheet of one's own with the form that it is."""

    sheet: Sheet
    form: SheetForm

    @property
    def definition(self) -> FormDefinition:
        """What the form asks."""
        return self.form.definition

    @property
    def file_name(self) -> str:
        """What a file of it is called."""
        return f"{self.form.anchor}-{self.sheet.begun_at:%Y-%m-%d}"


@dataclass(frozen=True)
class PartnerLine:
    """The other of a pair of whoever asks."""

    pair_id: int
    public_id: str
    name: str
    open: bool


@dataclass(frozen=True)
class PartProgress:
    """How much of a part of a form is filled in."""

    number: int
    heading: str
    answered: int
    asked: int


def form_of(sheet: Sheet) -> SheetForm:
    """The form that a sheet is."""
    return FORMS[SheetKind(sheet.kind)]


def own(sheet_id: str) -> SheetSeen:
    """A sheet of one's own; 404 for everybody else, whatever their role."""
    found = or_404(queries.own_sheet(db.session, sheet_id, owner_id=current_learner().id))
    return SheetSeen(found, form_of(found))


def partners() -> list[PartnerLine]:
    """The pairs of whoever asks, those that go on first."""
    me = current_learner().id
    return [_partner(known, me) for known in pairs.pairs_of(db.session, me)]


def _partner(known: KnownPair, me: int) -> PartnerLine:
    other = known.party(or_404(known.pair.pairing.side(me)).other)
    return PartnerLine(known.pair.id, known.pair.public_id, other.name, known.pair.ended_at is None)


def progress(definition: FormDefinition, answers: Values) -> list[PartProgress]:
    """How far each part of a form is filled in."""
    return [
        PartProgress(
            number, section.heading or definition.title,
            sum(not is_blank({part.key: answers.get(part.key)}) for part in section.parts), len(section.parts),
        )
        for number, section in enumerate(definition.sections, 1)
    ]  # fmt: skip


def answered_only(paper: PaperSheet) -> PaperSheet:
    """What is written, without the questions that were left out: for a page, where there is no room for them."""
    kept = [
        replace(section, items=tuple(each for item in section.items if (each := _answered(item))))
        for section in paper.sections
    ]
    return replace(paper, sections=tuple(section for section in kept if section.items))


def _answered(item: SheetItem | SheetTable) -> SheetItem | SheetTable | None:
    """An item that says something; of a table the rows that say more than their first cell."""
    if isinstance(item, SheetItem):
        return item if item.said else None
    rows = tuple(row for row in item.rows if any(row[1:]))
    return replace(item, rows=rows) if rows else None


def paper_of(sheet: Sheet, answers: Values, *, by: str) -> PaperSheet:
    """A sheet as it is read and printed."""
    about = (
        ("Filled in by", by),
        ("Begun", long_date(sheet.begun_at)),
        ("Finished", long_date(sheet.finished_at) if sheet.finished_at else "Not yet"),
    )
    definition = form_of(sheet).definition
    paper = sheet_of(definition, answers, about=about)
    if sheet.kind in GLANCE_PAGES:
        return replace(paper, sections=(on_one_side(definition, answers),))
    return paper
