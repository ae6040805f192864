"""What is sent about released records: which copy was looked at, an extract, a yes or a no."""

from collections.abc import Sequence
from typing import Any

from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from learnmentor.assessment.assessed.records.rules import LONGEST_EXTRACT
from learnmentor.web.forms import Form, at_most, single_line, trimmed

_LINE = 200


class ReleaseForm(Form):
    """Which record, and the digest of the copy that was looked at."""

    source = HiddenField()
    seen = HiddenField()


class ExtractForm(Form):
    """An extract of a conversation of a pair. `seen`: the digest of the copy that was looked at, "" before."""

    pair = SelectField(
        "With whom you spoke",
        description="They are asked, and read exactly this copy. Their name does not stand in it.",
        validators=[InputRequired("Choose with whom you spoke.")],
    )
    on = DateField(
        "When (if you know the day)",
        validators=[Optional()],
        description="The day on which you spoke.",
    )
    about = StringField(
        "What the conversation was about",
        filters=[single_line],
        validators=[
            InputRequired("Say in a few words what the conversation was about."),
            Length(max=_LINE, message=f"Keep this to {_LINE} characters."),
        ],
    )
    extract = TextAreaField(
        "The extract",
        filters=[trimmed],
        validators=[DataRequired("Paste the extract."), at_most(LONGEST_EXTRACT, "A page or two is enough.")],
        description="Write who speaks as A and B. Take out names of people and places: whole names of the two of you "
        "are replaced here, and nothing else is.",
        render_kw={"rows": 14},
    )
    seen = HiddenField()

    def __init__(self, *, pairs: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(**more)
        self.pair.choices = [SelectChoice(public_id, words) for public_id, words in pairs]


class AnswerForm(Form):
    """Yes or no."""

    answer = HiddenField(validators=[InputRequired()])

    @property
    def yes(self) -> bool:
        """Whether it is a yes: only that word is one."""
        return self.text("answer") == "yes"
