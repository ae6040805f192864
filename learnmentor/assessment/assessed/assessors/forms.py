"""The forms of those who judge: whom to ask, for what, trained how, and until when."""

from collections.abc import Sequence
from typing import Any

from wtforms import EmailField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from learnmentor.accounts.rules import LONGEST_ADDRESS, RoleName
from learnmentor.assessment.assessed.assessors.rules import LEVELS, LONGEST_EVIDENCE, ScopeFacts, Training
from learnmentor.organisations.forms import SpanForm
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, at_most, single_line

EVERYWHERE = ""
TRAININGS = {
    Training.UNIT_O3: "They finished unit O3 here",
    Training.EVIDENCE: "They were trained elsewhere",
    Training.STANDARDISED: "They were standardised here, on sample records",
}
_RECORDED_HERE = Training.STANDARDISED  # by the exercise itself, and not by hand


def _ticks(label: str, description: str = "", **more: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label, description=description, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), **more
    )


def _levels() -> SelectMultipleField:
    return _ticks(
        "Levels",
        choices=[SelectChoice(str(level), f"Level {level}") for level in LEVELS],
        validators=[InputRequired("Tick at least one level.")],
    )


def _units() -> SelectMultipleField:
    return _ticks("Units", "Tick none if they judge all of them.")


def _training() -> RadioField:
    return RadioField(
        "Training for judging",
        choices=[SelectChoice(each.value, TRAININGS[each]) for each in Training if each != _RECORDED_HERE],
        validators=[InputRequired("Say how they were trained. Nobody judges without it.")],
    )


def _evidence() -> StringField:
    return StringField(
        "Where they were trained",
        description="The name of the training and its year, such as “Level 3 assessor award, 2024”. Needed if it was "
        "elsewhere.",
        filters=[single_line],
        validators=[at_most(LONGEST_EVIDENCE)],
        render_kw={"autocomplete": "off"},
    )


class ScopeForm(Form):
    """For which levels and units somebody judges, and how they were trained; declared behind what comes first."""

    levels, units, training, evidence = _levels(), _units(), _training(), _evidence()

    def __init__(self, *, units: Sequence[tuple[str, str]], standardised: bool = False, **more: Any) -> None:
        """`units` are code and title of those that can be judged; `standardised`: they were, here."""
        super().__init__(**more)
        self.units.choices = [SelectChoice(code, f"{code} {title}") for code, title in units]
        if standardised:
            self.training.choices = [SelectChoice(each.value, TRAININGS[each]) for each in Training]

    def validate_evidence(self, field: StringField) -> None:
        """Named, where it was elsewhere."""
        if self.training.data == Training.EVIDENCE and not field.data:
            raise ValidationError("Name the training, such as “Level 3 assessor award, 2024”.")

    def facts(self) -> ScopeFacts:
        """What an accepted form says."""
        levels = tuple(sorted(int(each) for each in self.levels.data or ()))
        training = Training(self.text("training"))
        evidence = self.text("evidence") if training == Training.EVIDENCE else ""
        return ScopeFacts(levels, tuple(sorted(self.units.data or ())), training, evidence)


class GiveJudgingForm(ScopeForm, SpanForm):
    """Somebody who is to judge or moderate: who, as what, where, from when on and for what."""

    email = EmailField(
        "Email address",
        description="Of somebody who belongs here already.",
        filters=[single_line],
        validators=[
            InputRequired("Enter an email address."),
            Length(max=LONGEST_ADDRESS, message=f"Use at most {LONGEST_ADDRESS} characters."),
            Email("Enter an email address in the usual form, such as name@example.ac.uk."),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )
    role = RadioField(
        "What they do",
        choices=[
            SelectChoice(RoleName.ASSESSOR.value, "Assessor: judges what is handed in"),
            SelectChoice(RoleName.MODERATOR.value, "Moderator: looks at samples of what was judged"),
        ],
        validators=[InputRequired("Say what they do.")],
    )
    part = SelectField("Whose work", description="They judge the work of people who belong there, or below it.")
    starts_on = DayField("First day", validators=[InputRequired("Enter the first day, such as 21 November 2026.")])
    ends_on = DayField("Last day", validators=[Optional()], description="Leave it empty for no end.")
    levels, units, training, evidence = _levels(), _units(), _training(), _evidence()

    def __init__(self, *, parts: Sequence[tuple[str, str]], **more: Any) -> None:
        """`parts` are those to choose of, each with its public id and its name."""
        super().__init__(**more)
        self.part.choices = [SelectChoice(public_id, name) for public_id, name in parts]
