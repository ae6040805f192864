"""The forms of what happens to an account."""

from datetime import date
from typing import Any

from wtforms import PasswordField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, InputRequired, Optional

from learnmentor.accounts.forms import AskForLetterForm
from learnmentor.accounts.lives.rules import ENDING_SOON, LONGEST_REASON, RoleOrder, RoleTime
from learnmentor.accounts.rules import RoleName
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, at_most, single_line


class NewAddressForm(AskForLetterForm):
    """The address that an account is to have."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.email.label.text = "New email address"


class OwnAddressForm(NewAddressForm):
    """The address that one's own account is to have, and the password: whoever finds a screen cannot ask for it."""

    current_password = PasswordField(
        "Your password",
        validators=[InputRequired("Enter your password.")],
        render_kw={"autocomplete": "current-password"},
    )


class SuspensionForm(Form):
    """Why nobody may sign in to an account: one sentence, for its owner."""

    because = TextAreaField(
        "Why, in one sentence",
        filters=[single_line],
        validators=[DataRequired("Write why, in one sentence that its owner will read."), at_most(LONGEST_REASON)],
        description="For example: Your contract ended, so the college asked us to close the door for now.",
    )


class LeavingForm(Form):
    """The last day of every role."""

    last_day = DayField("Last day", validators=[InputRequired("Enter the last day, such as 21 November 2026.")])

    def day(self) -> date:
        """The last day of an accepted form."""
        if self.last_day.data is None:
            raise ValueError("the form was not accepted")
        return self.last_day.data


_TIMES = {
    RoleTime.TODAY: "Held today",
    RoleTime.SOON: f"Ending within {ENDING_SOON.days} days",
    RoleTime.TO_COME: "To come",
    RoleTime.OVER: "Over",
    RoleTime.ALL: "All, past and to come",
}
_ORDERS = {
    RoleOrder.NAME: "By name",
    RoleOrder.ROLE: "By role",
    RoleOrder.FIRST_DAY: "By first day",
    RoleOrder.LAST_DAY: "By last day",
}


class FindRolesForm(Form):
    """Which roles to list, and in which order; sent by GET. What it does not know is taken for its first choice."""

    role = SelectField(
        "Role",
        choices=[
            SelectChoice("", "Every role"),
            *(SelectChoice(each.value, each.value.capitalize()) for each in RoleName),
        ],
        validators=[Optional()],
    )
    time = SelectField("When", choices=[SelectChoice(each.value, words) for each, words in _TIMES.items()])
    order = SelectField("Order", choices=[SelectChoice(each.value, words) for each, words in _ORDERS.items()])

    def chosen(self) -> dict[str, Any]:
        """What is asked for, as the query takes it."""
        return {
            "role": next((each for each in RoleName if each.value == self.role.data), None),
            "time": next((each for each in RoleTime if each.value == self.time.data), RoleTime.TODAY),
            "order": next((each for each in RoleOrder if each.value == self.order.data), RoleOrder.NAME),
        }
