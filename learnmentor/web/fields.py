"""Fields that every room's forms share."""

from typing import Any

from wtforms import DateField

from learnmentor.ground.typed.days import NoDay, day_from


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
