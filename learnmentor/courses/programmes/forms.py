"""What somebody fills in about a programme of their own: shape and wording."""

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from learnmentor.web.forms import Form, single_line


class ProgrammeForm(Form):
    """The name of a picked programme; its segments are ticked beside it and arrive as `segments`."""

    title = StringField(
        "What do you call it?",
        description="Only you see this programme. For example: Before my first mentee.",
        filters=[single_line],
        validators=[InputRequired("Give your programme a name"), Length(1, 120, "Use at most 120 characters")],
    )
