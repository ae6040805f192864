"""Fields that every room's forms share: a day, and when something begins and how long it takes."""

from datetime import datetime, time
from typing import Any, ClassVar
from zoneinfo import available_timezones

from wtforms import DateField, StringField
from wtforms.validators import InputRequired, ValidationError

from learnmentor.ground.typed.clock_time import NoTime, time_from
from learnmentor.ground.typed.days import NoDay, day_from
from learnmentor.ground.typed.durations import MINUTE, DurationLimit, NoDuration, minutes_from
from learnmentor.ground.zones import NoSuchTime, moment, shown_twice
from learnmentor.web.forms import Form, single_line

LEFT_OUT = "Clocks are put forward on that day, and this time is left out. Write a time an hour later."


class DayField(DateField):
    """A day, from the browser's calendar or typed as people write one."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The day that was typed; raises ValueError with a sentence."""
        self.data = None
        if not valuelist:
            return
        typed = " ".join(map(str, valuelist))
        if not typed.strip():
            raise NoDay("Say on which day it was.")
        self.data = day_from(typed)


class WhenForm(Form):
    """A form with a time. Whoever extends it says what `it` is and how long one takes."""

    it: ClassVar[str]  # "A session"
    longest: ClassVar[DurationLimit]

    on = DayField("Day", validators=[InputRequired("Enter the day, such as 12 March 2027.")])
    clock = StringField(
        "Begins at",
        description="For example 14:30.",
        filters=[single_line],
        validators=[InputRequired("Enter when it begins, such as 14:30.")],
        render_kw={"autocomplete": "off"},
    )
    minutes = StringField(
        "How long does it take?",
        description="In minutes, for example 90.",
        filters=[single_line],
        validators=[InputRequired("Enter how long it takes, such as 90.")],
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )
    zone = StringField(
        "Time zone",
        description="As computers name it, such as Europe/London.",
        filters=[single_line],
        validators=[InputRequired("Enter a time zone, such as Europe/London.")],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )

    def validate_clock(self, field: StringField) -> None:
        """A time of day."""
        try:
            time_from(field.data or "")
        except NoTime as fault:
            raise ValidationError(str(fault)) from None

    def validate_minutes(self, field: StringField) -> None:
        """A length of time."""
        try:
            found = minutes_from(field.data or "", limit=self.longest, bare=MINUTE)
        except NoDuration as fault:
            raise ValidationError(str(fault)) from None
        if found < 1:
            raise ValidationError(f"{self.it} takes a minute at least.")

    def validate_zone(self, field: StringField) -> None:
        """A zone that computers know, and a time that its clocks show."""
        if field.data not in available_timezones():
            raise ValidationError("No computer knows this time zone. Write it as Europe/London.")
        if self.on.data is None or self.clock.errors or not self.clock.data:
            return
        try:
            moment(self.on.data, self._clock, self.text("zone"))
        except NoSuchTime:
            raise ValidationError(LEFT_OUT) from None

    @property
    def _clock(self) -> time:
        return time_from(self.text("clock"))

    def starts_at(self) -> datetime:
        """The moment of an accepted form."""
        if self.on.data is None:
            raise ValueError("the form was not accepted")
        return moment(self.on.data, self._clock, self.text("zone"))

    def twice(self) -> bool:
        """Whether clocks show the time of an accepted form twice on that day: the first of them is taken."""
        return self.on.data is not None and shown_twice(self.on.data, self._clock, self.text("zone"))

    def length(self) -> int:
        """Minutes of an accepted form."""
        return minutes_from(self.text("minutes"), limit=self.longest, bare=MINUTE)
