"""Fields of this room's forms: hours, days, boxes to tick."""

import re
from typing import Any

from wtforms import DateField, Field, Form, SelectMultipleField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from learnmentor.cpd import rules
from learnmentor.cpd.durations import minutes_from
from learnmentor.web.filters import decimal_hours
from learnmentor.web.forms import single_line

_NEGATIVE = re.compile(r"\s*[-\u2212\u2013]\s*[0-9.,¼½¾]")


class HoursField(Field):
    """A duration, typed freely; `data` is whole minutes."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return decimal_hours(self.data) if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Minutes from what was typed; raises ValueError with a sentence."""
        self.data = None
        text = str(valuelist[0]) if valuelist else ""
        if text.strip():
            if _NEGATIVE.match(text):
                raise ValueError("Write a number of hours that is more than zero, for example 1.5 or 0.75.")
            self.data = minutes_from(text)
            if self.data is None:
                raise ValueError("Write the hours as a number, for example 1.5 or 0.75.")


def whole_quarters(_form: Form, field: Field) -> None:
    """Hours come in quarters, within a day."""
    minutes = field.data
    if minutes is None:
        raise StopValidation("" if field.errors else "Say how long it took, for example 1.5.")
    if minutes > rules.MINUTES_IN_A_DAY:
        raise ValidationError("One entry can be at most 24 hours. Log each day on its own.")
    if minutes < rules.QUARTER_HOUR:
        raise ValidationError("Log at least a quarter of an hour: 0.25.")
    if not rules.is_quarter_hours(minutes):
        below = minutes // rules.QUARTER_HOUR * rules.QUARTER_HOUR
        near = f"{decimal_hours(below)} or {decimal_hours(below + rules.QUARTER_HOUR)}"
        raise ValidationError(f"Hours are logged in quarters. Choose {near}.")


class DayField(DateField):
    """A day, from the browser's calendar or typed as people write one."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, format=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y"], **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The day that was typed; raises ValueError with a sentence."""
        try:
            super().process_formdata([single_line(" ".join(valuelist))] if valuelist else valuelist)
        except ValueError:
            typed = any(text.strip() for text in valuelist)
            message = (
                "Write the date as day, month, year: for example 12/11/2026." if typed else "Say on which day it was."
            )
            raise ValueError(message) from None


class Ticks(SelectMultipleField):
    """Several boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
