"""What an administrator types of an outside body."""

from typing import Any

from wtforms import Field, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from learnmentor.certificates.validations.rules import StatedValidation, claim_in
from learnmentor.ground.printing.typefaces import missing_characters
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, single_line

CLAIM = (
    "A certificate says who validated the award, and nothing about what that makes of it or of whoever holds it. "
    "Write the name or the reference alone, without a word of praise or standing."
)
STRANGE = "Our typefaces have no “{}”, so it cannot be printed. Write it another way."


class ValidationForm(Form):
    """Who validated which award, under which reference, for which days."""

    award = SelectField("Award", validators=[InputRequired("Choose the award that was validated.")])
    body = StringField(
        "Name of the body",
        description="The awarding organisation or university, as it calls itself.",
        filters=[single_line],
        validators=[InputRequired("Type the name of the body."), Length(max=120, message="Up to 120 characters fit.")],
        render_kw={"autocomplete": "off"},
    )
    reference = StringField(
        "Its reference",
        description="The number or code under which it can be asked.",
        filters=[single_line],
        validators=[
            InputRequired("Type the reference that the body gave."),
            Length(max=80, message="Up to 80 characters fit."),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    valid_from = DayField("First day", validators=[InputRequired("Enter the first day, such as 1 September 2026.")])
    valid_until = DayField("Last day", validators=[InputRequired("Enter the last day, such as 31 August 2029.")])

    def __init__(self, awards: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(**more)
        self.award.choices = [("", "Choose one"), *awards]

    def validate_body(self, field: Field) -> None:
        """It can be printed, and claims nothing."""
        _printable(field)

    def validate_reference(self, field: Field) -> None:
        """The same."""
        _printable(field)

    def validate_valid_until(self, field: Field) -> None:
        """Not before it begins."""
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise ValidationError("The last day cannot be before the first.")

    def stated(self) -> StatedValidation:
        """What an accepted form says."""
        first, last = self.valid_from.data, self.valid_until.data
        assert first is not None and last is not None  # noqa: S101, PT018 -- both are required
        return StatedValidation(self.text("body"), self.text("reference"), first, last)


def _printable(field: Field) -> None:
    text = str(field.data or "")
    if claim_in(text):
        raise ValidationError(CLAIM)
    if strange := missing_characters(text):
        raise ValidationError(STRANGE.format(strange[0]))
