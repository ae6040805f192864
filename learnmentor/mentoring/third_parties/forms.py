"""What is typed to name a third party."""

from wtforms import EmailField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Email, InputRequired, Length

from learnmentor.mentoring.third_parties.rules import ThirdRole
from learnmentor.web.forms import Form, single_line

_LONGEST = 254


class NameThirdPartyForm(Form):
    """Somebody's address, and what they are."""

    role = RadioField(
        "What they are",
        choices=[
            SelectChoice(ThirdRole.TUTOR.value, "Course tutor"),
            SelectChoice(ThirdRole.MANAGER.value, "Manager"),
            SelectChoice(ThirdRole.COORDINATOR.value, "Coordinator of mentoring"),
        ],
        validators=[InputRequired("Choose what they are.")],
    )
    email = EmailField(
        "Their email address",
        filters=[single_line],
        validators=[
            InputRequired("Enter an email address."),
            Length(max=_LONGEST, message=f"Use at most {_LONGEST} characters."),
            Email("Enter an email address in the usual form, such as name@example.ac.uk."),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )
