"""What is typed to ask somebody for a second judgement, and to choose the period of a report."""

from collections.abc import Iterable
from datetime import date

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, ValidationError

from learnmentor.assessment.assessed.moderation.rules import LONGEST_PERIOD
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form

_DAY = "Enter the day, such as 1 September 2026."


class SecondJudgeForm(Form):
    """Who is asked for a second judgement; `person` is a public id."""

    person = SelectField(
        "Who judges it a second time",
        description="They are not told what the first judgement is, nor whose.",
        validators=[InputRequired("Choose somebody.")],
        validate_choice=True,
    )

    def __init__(self, people: Iterable[tuple[str, str, int]]) -> None:
        """With those who could be asked: public id, name, and how many judgements each has open."""
        super().__init__()
        named = [SelectChoice(public_id, f"{name} ({judging} to judge now)") for public_id, name, judging in people]
        self.person.choices = [SelectChoice("", "Choose somebody"), *named]


class ReportPeriodForm(Form):
    """The first and the last day of a report."""

    starts_on = DayField("First day", validators=[InputRequired(_DAY)])
    ends_on = DayField("Last day", validators=[InputRequired(_DAY)])

    def validate_ends_on(self, field: DayField) -> None:
        """The last day is not before the first one, and not years after it."""
        first, last = self.starts_on.data, field.data
        if isinstance(first, date) and isinstance(last, date):
            if last < first:
                raise ValidationError("The last day is before the first one. Enter a later day.")
            if (last - first).days > LONGEST_PERIOD:
                raise ValidationError("A report goes over five years at most. Choose a shorter period.")

    @property
    def period(self) -> tuple[date, date]:
        """The two days, of a form that was accepted."""
        first, last = self.starts_on.data, self.ends_on.data
        assert isinstance(first, date) and isinstance(last, date)  # noqa: S101, PT018 -- accepted
        return first, last
