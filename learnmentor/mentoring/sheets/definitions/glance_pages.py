"""Form F12: notes on the three pages of one screen each. Which of their lines hold where somebody works?"""

from learnmentor.mentoring.paper.definition import (
    FieldKind,
    FormDefinition,
    PaperField,
    Section,
    Values,
    choices,
)
from learnmentor.mentoring.paper.sheet import Said, SheetItem, SheetSection, SheetTable, in_words

HOLDS = choices(yes="It holds here", partly="Partly", no="Not here")

OF_LEADERS = (
    "What may come of it: learning, leadership, links, shared knowledge, people who stay",
    "What it costs: hours for two people, and training for mentors",
    "What it needs: time, training, review, a careful match, a clear purpose and a place in your plans",
    "What to keep apart: helping, and managing, appraising or assessing",
    "This month: an hour for each pair, what gets in the way, the right to change",
)
OF_MENTORS = (
    "In the first ten minutes: what would be worth their time, your other roles, what stays between you",
    "Try not to appraise, to grade by habit, to pass on, or to answer every question",
    "You may gain skill, confidence, reflection, a career that moves, other people's ideas",
    "For help: another mentor, or whoever coordinates mentoring",
    "Half an hour each, before the first meeting and before the first secret",
    "You may say no",
)
OF_MENTEES = (
    "Your part: bring the subject, be honest, try things, say what helped",
    "You may ask for a say in who it is, a change without a reason, visits without a grade, a word on privacy",
    "You may gain clearer thinking, confidence, skill, easier relationships",
    "Each box you write in says who can read it",
    "Start with three half-hours",
    "If it does you no good, say so early",
)


def _line(number: int, line: str) -> tuple[PaperField, ...]:
    return (
        PaperField(f"holds_{number}", line, FieldKind.PICK, choices=HOLDS),
        PaperField(f"note_{number}", f"Line {number}: what applies where I am", FieldKind.TEXT, most=120),
    )


def _notes(code: str, whom: str, lines: tuple[str, ...]) -> FormDefinition:
    asked = tuple(field for number, line in enumerate(lines, 1) for field in _line(number, line))
    after = PaperField(
        "left_out", "What does the page leave out, or which line do I not believe?", FieldKind.TEXT, most=200
    )
    return FormDefinition(
        code,
        f"Mentoring at a glance, for {whom}: what applies here",
        "You read it, and the other of your pair while you show it to them.",
        (Section("", (*asked, after)),),
    )


def on_one_side(definition: FormDefinition, answers: Values) -> SheetSection:
    """The notes as a table beside the lines, which leaves them on one side of paper."""
    fields = {part.key: part for part in definition.parts() if isinstance(part, PaperField)}
    lines = [field for key, field in fields.items() if key.startswith("holds_")]
    rows = tuple(
        (field.label, in_words(field, answers), str(answers.get(field.key.replace("holds", "note"), "")))
        for field in lines
    )
    left_out = in_words(fields["left_out"], answers)
    said = (Said(left_out),) if left_out else ()
    table = SheetTable("Line by line", ("The page says", "Does it hold?", "What applies here"), rows)
    return SheetSection("", (table, SheetItem(fields["left_out"].label, said)))


LEADERS_PAGE = _notes("F12-leaders", "leaders", OF_LEADERS)
MENTORS_PAGE = _notes("F12-mentors", "mentors", OF_MENTORS)
MENTEES_PAGE = _notes("F12-mentees", "mentees", OF_MENTEES)
