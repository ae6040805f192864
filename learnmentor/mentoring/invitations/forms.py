"""What is typed to invite somebody, or to suggest two people to each other."""

from wtforms import EmailField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Email, InputRequired, Length

from learnmentor.mentoring import wording
from learnmentor.mentoring.rules import PairContext, PairKind, Side
from learnmentor.web.forms import Form, single_line

_LONGEST = 254


def _address(label: str, description: str = "", *, missing: str = "Enter an email address.") -> EmailField:
    return EmailField(
        label,
        filters=[single_line],
        validators=[
            InputRequired(missing),
            Length(max=_LONGEST, message=f"Use at most {_LONGEST} characters."),
            Email("Enter an email address in the usual form, such as name@example.ac.uk."),
        ],
        description=description,
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )


def _kind() -> RadioField:
    return RadioField(
        "What kind of pair it is",
        choices=[SelectChoice(each.value, f"{wording.KINDS[each]}: {wording.KINDS_SAID[each]}") for each in PairKind],
        validators=[InputRequired("Choose the kind of pair.")],
    )


def _context() -> RadioField:
    return RadioField(
        "What it is for",
        choices=[SelectChoice(each.value, wording.CONTEXTS[each]) for each in PairContext],
        validators=[InputRequired("Choose what it is for.")],
    )


class InviteToPairForm(Form):
    """An address, which side one stands on oneself, and what kind of pair it would be."""

    email = _address("Their email address", "They get a letter with a link. They need no account and no course for it.")
    side = RadioField(
        "What you would be",
        choices=[
            SelectChoice(Side.MENTOR.value, "The mentor or coach: I support them"),
            SelectChoice(Side.MENTEE.value, "The mentee or learner: they support me"),
        ],
        validators=[InputRequired("Choose what you would be.")],
        description="In co-coaching you are partners, whichever you choose.",
    )
    kind = _kind()
    context = _context()


class BringTogetherForm(Form):
    """The addresses of two people of one's parts, and what kind of pair it would be."""

    mentor = _address(
        "The mentor’s email address", "Somebody who belongs to a part that you coordinate.",
        missing="Enter the mentor’s email address.",
    )  # fmt: skip
    mentee = _address(
        "The mentee’s email address", "The same. Both are asked, and it begins only if both say yes.",
        missing="Enter the mentee’s email address.",
    )  # fmt: skip
    kind = _kind()
    context = _context()
