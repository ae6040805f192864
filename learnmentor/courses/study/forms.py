"""What learners say about their study: shape and wording."""

from wtforms import IntegerField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length, NumberRange, StopValidation

from learnmentor.ground.typed.durations import MINUTE, DurationLimit, minutes_from
from learnmentor.web.forms import Form, trimmed

_CLAIM = DurationLimit(600, "a claim can be at most 600 minutes")


class _MinutesField(IntegerField):
    """A number of minutes, or a length of time with its units; what cannot be read is told why, and nothing more."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            self.data = minutes_from(valuelist[0], limit=_CLAIM, bare=MINUTE)

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 -- as WTForms calls it
        if self.process_errors and self.raw_data and self.raw_data[0].strip():
            raise StopValidation


class ClaimForm(Form):
    """Time away from the screen, declared with a sentence."""

    minutes = _MinutesField(
        "How many minutes did it take you?",
        description="All the time you gave to this segment away from this page, in whole minutes.",
        validators=[
            InputRequired("Write how many minutes it took, such as 25"),
            NumberRange(1, 600, "Write a number of minutes between 1 and 600"),
        ],
        render_kw={"inputmode": "numeric"},
    )
    sentence = TextAreaField(
        "What did you do, in a sentence?",
        description="For example: I read the printed pages on the bus and did the sort with a colleague.",
        filters=[trimmed],
        validators=[
            InputRequired("Write a sentence about what you did"),
            Length(10, 1000, "Write a sentence of at least 10 and at most 1,000 characters"),
        ],
        render_kw={"rows": 4},
    )
