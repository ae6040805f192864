"""The forms of coming in, of one's own profile and of looking after people."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError

from learnmentor.accounts import rules
from learnmentor.accounts.rules import RoleName
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, single_line
from learnmentor.web.roles import roles_that_open

MissingCharacters = Callable[[str], Sequence[str]]
"""The characters of a name that no certificate font has."""

_ADDRESS = {"spellcheck": "false", "autocapitalize": "none"}
_PASSWORD_HINT = f"At least {rules.SHORTEST_PASSWORD} characters. Three or four words in a row are easy to remember."


def _address_field(label: str, *, autocomplete: str, description: str = "") -> EmailField:
    return EmailField(
        label,
        filters=[single_line],
        validators=[
            InputRequired("Enter an email address."),
            Length(max=rules.LONGEST_ADDRESS, message=f"Use at most {rules.LONGEST_ADDRESS} characters."),
            Email("Enter an email address in the usual form, such as name@example.ac.uk."),
        ],
        description=description,
        render_kw={"autocomplete": autocomplete, **_ADDRESS},
    )


def _name_field(label: str, *, description: str, autocomplete: str = "name") -> StringField:
    # Without InputRequired, so that rules.name_fault has the only word on names.
    return StringField(
        label,
        filters=[lambda value: rules.clean_name(value or "")],
        description=description,
        render_kw={"autocomplete": autocomplete, "spellcheck": "false", "dir": "auto"},
    )


def _new_password_field(label: str = "Password") -> PasswordField:
    return PasswordField(
        label,
        filters=[lambda value: value or ""],
        description=_PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )


class SignInForm(Form):
    """Address and password; `next` and `held` say what happens afterwards."""

    email = EmailField(
        "Email address",
        filters=[single_line],
        validators=[InputRequired("Enter your email address.")],
        render_kw={"autocomplete": "username", **_ADDRESS},
    )
    password = PasswordField(
        "Password", validators=[InputRequired("Enter your password.")], render_kw={"autocomplete": "current-password"}
    )
    remember = BooleanField(
        "Keep me signed in on this device", description="For 30 days after your last visit. Not on a shared computer."
    )
    next = HiddenField()
    held = HiddenField()


class AskForLetterForm(Form):
    """An address to which a letter is sent."""

    email = _address_field("Email address", autocomplete="email")


class NewPasswordForm(Form):
    """A new password for somebody whose address and name are known."""

    password = _new_password_field("New password")

    def __init__(self, *, email: str, name: str, common: Collection[str], **more: Any) -> None:
        super().__init__(**more)
        self.owner = (email, name)
        self.common = common

    def validate_password(self, field: PasswordField) -> None:
        """Not too short, not one's own name, not one of the first that strangers try."""
        email, name = self.owner
        _refuse(rules.password_fault(field.data or "", email=email, name=name, common=self.common))


class NewAccountForm(Form):
    """Name and password of somebody whose address is known."""

    name = _name_field(
        "Your name", description="As it should stand on your certificates. Trainers and administrators see it too."
    )
    password = _new_password_field()

    def __init__(self, *, email: str | None, common: Collection[str], missing: MissingCharacters, **more: Any) -> None:
        super().__init__(**more)
        self.known_email = email
        self.common = common
        self.missing = missing

    def address(self) -> str:
        """The address that the account will have."""
        return self.known_email or ""

    def validate_name(self, field: StringField) -> None:
        """A name that can be printed."""
        _refuse(rules.name_fault(field.data or "", missing=self.missing(field.data or "")))

    def validate_password(self, field: PasswordField) -> None:
        """As in `NewPassword`."""
        _refuse(
            rules.password_fault(field.data or "", email=self.address(), name=self.text("name"), common=self.common)
        )


class SignUpForm(NewAccountForm):
    """All that an account needs, at once: for places where no mail can be sent."""

    email = _address_field(
        "Email address",
        autocomplete="email",
        description="You sign in with it. Administrators see it.",
    )
    password = _new_password_field()  # declared again, so that errors come in the order of the page
    next = HiddenField()  # where a stranger was going

    def address(self) -> str:
        """The address that was typed."""
        return self.text("email")


