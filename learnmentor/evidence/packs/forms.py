"""What a person says about an evidence pack before it is made."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, Field
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import ValidationError

from learnmentor.cpd.forms.fields import Ticks
from learnmentor.cpd.rules import CpdYear
from learnmentor.web.forms import Form


class PackForm(Form):
    """What goes into an evidence pack: years, newest first, and which of one's private words go along."""

    years = Ticks("Which years?")
    reflections = BooleanField("Put my private reflections into this pack")
    impact = BooleanField("Put my before and after as a mentor into this pack")

    def __init__(self, *, years_kept: Sequence[CpdYear], shown: CpdYear, **more: Any) -> None:
        super().__init__(**more)
        self._known = {year.label: year for year in [*years_kept, shown]}
        self.years.choices = [SelectChoice(year.label, year.label) for year in sorted(self._known.values())[::-1]]
        if not self.posted:
            self.years.data = [shown.label]

    def validate_years(self, field: Field) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError("Tick at least one year.")

    def tick_every_year(self) -> None:
        """All of them, newest first."""
        self.years.data = list(self._known)

    def chosen(self) -> list[CpdYear]:
        """The years that were ticked."""
        return [self._known[label] for label in self.years.data or []]
