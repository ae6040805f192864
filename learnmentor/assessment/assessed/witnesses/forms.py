"""What is typed to ask for a note, and the note."""

from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, InputRequired, Length

from learnmentor.assessment.assessed.witnesses.rules import LONGEST_ABOUT, LONGEST_NAME, LONGEST_NOTE
from learnmentor.web.forms import Form, at_most, single_line, trimmed

_LONGEST_ADDRESS = 254


class AskWitnessForm(Form):
    """Whom to ask, and what about."""

    name = StringField(
        "Their name",
        filters=[single_line],
        validators=[
            InputRequired("Enter the name of whoever you ask."),
            Length(max=LONGEST_NAME, message=f"Keep the name to {LONGEST_NAME} characters."),
        ],
        render_kw={"autocomplete": "off"},
    )
    address = EmailField(
        "Their email address",
        filters=[single_line],
        validators=[
            InputRequired("Enter an email address."),
            Length(max=_LONGEST_ADDRESS, message=f"Use at most {_LONGEST_ADDRESS} characters."),
            Email("Enter an email address in the usual form, such as name@example.ac.uk."),
        ],
        description="They get one letter with a link. They need no account.",
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )
    about = TextAreaField(
        "What you ask them about",
        filters=[trimmed],
        validators=[
            DataRequired("Say what the note is to be about."),
            at_most(LONGEST_ABOUT, "One or two sentences are enough."),
        ],
        description="Which occasion, and what to look for. Name nobody else.",
        render_kw={"rows": 4},
    )


class WitnessNoteForm(Form):
    """A note, with its writer's name as it shall stand and the role in which they saw it."""

    name = StringField(
        "Your name, as it shall stand under the note",
        filters=[single_line],
        validators=[
            InputRequired("Enter your name."),
            Length(max=LONGEST_NAME, message=f"Keep the name to {LONGEST_NAME} characters."),
        ],
        render_kw={"autocomplete": "name"},
    )
    role = StringField(
        "In what role you saw it",
        filters=[single_line],
        validators=[
            InputRequired("Say in what role you saw it, such as “colleague in the same team”."),
            Length(max=LONGEST_NAME, message=f"Keep this to {LONGEST_NAME} characters."),
        ],
        description="A colleague in the same team, a second observer, somebody who was mentored.",
    )
    note = TextAreaField(
        "Your note",
        filters=[trimmed],
        validators=[DataRequired("Write your note, or say below that you would rather not."), at_most(LONGEST_NOTE)],
        description="What you saw and heard, and when. Describe it; you need not judge it. Name no third person.",
        render_kw={"rows": 10},
    )
