"""Fields of this room's forms: hours, boxes to tick."""

from typing import Any

from wtforms import Field, Form, SelectMultipleField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from learnmentor.cpd.entry_length import fault
from learnmentor.ground.typed.durations import DurationLimit, minutes_from
from learnmentor.ground.words import decimal_hours


class HoursField(Field):
    """A duration, typed freely, within the field's limit; `data` is whole minutes."""

    widget = TextInput()

    def __init__(self, label: str, *, limit: DurationLimit, **more: Any) -> None:
        super().__init__(label, **more)
        self.limit = limit

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return decimal_hours(self.data) if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Minutes from what was typed; raises ValueError with a sentence."""
        self.data = None
        text = str(valuelist[0]) if valuelist else ""
        if text.strip():
            self.data = minutes_from(text, limit=self.limit)


def whole_quarters(_form: Form, field: Field) -> None:
    """Hours come in quarters, within a day."""
    if field.data is None:
        raise StopValidation("" if field.errors else "Say how long it took, for example 1.5.")
    if said := fault(field.data):
        raise ValidationError(said)


class Ticks(SelectMultipleField):
    """Several boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
