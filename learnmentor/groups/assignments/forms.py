"""What is typed about an assignment."""

from datetime import date

from wtforms import SelectField
from wtforms.validators import InputRequired, ValidationError

from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form


class GiveForm(Form):
    """A programme or a segment, and by when."""

    what = SelectField("Programme or segment", validators=[InputRequired("Choose a programme or a segment.")])
    due = DayField("By when?", validators=[InputRequired("Enter the day, such as 12 March 2027.")])

    def __init__(self, *, today: date, **more: object) -> None:
        super().__init__(**more)  # type: ignore[arg-type]
        self.today = today

    def validate_due(self, field: DayField) -> None:
        """Not past."""
        if field.data and field.data < self.today:
            raise ValidationError("This day is past. Choose today or a later day.")

    def day(self) -> date:
        """The day of an accepted form."""
        if self.due.data is None:
            raise ValueError("the form was not accepted")
        return self.due.data
