"""What is typed about a discussion: times that would do, what was said, a correction."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, InputRequired, Optional

from learnmentor.assessment.assessed.discussions import rules
from learnmentor.assessment.assessed.discussions.rules import DiscussionMode, DiscussionProposal, DiscussionRecord
from learnmentor.ground.typed.clock_time import NoTime, time_from
from learnmentor.ground.typed.durations import MINUTE, DurationLimit, NoDuration, minutes_from
from learnmentor.ground.zones import NoSuchTime, moment
from learnmentor.web.fields import LEFT_OUT, DayField
from learnmentor.web.forms import Form, at_most, single_line, trimmed

MODES = {
    DiscussionMode.VIDEO: "By video",
    DiscussionMode.TELEPHONE: "By telephone",
    DiscussionMode.ROOM: "In a room",
}
_LIMIT = DurationLimit(rules.LONGEST_DISCUSSION, "a discussion takes 4 hours at most")


def _day(label: str) -> DayField:
    return DayField(label, validators=[Optional()])


def _clock(label: str) -> StringField:
    return StringField(label, filters=[single_line], render_kw={"autocomplete": "off"})


class DiscussionTimesForm(Form):
    """Up to three times, and how and where the two would meet. `seen`: how often times had been proposed by then."""

    seen = HiddenField()
    on_1 = _day("First day")
    clock_1 = _clock("First time")
    on_2 = _day("Second day")
    clock_2 = _clock("Second time")
    on_3 = _day("Third day")
    clock_3 = _clock("Third time")
    mode = RadioField(
        "How would you speak with each other?",
        choices=[SelectChoice(mode.value, words) for mode, words in MODES.items()],
        default=DiscussionMode.VIDEO.value,
    )
    where = StringField(
        "Where, or under which number or address",
        description="If you know it already.",
        filters=[single_line],
        validators=[at_most(rules.LONGEST_WHERE)],
    )

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """The fields of each time: a day and a clock."""
        return [(self[f"on_{number}"], self[f"clock_{number}"]) for number in range(1, rules.MOST_TIMES + 1)]

    def proposal(self, *, zone: str, at: datetime) -> DiscussionProposal | None:
        """What an accepted form proposes; None where it cannot be, which is said beside its field."""
        times = tuple(sorted(self._times(zone)))
        if not self.errors and not rules.can_be_proposed(times, at=at):
            self.refuse("on_1", "Give one to three different times, all of them ahead and within half a year.")
        if self.errors:
            return None
        return DiscussionProposal(times, DiscussionMode(self.text("mode")), self.text("where"))

    def _times(self, zone: str) -> Iterator[datetime]:
        for on, clock in self.pairs:
            if on.data is None and not clock.data:
                continue
            try:
                yield moment(on.data, time_from(clock.data or ""), zone)
            except NoTime as fault:
                self.refuse(clock.name, str(fault) if clock.data else "Enter the time of this day too, such as 14:30.")
            except NoSuchTime:
                self.refuse(clock.name, LEFT_OUT)
            except TypeError:
                self.refuse(on.name, "Enter the day for this time too, such as 12 March 2027.")


class PickTimeForm(Form):
    """One of the times that the other proposed."""

    seen = HiddenField()
    time = RadioField(
        "Which time do you take?", validators=[InputRequired("Choose one of the times, or propose others.")]
    )

    def offer(self, times: list[str]) -> "PickTimeForm":
        """The same form with the times, in words."""
        self.time.choices = [SelectChoice(str(number), words) for number, words in enumerate(times)]
        return self


class DiscussionRecordForm(Form):
    """What is written down after a discussion."""

    on = DayField("Day", validators=[InputRequired("Enter the day, such as 12 March 2027.")])
    minutes = StringField(
        "How long did it take?",
        description="In minutes, for example 40.",
        filters=[single_line],
        validators=[InputRequired("Enter how many minutes it took, such as 40.")],
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )
    present = StringField(
        "Who was there?",
        description="Everybody, with their part in it: learner, assessor, a second assessor.",
        filters=[single_line],
        validators=[DataRequired("Say who was there."), at_most(rules.LONGEST_PRESENT)],
    )
    said = TextAreaField(
        "What was asked, and answered",
        description="In short: each question, and what the learner said to it.",
        filters=[trimmed],
        validators=[DataRequired("Write down what was asked and answered."), at_most(rules.LONGEST_SAID)],
    )

    def record(self, *, handed_in_on: date, today: date) -> DiscussionRecord | None:
        """What an accepted form says; None where it cannot have been, which is said beside its field."""
        try:
            minutes = minutes_from(self.text("minutes"), limit=_LIMIT, bare=MINUTE)
        except NoDuration as fault:
            self.refuse("minutes", str(fault))
            return None
        on = self.on.data
        if on is None or not rules.can_have_been(on, minutes, handed_in_on=handed_in_on, today=today):
            short = minutes < 1
            self.refuse("minutes" if short else "on", _TOO_SHORT if short else _NOT_THEN)
            return None
        return DiscussionRecord(on, minutes, self.text("present"), self.text("said"))


_TOO_SHORT = "A discussion takes a minute at least."
_NOT_THEN = "Enter a day since the work was handed in, and not one that is still to come."


class DiscussionCorrectionForm(Form):
    """What the learner says was otherwise."""

    correction = TextAreaField(
        "Your correction",
        description="One, which stands beside the record. The record itself stays as it is.",
        filters=[trimmed],
        validators=[DataRequired("Write what was otherwise, or leave it."), at_most(rules.LONGEST_CORRECTION)],
    )
