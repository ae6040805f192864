"""Form F3 as data: the sheets that one person each fills in, and the whole of it for paper."""

from learnmentor.mentoring.observations.rules import FEWEST_ROWS, FEWEST_ROWS_IN_PRACTICE, MOST_ROWS, ObservationSheet
from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperField, Rows, Section, choices

NO_NAMES = "No name of a learner, ever: “the pair at bay 7” will do."
_BOTH = "The two of you read it. Nobody else does, and it holds no grade."

FOCUS_FIELDS = (
    PaperField(
        "focus",
        "What I would like us to look at",
        FieldKind.LONG,
        why="One thing that can be seen or heard in half an hour, and that you are curious about.",
        most=1_000,
        required=True,
    ),
    PaperField(
        "look_for",
        "What will be written down",
        FieldKind.MULTI,
        why="Agree on the rows beforehand. Fewer are better.",
        choices=choices(
            times="Times, every few minutes",
            numbers="Numbers: who could see, who spoke, how long before the first tool was touched",
            words="Words, exactly as they were said",
            learners="Five minutes in every fifteen with eyes on the learners alone",
            hands="What learners do with their hands while somebody talks",
            answers="Who answers when everybody is asked, and who turns to whom when they are stuck",
            start="How they get started, and what the late ones do",
            unseen="What the observer could not see from where they were",
        ),
    ),
)
FACT_FIELDS = (
    PaperField(
        "observer_role",
        "What the observer is to whoever is watched",
        FieldKind.PICK,
        why="A manager's visit is a manager's visit even when it is kind.",
        choices=choices(
            pair="What the two are to each other here, and nothing else",
            manager="Their manager as well",
            tutor="Their tutor as well",
            assessor="Somebody who assesses them elsewhere as well",
        ),
    ),
    PaperField(
        "setting", "Where it is", FieldKind.TEXT, why="Place and course, so that the page can be found next year."
    ),
    PaperField("topic", "What the session is about", FieldKind.TEXT),
    PaperField("learners_number", "How many learners", FieldKind.NUMBER, why=NO_NAMES, most=2_000),
)
ROW_FIELDS = (
    PaperField("time", "Time", FieldKind.TEXT, most=20),
    PaperField("teacher", "Seen: the teacher", FieldKind.LONG, most=1_000),
    PaperField("learners", "Seen: the learners", FieldKind.LONG, most=1_000),
    PaperField("means", "It may mean", FieldKind.LONG, most=500),
    PaperField("explore", "To explore", FieldKind.LONG, most=500),
)
COMMENT_FIELDS = (
    PaperField(
        "questions",
        "Questions to explore, two or three",
        FieldKind.LONG,
        why="What was seen is one thing and what it means another.",
    ),
    PaperField("strengths", "What works already", FieldKind.LONG, why="Name what to keep, and point to a row."),
    PaperField("develop", "What to work on", FieldKind.LONG, why="The evidence serves the focus that was agreed."),
)
ACCOUNT_FIELDS = (
    PaperField(
        "account",
        "How it was for me",
        FieldKind.LONG,
        why="Before you read on: what the observer wrote opens when you have said that this is your account.",
        required=True,
    ),
    PaperField("account_strengths", "What worked, as I see it", FieldKind.LONG),
    PaperField("account_develop", "What I would work on", FieldKind.LONG),
)
LEARNED_FIELDS = (
    PaperField("learned", "What I learned by watching", FieldKind.LONG, why="Something always can be.", required=True),
)
EVALUATION_FIELDS = (
    PaperField(
        "saw",
        "What did you see in your lesson because of this visit that you would not have seen otherwise?",
        FieldKind.LONG,
    ),
    PaperField("no_use", "What did the observer look at, say or write that was of no use?", FieldKind.LONG),
    PaperField("next_time", "What shall the observer do differently next time?", FieldKind.LONG),
)
TARGET_FIELDS = (
    PaperField("target", "What will be tried, and with whom", FieldKind.LONG, most=500, required=True),
    PaperField(
        "look_again",
        "How the two of you will look again",
        FieldKind.TEXT,
        why="Without this a target is a resolution.",
        required=True,
    ),
    PaperField("by_when", "By when", FieldKind.DATE, required=True),
)

_APART = (
    "What was done and said comes first, as a camera would have got it. What it may mean stands apart, with a question "
    f"mark, and can wait. {NO_NAMES}"
)


def _rows(least: int) -> Rows:
    return Rows(
        "rows",
        "What I saw and heard",
        "row",
        ROW_FIELDS,
        least=least,
        most=MOST_ROWS,
        why=(f"{least} rows or more, each with a time. " if least > 1 else "") + _APART,
    )


def _sheet(title: str, readers: str, *sections: Section) -> FormDefinition:
    return FormDefinition("F3", title, readers, sections)


FOCUS = _sheet("The focus", _BOTH, Section("", FOCUS_FIELDS))
FACTS = _sheet("The session", _BOTH, Section("", FACT_FIELDS))
EVIDENCE = _sheet(
    "What I saw",
    "Only you read this until it is ready and the other one has given an account of their own.",
    Section("What was seen", (_rows(FEWEST_ROWS),)),
    Section("Afterwards", COMMENT_FIELDS),
)
PRACTICE = _sheet(
    "What I saw",
    "Only you read this until you are ready.",
    Section("What was seen", (_rows(FEWEST_ROWS_IN_PRACTICE),)),
    Section("Afterwards", COMMENT_FIELDS),
)
ACCOUNT = _sheet("How it was for me", "Only you read this until you give it.", Section("", ACCOUNT_FIELDS))
LEARNED = _sheet("What I learned", _BOTH, Section("", LEARNED_FIELDS))
EVALUATION = _sheet("What this visit was worth to me", _BOTH, Section("", EVALUATION_FIELDS))
TARGET = FormDefinition("F3-target", "A target", _BOTH, (Section("", TARGET_FIELDS),))

WHOLE = FormDefinition(
    "F3",
    "Observation and feedback record",
    _BOTH,
    (
        Section("Before", (*FACT_FIELDS, *FOCUS_FIELDS)),
        Section("During: the observer", (_rows(FEWEST_ROWS),)),
        Section("Afterwards: whoever was watched, before reading on", ACCOUNT_FIELDS),
        Section("Afterwards: the observer", COMMENT_FIELDS),
        Section("What I learned by watching: the observer", LEARNED_FIELDS),
        Section("What this visit was worth to me: whoever was watched, if they like", EVALUATION_FIELDS),
    ),
)

SHEETS = {
    ObservationSheet.FACTS: FACTS,
    ObservationSheet.FOCUS: FOCUS,
    ObservationSheet.EVIDENCE: EVIDENCE,
    ObservationSheet.ACCOUNT: ACCOUNT,
    ObservationSheet.LEARNED: LEARNED,
    ObservationSheet.EVALUATION: EVALUATION,
}


def form_of(sheet: ObservationSheet, *, practice: bool = False) -> FormDefinition:
    """The form of a sheet."""
    return PRACTICE if practice and sheet == ObservationSheet.EVIDENCE else SHEETS[sheet]


def sheet_of_field(field: str) -> ObservationSheet | None:
    """The sheet that the field of a line is on."""
    key = field.partition(".")[0]
    return next((sheet for sheet, form in SHEETS.items() if key in {part.key for part in form.parts()}), None)
