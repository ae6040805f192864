"""What is typed to begin a schedule, and to say that something took place."""

from datetime import date

from wtforms import Field, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, ValidationError

from learnmentor.mentoring.schedule import wording
from learnmentor.mentoring.schedule.rules import SchedulePreset
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form


class NewScheduleForm(Form):
    """Which year, and where to start."""

    begins = RadioField("Which year?", validators=[InputRequired("Choose the year.")])
    preset = RadioField(
        "Where do you start?",
        description="The sources do not agree on how much is enough, so none of these is a norm. You change it next.",
        choices=[SelectChoice(each.value, wording.PRESETS[each]) for each in SchedulePreset],
        validators=[InputRequired("Choose where to start.")],
    )


class TickForm(Form):
    """Something that took place without a record here."""

    kind = RadioField("What took place?", validators=[InputRequired("Say what took place.")])
    done_on = DayField("On which day?", validators=[InputRequired("Enter the day, such as 12 March 2027.")])
    today: date | None = None

    def validate_done_on(self, field: Field) -> None:
        """Not a day to come."""
        if self.today and field.data and field.data > self.today:
            raise ValidationError("This day is still to come. Tick it when it has been.")
