"""What is to be shared, and with whom."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Optional, ValidationError

from learnmentor.accounts.rules import LONGEST_ADDRESS
from learnmentor.organisations.sharing.rules import CODE_LENGTH, ShareKind, code_typed
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, at_most, single_line

KINDS = {
    ShareKind.PROGRAMME: "A programme, which their people may then study",
    ShareKind.MENTOR: "A mentor, who may then work with their people",
    ShareKind.MODERATION: "Moderation: each looks at assessed work of the other",
}


class ProposalForm(Form):
    """A proposal to another organisation, which is named by its code alone."""

    code = StringField(
        "Their share code",
        description="Ask somebody there for it: it stands on their page “Shared with others”.",
        filters=[single_line],
        validators=[InputRequired("Type their share code."), at_most(80)],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )
    kind = RadioField(
        "What is shared?",
        choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()],
        validators=[InputRequired("Say what is shared.")],
    )
    programme = SelectField(
        "Which programme", description="One that a trainer gives to your organisation or a part of it."
    )
    mentor = StringField(
        "The mentor’s email address",
        description="Of somebody who belongs here. They read it in their list of who opened what is theirs.",
        filters=[single_line],
        validators=[at_most(LONGEST_ADDRESS)],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )
    last_day = DayField("Last day", validators=[Optional()], description="Leave it empty for no end.")

    def __init__(self, *, programmes: Sequence[tuple[str, str]], **more: Any) -> None:
        """`programmes` are those to choose of, each with its id and its title."""
        super().__init__(**more)
        none = SelectChoice("", "None" if programmes else "No programme is given to your organisation yet")
        self.programme.choices = [none, *(SelectChoice(public_id, title) for public_id, title in programmes)]

    def validate_code(self, field: StringField) -> None:
        """Of the right length, however it was spaced."""
        if len(code_typed(field.data or "")) != CODE_LENGTH:
            raise ValidationError(f"A share code has {CODE_LENGTH} letters. Copy it once more.")

    def validate_programme(self, field: SelectField) -> None:
        """Chosen where a programme is shared."""
        if self.text("kind") == ShareKind.PROGRAMME and not field.data:
            raise ValidationError("Choose the programme.")

    def validate_mentor(self, field: StringField) -> None:
        """Named where a mentor is shared."""
        if self.text("kind") == ShareKind.MENTOR and not field.data:
            raise ValidationError("Type the address of the mentor.")
