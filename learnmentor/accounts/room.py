"""The manifest of `accounts`."""

from learnmentor.accounts.models import Invitation, PasswordReset, Person, Role, SignIn, SignUp
from learnmentor.accounts.rules import RoleName
from learnmentor.ground.personal_data import PersonalData, PersonalTable
from learnmentor.rooms import Pages, Room
from learnmentor.web.navigation import Place

PEOPLE = Place("People", "people.people", 90, RoleName.ADMINISTRATOR)

ROOM = Room(
    pages=(
        Pages("views.coming_in"),
        Pages("views.passwords"),
        Pages("views.profile"),
        Pages("views.closing"),
        Pages("views.people", lights=PEOPLE.endpoint),
    ),
    places=(PEOPLE,),
    commands={"users": "cli:users"},
    jobs="jobs",
    personal=PersonalData(
        (
            PersonalTable(
                Person.id,
                taken_as="account",
                without=frozenset({"password_hash", "password_changes"}),
                stays="a row without name, address and password, to which the figures belong",
            ),
            PersonalTable(Role.person_id, taken_as="roles", stays="ended on the day: who could do what, and when"),
            PersonalTable(SignIn.person_id, taken_as="signed-in", without=frozenset({"token_sha256"})),
            PersonalTable(PasswordReset.person_id, not_taken="a key to the account, good for two hours"),
            PersonalTable(Invitation.email, by_address=True, not_taken="a way to an account that there is by now"),
            PersonalTable(
                Invitation.invited_by_id,
                not_taken="somebody else's address",
                stays="whom an administrator let in; gone when it is over",
            ),
            PersonalTable(SignUp.email, by_address=True, not_taken="a way to an account that there is by now"),
        )
    ),
)
