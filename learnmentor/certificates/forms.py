"""Forms of the certificates room."""

from wtforms import StringField
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
