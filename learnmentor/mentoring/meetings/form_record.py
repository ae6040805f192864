"""Form F11 as data: the record of one meeting, as one of the two fills it in.

What is typed into a text becomes a line of its writer's; `own_…` holds it back as a note.
"""

from functools import cache

from learnmentor.mentoring.meetings.rules import (
    LONGEST_MEETING,
    LONGEST_POINT,
    MOST_TARGETS_SET,
    WITHOUT_AGREEMENT,
    BroughtBy,
    MeetingFrame,
    MeetingMode,
)
from learnmentor.mentoring.meetings.wording import FRAMES, MODES
from learnmentor.mentoring.paper.definition import (
    FieldKind,
    FormDefinition,
    PaperChoice,
    PaperField,
    Rows,
    Section,
)
from learnmentor.mentoring.rules import PairKind, Side
from learnmentor.mentoring.targets.rules import LONGEST_MEASURE, LONGEST_TARGET
from learnmentor.mentoring.wording import called

CODE, TITLE = "F11", "Meeting and target record"
READERS = "Only the two of you can read this. What you hold back as your own note, only you can read."
LINES = {  # the places where lines are written, as a record that is read names them
    "wanted": "What was wanted from this meeting",
    "happened": "What became of the last targets",
    "main": "Main points",
    "learned": "What was learned",
    WITHOUT_AGREEMENT: "Why there is no agreement so far",
}
TYPED = {
    "wanted": "wanted",
    "happened": "happened",
    "points": "main",
    "learned": "learned",
    "excuse": WITHOUT_AGREEMENT,
}
_HOLD_BACK = "Hold this back: only I can read it"


@cache
def record_form(kind: PairKind, side: Side) -> FormDefinition:
    """The form as one of the two fills it in; "my mentee" is the other one."""
    sections = (_meeting(kind, side), _last_time(), _today(), _now(), _next_meeting())
    return FormDefinition(CODE, TITLE, READERS, sections)


def brought_by(kind: PairKind, side: Side) -> tuple[PaperChoice, ...]:
    """Who brought the subject, as one of the two says it."""
    mine, theirs = (BroughtBy.MENTOR, BroughtBy.MENTEE) if side is Side.MENTOR else (BroughtBy.MENTEE, BroughtBy.MENTOR)
    other = called(kind, side.other)
    return (
        PaperChoice(theirs.value, f"My {other}"),
        PaperChoice(mine.value, "I did"),
        PaperChoice(BroughtBy.BOTH.value, "Both of us"),
    )


def _meeting(kind: PairKind, side: Side) -> Section:
    modes = tuple(PaperChoice(mode.value, MODES[mode]) for mode in MeetingMode)
    frames = tuple(PaperChoice(frame.value, FRAMES[frame]) for frame in MeetingFrame)
    return Section(
        "The meeting",
        (
            PaperField("on", "Day", FieldKind.DATE),
            PaperField("at", "Began at", FieldKind.TEXT, why="For example 14:30.", most=12),
            PaperField(
                "minutes", "How many minutes?", FieldKind.NUMBER, most=LONGEST_MEETING,
                why="A year of these shows what the arrangement really cost.",
            ),
            PaperField("mode", "How did you meet?", FieldKind.PICK, choices=modes),
            PaperField(
                "brought_by", "Who brought the subject?", FieldKind.PICK, choices=brought_by(kind, side),
                why="Over a year the answer should move towards whoever is being mentored."
                if kind != PairKind.CO_COACHING else "",
            ),
            PaperField(
                "frame", "The shape we used", FieldKind.PICK, choices=frames,
                why="“None” is an answer. A shape brings its questions along, below.",
            ),
            PaperField(
                "excuse", "Why do you record this one without an agreement?", FieldKind.TEXT, most=LONGEST_POINT,
                why="Only where none is signed yet.",
            ),
        ),
    )  # fmt: skip


def _last_time() -> Section:
    return Section("Last time", _line("happened", "What became of the last targets?", "Otherwise nobody asks."))


def _today() -> Section:
    wanted = "It is easier to give people what they came for once it is written."
    main = "In words that you both accept. If you cannot agree on them, that is what the next meeting is about."
    return Section(
        "Today",
        (
            *_line("wanted", "What I want from today, in one line", wanted),
            *_line("points", "Main points", main),
            *_line("learned", "What I learned", "Both of you were there."),
        ),
    )


def _line(key: str, label: str, why: str) -> tuple[PaperField, ...]:
    most = LONGEST_POINT if key == "wanted" else 0
    return (
        PaperField(key, label, FieldKind.LONG, why=why, most=most),
        PaperField(f"own_{key}", _HOLD_BACK, FieldKind.TICK),
    )


def _now() -> Section:
    fields = (
        PaperField("what", "What will be done?", FieldKind.TEXT, most=LONGEST_TARGET, required=True),
        PaperField("due_on", "By which day?", FieldKind.DATE),
        PaperField("measure", "How will we know?", FieldKind.TEXT, most=LONGEST_MEASURE),
    )
    return Section("What now", (Rows("targets", "Targets, none to three", "target", fields, most=MOST_TARGETS_SET),))


def _next_meeting() -> Section:
    return Section(
        "Next meeting",
        (
            PaperField(
                "next_on", "Day of the next meeting", FieldKind.DATE,
                why="The diary is open now and will not be later. Leave it empty if there is none yet.",
            ),
            PaperField("next_at", "Begins at", FieldKind.TEXT, why="For example 14:30.", most=12),
        ),
    )  # fmt: skip
