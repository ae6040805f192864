"""What is typed and picked around a search, beside form F15 itself."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, EmailField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, ValidationError

from learnmentor.accounts.rules import LONGEST_ADDRESS
from learnmentor.mentoring.directory.wording import MODES
from learnmentor.mentoring.matching.rules import LONGEST_REASON, MOST_OFFERS
from learnmentor.web.forms import Form, at_most, single_line, trimmed


class ArrangedInForm(Form):
    """Whose coordinators arrange it, where somebody belongs to several parts."""

    part = SelectField("Who should arrange it?", description="Those who coordinate this part read what you fill in.")

    def __init__(self, *, parts: Sequence[tuple[str, str]], **more: Any) -> None:
        """`parts`: public id and name of each that somebody belongs to."""
        super().__init__(**more)
        self.part.choices = [SelectChoice(public_id, name) for public_id, name in parts]


class ChoiceForm(Form):
    """The choice of a mentor, with a reason for oneself."""

    reason = TextAreaField("My reason, if I want to keep one", filters=[trimmed], validators=[at_most(LONGEST_REASON)])


class AskForForm(Form):
    """Somebody who is asked what they look for."""

    email = EmailField(
        "Email address of somebody you look after",
        filters=[single_line],
        validators=[DataRequired("Type their address."), at_most(LONGEST_ADDRESS)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class NarrowMentorsForm(Form):
    """What the list of free mentors is narrowed by."""

    words = StringField("Subject, place or role")
    mode = SelectField(
        "How to meet",
        choices=[SelectChoice("", "Any way"), *(SelectChoice(mode.value, words) for mode, words in MODES.items())],
    )
    hours = IntegerField("Free hours in a term, at least")
    free = BooleanField("Only those with a place free")


class OfferForm(Form):
    """Who is offered to a mentee."""

    mentors = SelectMultipleField("Whom to offer", validate_choice=False)

    def validate_mentors(self, field: SelectMultipleField) -> None:
        """One to three."""
        picked = set(field.data or [])
        if not picked:
            raise ValidationError("Pick somebody to offer.")
        if len(picked) > MOST_OFFERS:
            raise ValidationError(f"Offer {MOST_OFFERS} at most. You picked {len(picked)}.")
