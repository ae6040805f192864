"""What is typed about a group and its leaders: shape and wording."""

from datetime import date

from wtforms import EmailField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Email, InputRequired, NumberRange, Optional, ValidationError

from learnmentor.groups.rules import LONGEST_ABOUT, LONGEST_TITLE, STALLED_AFTER, GroupKind
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, at_most, single_line, trimmed

KINDS = {
    GroupKind.COHORT: "A cohort: learns together until a last day",
    GroupKind.NETWORK: "A network: keeps in touch, with no end in sight",
    GroupKind.PEER: "A peer group: a few people and one theme",
}


class GroupForm(Form):
    """What a group is called, where it belongs and when it is."""

    part = SelectField("Where does it belong?", description="Whoever coordinates this part can look after the group.")
    kind = RadioField("What is it?", choices=[SelectChoice(kind.value, says) for kind, says in KINDS.items()],
                      default=GroupKind.COHORT.value)  # fmt: skip
    title = StringField(
        "Name of the group",
        description="For example: New mentors, spring 2027.",
        filters=[single_line],
        validators=[InputRequired("Give the group a name."), at_most(LONGEST_TITLE)],
    )
    about = TextAreaField(
        "What is it for?",
        description="A few sentences for those who think about joining. You can leave it empty.",
        filters=[trimmed],
        validators=[at_most(LONGEST_ABOUT)],
    )
    starts_on = DayField("First day", validators=[InputRequired("Enter the first day, such as 21 November 2026.")])
    ends_on = DayField("Last day", validators=[Optional()], description="Leave it empty for no end.")
    stalled_days = IntegerField(
        "Days without activity after which somebody counts as stalled",
        default=STALLED_AFTER,
        validators=[
            InputRequired("Say after how many days, such as 14."),
            NumberRange(1, 365, "Use a whole number from 1 to 365."),
        ],
    )

    def validate_ends_on(self, field: DayField) -> None:
        """Not before it begins."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("The last day cannot be before the first.")

    def days(self) -> tuple[date, date | None]:
        """First and last day of an accepted form."""
        if self.starts_on.data is None:
            raise ValueError("the form was not accepted")
        return self.starts_on.data, self.ends_on.data


class NameLeaderForm(Form):
    """One more leader, by address, and a last day if there is one."""

    email = EmailField(
        "Email address",
        description="Of somebody who belongs here and has an account.",
        filters=[single_line],
        validators=[InputRequired("Enter an email address."), Email("Enter an address such as name@example.ac.uk.")],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )
    last_day = DayField("Last day", validators=[Optional()], description="Leave it empty for no end.")
