"""Forms of the certificates room."""

from typing import IO

from wtforms import BooleanField, Field, FileField, HiddenField, StringField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from learnmentor.certificates.rules import LONGEST_PASTE, contrast_with_white, reads_well
from learnmentor.web.forms import Form, single_line


class NumberForm(Form):
    """Look for a certificate by its number."""

    number = StringField(
        "Certificate number",
        description="For example LM-7F3K-92QD-K, spaced as you like, or the whole address that is printed with it.",
        filters=[single_line],
        validators=[InputRequired("Type the number that stands on the certificate.")],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )

    def validate_number(self, field: Field) -> None:
        """Without a length that a browser would cut at, and say nothing."""
        if len(field.data or "") > LONGEST_PASTE:
            raise ValidationError(
                f"This is longer than {LONGEST_PASTE:,} characters. Paste the number alone, or the address with it."
            )


class FileForm(Form):
    """Choose something to be checked."""

    file = FileField(
        "Evidence pack, certificate or credential",
        description="A pack or several certificates (ZIP), a certificate or transcript (PDF), or a credential (JWT, "
        "or a badge as SVG or PNG). Choose it, or drop it here.",
        render_kw={"accept": ".zip,.pdf,.jwt,.json,.jws,.csv,.txt,.svg,.png"},
    )

    @property
    def upload(self) -> IO[bytes]:
        """What was chosen."""
        stream: IO[bytes] = self.file.data.stream
        return stream

    def validate_file(self, field: Field) -> None:
        """Something was chosen, and there is something in it."""
        if not getattr(field.data, "filename", ""):
            raise ValidationError("Choose the file that you were sent.")
        if self.upload.seek(0, 2) == 0:
            raise ValidationError("This file is empty. It may not have come through: ask for it again.")


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


class CertificateCorrectionForm(_Reason):
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


class IssuerForm(Form):
    """How the installation signs. `kept_logo` carries the logo from page to page, as a PNG in base64."""

    name = StringField(
        "Name of the issuer",
        description="Your college, partnership or provider, as it is to stand on certificates.",
        filters=[single_line],
        validators=[
            InputRequired("Type the name that is to stand on certificates."),
            Length(max=120, message="Names of up to 120 characters fit on a certificate."),
        ],
        render_kw={"autocomplete": "organization"},
    )
    signatory = StringField(
        "Who signs (optional)",
        description="A person, for example: Dr Grace Adeyemi. Leave it empty and nobody is named.",
        filters=[single_line],
        validators=[Length(max=120, message="Names of up to 120 characters fit on a certificate.")],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    signatory_title = StringField(
        "As what (optional)",
        description="For example: Head of Professional Learning.",
        filters=[single_line],
        validators=[Length(max=120, message="Up to 120 characters fit under the name.")],
        render_kw={"autocomplete": "off"},
    )
    colour = StringField(
        "Colour of headings and lines",
        description="A # and six digits, such as #0a5c5d. It has to be dark enough to read on white paper.",
        filters=[single_line, lambda text: text.lower()],
        validators=[Regexp(r"#[0-9a-f]{6}\Z", message="Write a # and six digits or letters from a to f: #0a5c5d.")],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    logo = FileField(
        "Logo (optional)",
        description="PNG or SVG, up to 1 MB, at most six times as wide as it is high. We draw it anew, smaller.",
        render_kw={"accept": ".png,.svg,image/png,image/svg+xml"},
    )
    without_logo = BooleanField("Without a logo")
    kept_logo = HiddenField()

    def validate_colour(self, field: StringField) -> None:
        """Text in the colour has to be readable."""
        if field.errors:
            return
        found = contrast_with_white(str(field.data))
        if not reads_well(str(field.data)):
            raise ValidationError(
                f"On white, {field.data} has a contrast of {found:.1f} to 1. Take a darker one: it needs 4.5 to 1."
            )
