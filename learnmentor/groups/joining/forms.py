"""What is typed about coming in: a list, a code, a link or code to make, and how one wants to be seen."""

from datetime import date

from wtforms import FileField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from learnmentor.ground.tables.encodings import decoded
from learnmentor.groups.joining import rules
from learnmentor.groups.joining.lists import ListFault, ListSlip
from learnmentor.groups.joining.rules import Counted, WayKind
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, at_most, single_line, trimmed

MOST_LETTERS = 60_000  # of a list
_SAID = {
    ListFault.NO_ADDRESS: "is no email address. Write it as name@example.ac.uk.",
    ListFault.UNKNOWN_NAME: "is nobody's name here. Write their email address instead.",
    ListFault.SEVERAL: "is the name of several people here. Write the email address of the one you mean.",
}


def slip_in_words(slip: ListSlip) -> str:
    """What is wrong with a line, and what to do."""
    return f"Line {slip.line}: “{slip.text[:60]}” {_SAID[slip.fault]}"


class AskForm(Form):
    """People to ask, pasted or as a file."""

    people = TextAreaField(
        "Names or email addresses, one a line",
        description="Names of people who belong here, or anybody's address.",
        filters=[trimmed],
        validators=[at_most(MOST_LETTERS, "Ask them in several goes.")],
    )
    table = FileField("Or a table (CSV) with a column “email”")

    def listed(self) -> str | None:
        """The text of what was sent: of the file where there is one. None for a file that is no table."""
        sent = self.table.data
        if sent is None or not getattr(sent, "filename", ""):
            return self.text("people")
        return decoded(sent.read(MOST_LETTERS * 4))


class CodeForm(Form):
    """A code, as it was on the slide."""

    code = StringField(
        "Code",
        filters=[single_line],
        validators=[InputRequired("Type the code that you were shown.")],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )

    def validate_code(self, field: StringField) -> None:
        """It has the form of a code."""
        typed = rules.typed_code(field.data or "")
        if not rules.could_be_code(typed):
            letters = " ".join(rules.CODE_LETTERS)
            raise ValidationError(
                f"A code has {rules.CODE_LENGTH} signs, all of them of these: {letters}. Look at it once more."
            )

    @property
    def typed(self) -> str:
        """The code as it is kept."""
        return rules.typed_code(self.text("code"))


class JoinForm(Form):
    """How somebody wants to be seen, and the version of the text that they read."""

    seen_as = RadioField(
        "How do you want to be seen?",
        choices=[
            SelectChoice(Counted.BY_NAME.value, "By name: my leader sees what stands above"),
            SelectChoice(Counted.AS_A_COUNT.value, "Count me only: I am part of sums, never named"),
        ],
        validators=[InputRequired("Choose how you want to be seen.")],
    )
    version = HiddenField()

    @property
    def read_version(self) -> int:
        """The version that was shown; 0 for what is no version."""
        typed = self.text("version")
        return int(typed) if typed.isdecimal() and len(typed) < 6 else 0


class WayForm(Form):
    """A link or a code to make."""

    kind = RadioField(
        "What do you need?",
        choices=[
            SelectChoice(WayKind.CODE.value, "A code, to show on a slide or read aloud"),
            SelectChoice(WayKind.LINK.value, "A link, to send round"),
        ],
        default=WayKind.CODE.value,
    )
    last_day = DayField(
        "Last day",
        description="After it nobody comes by it any more.",
        validators=[InputRequired("Enter the last day, such as 21 November 2026.")],
    )
    most = IntegerField(
        "For how many people at most?",
        description="Leave it empty for no limit.",
        validators=[
            Optional(),
            NumberRange(
                rules.FEWEST_COUNTED,
                rules.MOST_BY_ONE_WAY,
                f"Use a whole number from {rules.FEWEST_COUNTED} to {rules.MOST_BY_ONE_WAY}.",
            ),
        ],
    )

    def __init__(self, *, today: date, **more: object) -> None:
        super().__init__(**more)  # type: ignore[arg-type]
        self.today = today

    def validate_last_day(self, field: DayField) -> None:
        """Not past, and not for ever."""
        if field.data and field.data < self.today:
            raise ValidationError("This day is past. Choose today or a later day.")
        if field.data and field.data > self.today + rules.LONGEST_STAY_OF_A_WAY:
            raise ValidationError("A link or code lasts a year at most. Choose an earlier day.")

    def day(self) -> date:
        """The last day of an accepted form."""
        if self.last_day.data is None:
            raise ValueError("the form was not accepted")
        return self.last_day.data
