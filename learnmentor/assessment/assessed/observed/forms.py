"""What a learner answers to a proposed visit, and another day."""

from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import InputRequired

from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, at_most, trimmed

ALONE = "alone"  # nobody from a pair here will be there


class AgreeVisitForm(Form):
    """That the learner was told, and who will be there."""

    present = RadioField(
        "Which mentee will be there?",
        description="They are told in the room that you share, and can say no without a reason.",
        validators=[InputRequired("Say who will be there.")],
    )
    was_told = BooleanField(
        "I have been told the day, what is watched, by which criteria, and who reads it",
        validators=[InputRequired("Tick this once you have read it. Nothing can be written before you do.")],
    )


class OtherDayForm(Form):
    """Why the day does not suit, or which would."""

    words = TextAreaField(
        "Which days would suit?",
        filters=[trimmed],
        validators=[InputRequired("Say which days would suit."), at_most(300)],
        render_kw={"rows": 2},
    )


class VisitMovedForm(Form):
    """Another day for a visit."""

    held_on = DayField("Another day", validators=[InputRequired("Enter the day, such as 12 March 2027.")])
