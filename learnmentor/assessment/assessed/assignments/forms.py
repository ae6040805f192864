"""Forms of giving work to somebody, and of the period of a desk."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired

from learnmentor.assessment.assessed.assignments.desk.turnaround import Period
from learnmentor.ground.words import plural
from learnmentor.web.forms import Form

PERIODS = {
    Period.QUARTER: "The last three months",
    Period.YEAR: "The last twelve months",
    Period.ALL: "From the beginning",
}


class AssignForm(Form):
    """Who is to judge it, and whom the page named as judging it now."""

    to = RadioField("Who judges it", validators=[InputRequired("Choose who is to judge it.")])
    instead_of = HiddenField()

    def __init__(self, *, able: Sequence[tuple[str, str, int]], **more: Any) -> None:
        """`able` are those who may: public id, name, and how many judgements each has open."""
        super().__init__(**more)
        self.to.choices = [SelectChoice(public_id, f"{name}, {_busy(number)}") for public_id, name, number in able]


def _busy(number: int) -> str:
    return f"{plural(number, 'judgement', 'judgements')} open" if number else "nothing open"


class PeriodForm(Form):
    """Over which time; sent by GET."""

    period = SelectField("Time", choices=[SelectChoice(each.value, words) for each, words in PERIODS.items()])
