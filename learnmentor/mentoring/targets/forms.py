"""What is typed about a target."""

from datetime import date

from wtforms import StringField
from wtforms.validators import InputRequired, Optional

from learnmentor.ground.words import long_date
from learnmentor.mentoring.targets import rules
from learnmentor.mentoring.targets.rules import TargetWords
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, at_most, single_line


def day_fault(due_on: date, *, since: date) -> str:
    """What is wrong with the day of a target that is agreed on the day `since`; "" for nothing."""
    if rules.fits(due_on, since=since):
        return ""
    return f"Choose a day from {long_date(since)} on, and within three years."


class NewTargetForm(Form):
    """What is to be done, by when, and how both will know."""

    what = StringField(
        "What will be done?",
        filters=[single_line],
        validators=[InputRequired("Say what will be done."), at_most(rules.LONGEST_TARGET)],
    )
    due_on = DayField("By which day?", validators=[Optional()])
    measure = StringField("How will you both know?", filters=[single_line], validators=[at_most(rules.LONGEST_MEASURE)])

    def possible(self, *, on: date) -> bool:
        """Whether an accepted form has a day that a target can have, if it has one; else that is said."""
        if (day := self.due_on.data) is not None and (fault := day_fault(day, since=on)):
            self.refuse("due_on", fault)
        return not self.errors

    def target_words(self) -> TargetWords:
        """What was typed, of an accepted form."""
        return TargetWords(self.text("what"), self.text("measure"))
