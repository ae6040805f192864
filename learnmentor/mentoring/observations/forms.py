"""What is typed to begin an observation, to move it, and to ask a second observer."""

from wtforms import EmailField, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Email, InputRequired

from learnmentor.mentoring.observations import wording
from learnmentor.mentoring.observations.rules import ObservationPurpose, may_begin
from learnmentor.mentoring.paper.marks import changes_sent
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, at_most, single_line

_DAY = "Enter the day, such as 12 March 2027."


class NewObservationForm(Form):
    """What for, who watches whom, and when."""

    purpose = RadioField(
        "What is the visit for?",
        description="A record made for one purpose is not used for another. This cannot be changed afterwards.",
        choices=[SelectChoice(each.value, wording.PURPOSES[each]) for each in ObservationPurpose if may_begin(each)],
        default=ObservationPurpose.FORMATIVE.value,
        validators=[InputRequired("Say what the visit is for.")],
    )
    observer = RadioField("Who watches whom?", validators=[InputRequired("Say who watches whom.")])
    held_on = DayField("Day of the visit", validators=[InputRequired(_DAY)])


class VisitDayForm(Form):
    """Another day for a visit."""

    held_on = DayField("Another day", validators=[InputRequired(_DAY)])


class SecondObserverForm(Form):
    """Whom to ask to be the second observer."""

    address = EmailField(
        "Email address of the second observer",
        description="A colleague with an account here, such as the personal tutor. The other one of you agrees first; "
        "then they are asked. They see this visit and nothing else of yours.",
        filters=[single_line],
        validators=[
            InputRequired("Enter an email address."),
            Email("Enter an address such as name@example.ac.uk."),
            at_most(254),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )


class FocusSeenForm(Form):
    """The number of the proposal that somebody read before they agreed."""

    number = HiddenField()

    @property
    def read(self) -> int:
        """That number; -1 where nothing like it came."""
        typed = self.text("number")
        return changes_sent(typed)


class PracticeForm(Form):
    """Which lesson, and who writes."""

    lesson = RadioField("Which lesson?", validators=[InputRequired("Choose a lesson.")])
    who = RadioField(
        "Who writes?",
        description="It counts for nothing, and is deleted with one press.",
        choices=[
            SelectChoice("both", "Both of us, apart; then we compare"),
            SelectChoice("alone", "I alone; nobody else sees it"),
        ],
        default="both",
        validators=[InputRequired("Say who writes.")],
    )
