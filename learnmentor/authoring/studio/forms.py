"""Forms of the studio. The text itself is not one of them: it is taken as it was typed."""

from collections.abc import Sequence

from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, InputRequired, Length

from learnmentor.authoring.rules import LONGEST_NOTE
from learnmentor.web.forms import Form, single_line


class NewSegmentForm(Form):
    """A new segment: in which unit, and under what title."""

    unit = SelectField("Unit", validators=[InputRequired("Choose the unit it belongs to.")])
    title = StringField(
        "Title",
        description="As learners will see it. You can change it later.",
        filters=[single_line],
        validators=[
            DataRequired("Give it a title, even one that you will change."),
            Length(max=80, message="Keep the title to 80 characters."),
        ],
    )

    def __init__(self, units: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.unit.choices = [SelectChoice(code, f"{code} {title}") for code, title in units]


class PublishForm(Form):
    """What goes with a new revision: a note, and how much of a change it is."""

    note = StringField(
        "What changed, in a sentence",
        filters=[single_line],
        validators=[
            DataRequired("Say in a sentence what changed. Learners who come back read it."),
            Length(max=LONGEST_NOTE, message=f"Keep the note to {LONGEST_NOTE} characters."),
        ],
    )
    change = RadioField(
        "How much of a change is it?",
        choices=[
            SelectChoice("minor", "Small: nothing that somebody who finished needs to know"),
            SelectChoice("major", "Major: those who finished are told, and lose nothing"),
        ],
        default="minor",
        validators=[InputRequired("Choose small or major.")],
    )
