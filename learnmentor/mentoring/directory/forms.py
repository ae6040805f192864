"""What is typed to look through the list, and to write by relay."""

from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired

from learnmentor.mentoring.directory.rules import LONGEST_MESSAGE
from learnmentor.mentoring.directory.wording import MODES, USES
from learnmentor.web.forms import Form, at_most, trimmed


class FindMentorForm(Form):
    """What somebody looks for in the list of mentors."""

    words = StringField("Subject, place or role")
    mode = SelectField(
        "How to meet",
        choices=[SelectChoice("", "Any way"), *(SelectChoice(mode.value, words) for mode, words in MODES.items())],
    )
    hours = IntegerField("Free hours in a term, at least")


class FindPracticeForm(Form):
    """What somebody looks for among entries of practice."""

    words = StringField("Words of it, or a place")
    use = SelectField(
        "Use", choices=[SelectChoice("", "Any use"), *(SelectChoice(value, words) for value, words in USES.items())]
    )


class RelayForm(Form):
    """A message for somebody in the list, or an answer to one."""

    message = TextAreaField(
        "Your message",
        filters=[trimmed],
        validators=[DataRequired("Write what you would like to say."), at_most(LONGEST_MESSAGE)],
    )
