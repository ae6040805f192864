"""What is typed when work is handed in: that it is one's own."""

from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired

from learnmentor.web.forms import Form


class HandInForm(Form):
    """The last step. `number` and `mark` say what was looked over."""

    number = HiddenField()
    mark = HiddenField()
    own = BooleanField(
        "This is my own work, and what is not mine says whose it is",
        validators=[InputRequired("Tick this. If something in it is not yours, say so in the work first.")],
    )

    @property
    def which(self) -> int:
        """The number of the try that was looked over; 0 for none."""
        typed = self.text("number")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 1 else 0
