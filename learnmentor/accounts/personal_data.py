"""What accounts hold of people: the person, and the ways by which they come in."""

from learnmentor.accounts.models import Invitation, PasswordReset, Person, Role, SignIn, SignUp
from learnmentor.ground.personal_data import PersonalData, PersonalTable

PERSONAL = PersonalData(
    (
        PersonalTable(
            Person.id,
            taken_as="account",
            holds="who you are here",
            without=frozenset({"password_hash", "password_changes"}),
            stays="a row without name, address and password, to which the figures belong",
        ),
        PersonalTable(
            Role.person_id,
            taken_as="roles",
            holds="in which roles, and since when",
            stays="ended on the day: who could do what, and when",
        ),
        PersonalTable(
            SignIn.person_id,
            taken_as="signed-in",
            holds="the browsers in which you are signed in, and since when",
            without=frozenset({"token_sha256"}),
        ),
        PersonalTable(PasswordReset.person_id, not_taken="a key to the account, good for two hours"),
        PersonalTable(Invitation.email, by_address=True, not_taken="a way to an account that there is by now"),
        PersonalTable(
            Invitation.invited_by_id,
            not_taken="somebody else's address",
            stays="whom an administrator let in; gone when it is over",
        ),
        PersonalTable(SignUp.email, by_address=True, not_taken="a way to an account that there is by now"),
    )
)
