"""The forms of two accounts of one person."""

from typing import Any

from wtforms import BooleanField, EmailField, PasswordField
from wtforms.validators import InputRequired

from learnmentor.accounts.forms import AskForLetterForm
from learnmentor.accounts.rules import LONGEST_ADDRESS
from learnmentor.web.forms import Form, at_most, single_line

_ADDRESS = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


def _sure_field() -> BooleanField:
    return BooleanField(
        "Make one account of the two. I know that this cannot be undone",
        validators=[InputRequired("Tick the box if you want the two accounts merged.")],
    )


class MergeByPasswordForm(Form):
    """The other account, proven by its password."""

    email = EmailField(
        "Email address of the other account",
        filters=[single_line],
        validators=[InputRequired("Enter the address of the other account."), at_most(LONGEST_ADDRESS)],
        render_kw=_ADDRESS,
    )
    password = PasswordField(
        "Password of the other account",
        validators=[InputRequired("Enter the password of the other account.")],
        render_kw={"autocomplete": "off"},
    )
    sure = _sure_field()


class MergeByLetterForm(AskForLetterForm):
    """The other account, to whose address a letter goes."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.email.label.text = "Email address of the other account"
        self.email.render_kw = _ADDRESS


class ConfirmMergeForm(Form):
    """A tick: this cannot be undone."""

    sure = _sure_field()
