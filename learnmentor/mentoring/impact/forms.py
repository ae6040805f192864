"""How a survey is begun, and whether its answers are counted: shape and wording."""

from collections.abc import Sequence
from typing import Any, Protocol

from wtforms import BooleanField, Field, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, ValidationError

from learnmentor.mentoring.impact.form_impact import LISTS
from learnmentor.mentoring.impact.rules import LONGEST_ABOUT
from learnmentor.web.forms import Form, at_most, single_line

_NOWHERE = ""


class OfferedOrganisation(Protocol):
    """An organisation in which answers may be counted."""

    @property
    def id(self) -> int: ...
    @property
    def public_id(self) -> str: ...
    @property
    def name(self) -> str: ...


class CountedForm(Form):
    """Whether one's answers are counted together with those of others, and in which organisation."""

    counted = BooleanField(
        "Count my answers together with other people’s",
        description="As numbers, without your name and without a word that you write, and only where five people or "
        "more answered. You can stop it at any time.",
    )
    organisation = SelectField("In which organisation?", validate_choice=True)

    def __init__(self, *, organisations: Sequence[OfferedOrganisation], **more: Any) -> None:
        super().__init__(**more)
        self.by_id = {each.public_id: each for each in organisations}
        self.organisation.choices = [
            SelectChoice(_NOWHERE, "None"),
            *(SelectChoice(each.public_id, each.name) for each in organisations),
        ]
        if not self.posted and not self.organisation.data and len(organisations) == 1:
            self.organisation.data = organisations[0].public_id

    @property
    def root_id(self) -> int | None:
        """The organisation that was chosen."""
        found = self.by_id.get(self.organisation.data or "")
        return found.id if found else None

    def validate_organisation(self, field: Field) -> None:
        """Counted is somebody somewhere."""
        if self.counted.data and not field.data:
            raise ValidationError("Choose the organisation in which your answers are counted, or take the tick away.")


class BeginSurveyForm(CountedForm):
    """Whose list it is, and what its owner calls it."""

    kind = RadioField(
        "Which list?",
        choices=[SelectChoice(each.value, words) for each, words in LISTS.items()],
        validators=[InputRequired("Choose one of the three lists.")],
    )
    about = StringField(
        "What is it about?",
        description="So that you find it again, such as: my first mentee.",
        filters=[single_line],
        validators=[InputRequired("Give it a name of your own."), at_most(LONGEST_ABOUT)],
    )
