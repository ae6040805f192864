"""The form with which invitations are looked for."""

from typing import Any

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Optional

from learnmentor.accounts.invitations.rules import InvitationStanding
from learnmentor.web.forms import Form, single_line


class FindInvitationsForm(Form):
    """What to look for among invitations; sent by GET."""

    words = StringField("Address", filters=[single_line], render_kw={"autocomplete": "off", "type": "search"})
    standing = SelectField("How it stands", validators=[Optional()])

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        each = (SelectChoice(one.value, one.value.capitalize()) for one in InvitationStanding)
        self.standing.choices = [SelectChoice("", "All"), *each]

    def chosen(self) -> InvitationStanding | None:
        """The standing that is asked for, or None for all."""
        return next((each for each in InvitationStanding if each.value == self.standing.data), None)
