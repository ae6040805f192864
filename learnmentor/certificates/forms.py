"""Forms of the certificates room."""

from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from learnmentor.web.forms import Form, single_line


class NumberForm(Form):
    """Look for a certificate by its number."""

    number = StringField(
        "Certificate number",
        description="For example LM-7F3K-92QD-4. It does not matter how you space it.",
        filters=[single_line],
        validators=[InputRequired("Type the number that stands on the certificate."), Length(max=40)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class NameForm(Form):
    """Ask whether the name on a document is the name that was certified."""

    name = StringField(
        "Name on the document",
        description="Type it as it is printed. We answer yes or no, and do not keep it.",
        filters=[single_line],
        validators=[InputRequired("Type the name that is printed on the document."), Length(max=200)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class _Reason(Form):
    """Why a certificate ends."""

    reason = StringField(
        "Reason",
        description="One sentence. For example: The name was misspelt.",
        filters=[single_line],
        validators=[
            InputRequired("Say in one sentence why. It stands where the certificate stood."),
            Length(max=300, message="Say it in at most 300 characters."),
        ],
        render_kw={"autocomplete": "off"},
    )


class CorrectionForm(_Reason):
    """What the next edition says."""

    name = StringField(
        "Name to be printed",
        description="As the profile has it today. Change it only if the owner asked you to.",
        filters=[single_line],
        validators=[
            InputRequired("Type the name that is to stand on the certificate."),
            Length(max=120, message="Names of up to 120 characters fit on a certificate."),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    mend_wording = BooleanField(
        "Take title and wording from the award as it is published today",
        description="For a mistake in the words. What was studied, when, and the rule that judged it stay as they are.",
    )


class RevocationForm(_Reason):
    """Why a certificate no longer holds."""