class NamesForm(Form):
    """How a person is greeted, and what certificates say."""

    name = _name_field("Name", description="How we greet you. Trainers and administrators see it too.")
    printed_name = _name_field(
        "Name on certificates",
        description="Exactly as it should be printed. Certificates that you have keep the name they were issued with.",
        autocomplete="off",
    )

    def __init__(self, *, missing: MissingCharacters, **more: Any) -> None:
        super().__init__(**more)
        self.missing = missing

    def validate_name(self, field: StringField) -> None:
        """Something that can be read."""
        _refuse_named(field, rules.name_fault(field.data or ""))

    def validate_printed_name(self, field: StringField) -> None:
        """Something that can be printed."""
        _refuse_named(field, rules.name_fault(field.data or "", missing=self.missing(field.data or "")))


class ChangePasswordForm(NewPasswordForm):
    """The present password, and a new one."""

    current_password = PasswordField(
        "Present password",
        validators=[InputRequired("Enter your present password.")],
        render_kw={"autocomplete": "current-password"},
    )


class CloseAccountForm(Form):
    """The password once more, and a tick: this cannot be undone."""

    password = PasswordField(
        "Your password",
        validators=[InputRequired("Enter your password.")],
        render_kw={"autocomplete": "current-password"},
    )
    sure = BooleanField(
        "Erase what is mine and close my account",
        validators=[InputRequired("Tick the box if you want your account closed.")],
    )


def offered_roles() -> list[RoleName]:
    """The roles that can be given: those that open a page. One that somebody has without that is shown to be read."""
    return [role for role in RoleName if role in roles_that_open()]


def _choices(roles: Collection[str], *, first: str | None = None) -> list[SelectChoice]:
    before = [] if first is None else [SelectChoice("", first)]
    return [*before, *(SelectChoice(role.value, role.value.capitalize()) for role in RoleName if role in roles)]


class FindPeopleForm(Form):
    """What to look for among people; sent by GET."""

    words = StringField("Name or address", filters=[single_line], render_kw={"autocomplete": "off", "type": "search"})
    role = SelectField("Role", validators=[Optional()])

    def __init__(self, *, held: Collection[str], **more: Any) -> None:
        """`held` are the roles that somebody has, or had: whom to find by them is asked long after they were given."""
        super().__init__(**more)
        self.role.choices = _choices({*offered_roles(), *held}, first="Everybody")


class GiveRoleForm(Form):
    """A role from a day on."""

    role = SelectField("Role", choices=lambda: _choices(offered_roles()))
    starts_on = DayField("First day", validators=[InputRequired("Enter the first day, such as 21 November 2026.")])
    ends_on = DayField("Last day", validators=[Optional()], description="Leave it empty for no end.")

    def validate_ends_on(self, field: DayField) -> None:
        """Not before it begins."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("The last day cannot be before the first.")

    def days(self) -> tuple[date, date | None]:
        """First and last day of an accepted form."""
        if self.starts_on.data is None:
            raise ValueError("the form was not accepted")
        return self.starts_on.data, self.ends_on.data


class EndRoleForm(Form):
    """The last day of a role."""

    last_day = DayField("Last day", validators=[InputRequired("Enter the last day, such as 21 November 2026.")])

    def day(self) -> date:
        """The last day of an accepted form."""
        if self.last_day.data is None:
            raise ValueError("the form was not accepted")
        return self.last_day.data


class InviteForm(Form):
    """Somebody's address, and a role if they are to have one."""

    email = _address_field("Email address", autocomplete="off")
    role = SelectField(
        "Role",
        choices=lambda: _choices(offered_roles(), first="None: a learner, as everybody is"),
        validators=[Optional()],
    )


def chosen_role(field: SelectField) -> RoleName | None:
    """The role of a select field, or None for its first, empty choice."""
    return next((role for role in RoleName if role.value == field.data), None)


def _refuse(fault: str | None) -> None:
    if fault is not None:
        raise ValidationError(fault)


def _refuse_named(field: StringField, fault: str | None) -> None:
    """Say which field it is about, where a page has two of the same sort."""
    _refuse(fault and f"{field.label.text}: {fault[0].lower()}{fault[1:]}")
