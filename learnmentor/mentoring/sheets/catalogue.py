"""The forms that one person fills in: what each asks, what it is for, and the pages on which it is filled in."""

from dataclasses import dataclass, replace
from functools import cache

from learnmentor.mentoring.paper.definition import FormDefinition
from learnmentor.mentoring.rules import Side
from learnmentor.mentoring.sheets.definitions.glance_pages import LEADERS_PAGE, MENTEES_PAGE, MENTORS_PAGE
from learnmentor.mentoring.sheets.definitions.practice_map import PRACTICE_MAP
from learnmentor.mentoring.sheets.definitions.self_assessment import ORGANISATION, SELF_ASSESSMENT
from learnmentor.mentoring.sheets.definitions.skills_lists import SKILLS_LISTS, SKILLS_LISTS_VIEW
from learnmentor.mentoring.sheets.definitions.source_review import SOURCE_REVIEW
from learnmentor.mentoring.sheets.definitions.subject_audit import SUBJECT_AUDIT, SUBJECT_AUDIT_VIEW
from learnmentor.mentoring.sheets.rules import VIEWS, SheetKind


@dataclass(frozen=True)
class SheetForm:
    """A form: what it asks, what it is for in a sentence, and where to read about it first."""

    kind: SheetKind
    definition: FormDefinition
    says: str
    text: tuple[str, str] = ("catalogue.form", "")  # endpoint and code of the page about it
    side: Side | None = None  # whose of a pair it is; None: of both
    in_pair: bool = True  # whether it is offered there; any may be shown there

    @property
    def anchor(self) -> str:
        """Its place in the list of forms."""
        return self.kind.value.lower()

    @property
    def title(self) -> str:
        """What it is called."""
        return self.definition.title


FORMS = {
    form.kind: form
    for form in (
        SheetForm(
            SheetKind.SUBJECT_AUDIT, SUBJECT_AUDIT,
            "Eleven areas of knowing and teaching a subject. Do one or two at a time.", ("catalogue.form", "f4"),
            Side.MENTEE,
        ),
        SheetForm(
            SheetKind.SUBJECT_AUDIT_VIEW, SUBJECT_AUDIT_VIEW, "The same areas, as you see them.",
            ("catalogue.form", "f4"),
        ),
        SheetForm(
            SheetKind.SELF_ASSESSMENT, SELF_ASSESSMENT,
            "Twelve lines and four words to choose from. About fifteen minutes; look at it again in six months.",
            ("catalogue.form", "f5"), Side.MENTOR,
        ),
        SheetForm(
            SheetKind.ORGANISATION, ORGANISATION,
            "Twelve lines for whoever looks after mentoring, with two or three others at the table: forty minutes.",
            ("catalogue.form", "f5"), in_pair=False,
        ),
        SheetForm(
            SheetKind.SOURCE_REVIEW, SOURCE_REVIEW,
            "Nineteen short lines that show what a report really asked, of whom, and how far its answer reaches.",
            ("catalogue.form", "f7"), in_pair=False,
        ),
        SheetForm(
            SheetKind.SKILLS_LISTS, SKILLS_LISTS,
            "Two lists of what mentors do, kept apart. Half a dozen lines with an example each are plenty.",
            ("catalogue.form", "f8"), Side.MENTOR,
        ),
        SheetForm(
            SheetKind.SKILLS_LISTS_VIEW, SKILLS_LISTS_VIEW, "Mark five lines of your own choosing.",
            ("catalogue.form", "f8"),
        ),
        SheetForm(
            SheetKind.PRACTICE_MAP, PRACTICE_MAP,
            "Twelve open questions about how mentoring is really done where you are. About twenty minutes.",
            ("catalogue.form", "f9"),
        ),
        SheetForm(
            SheetKind.LEADERS_PAGE, LEADERS_PAGE, "Which lines of the page for leaders hold where you are?",
            ("pages.page", "glance-leaders"), in_pair=False,
        ),
        SheetForm(
            SheetKind.MENTORS_PAGE, MENTORS_PAGE, "Which lines of the page for mentors hold where you are?",
            ("pages.page", "glance-mentors"), Side.MENTOR,
        ),
        SheetForm(
            SheetKind.MENTEES_PAGE, MENTEES_PAGE, "Which lines of the page for mentees hold where you are?",
            ("pages.page", "glance-mentees"), Side.MENTEE,
        ),
    )
}  # fmt: skip
BEGUN_ALONE = tuple(form for form in FORMS.values() if form.kind not in VIEWS)


def in_a_pair(side: Side, *, co_coaching: bool) -> tuple[SheetForm, ...]:
    """Forms that somebody on a side begins in a pair, their own first.

    Where both coach there is no mentor and no mentee: the audit alone is offered, whose words name neither.
    """
    if co_coaching:
        return (FORMS[SheetKind.SUBJECT_AUDIT],)
    offered = [form for form in BEGUN_ALONE if form.in_pair and form.side is not side.other]
    return tuple(sorted(offered, key=lambda form: form.side is None))


@cache
def pages(kind: SheetKind) -> tuple[FormDefinition, ...]:
    """The pages on which a form is filled in: one for each of its sections."""
    definition = FORMS[kind].definition
    return tuple(replace(definition, sections=(section,)) for section in definition.sections)
