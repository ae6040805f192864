"""What a mentee thinks of the mentoring, as a short form."""

from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperField, Section, choices
from learnmentor.mentoring.rules import PairKind, Side
from learnmentor.mentoring.wording import called

CODE = "evaluation"
TITLE = "What the mentoring is worth"
_AGREES = choices(yes="Yes", mostly="Mostly", hardly="Hardly", no="No")


def evaluation_form(kind: PairKind) -> FormDefinition:
    """The questions, in the words of a pair."""
    other = f"your {called(kind, Side.MENTOR)}"
    readers = f"Only you can read this, until you show it to {other}."
    return FormDefinition(CODE, TITLE, readers, (
        Section("How it is", (
            PaperField("heard", "Are you listened to?", FieldKind.PICK, choices=_AGREES),
            PaperField("own", "Is it about what you bring?", FieldKind.PICK, choices=_AGREES),
            PaperField("stretched", "Are you asked to think, and not only told?", FieldKind.PICK, choices=_AGREES),
            PaperField("safe", "Can you say what went wrong?", FieldKind.PICK, choices=_AGREES),
        )),
        Section("What comes of it", (
            PaperField("changed", "What do you do otherwise because of it?", FieldKind.LONG, most=2_000),
            PaperField("most", "What has helped most?", FieldKind.LONG, most=2_000),
            PaperField("other_way", "What should be done another way?", FieldKind.LONG, most=2_000),
        )),
    ))  # fmt: skip
