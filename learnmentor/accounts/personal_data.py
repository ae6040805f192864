"""What accounts hold of people: the person, and the ways by which they come in."""

from collections.abc import Iterator

from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.access_log.queries import AccessLine, all_lines
from learnmentor.accounts.access_log.rules import OF_JUDGES
from learnmentor.accounts.access_log.wording import A_JUDGE
from learnmentor.accounts.lives.models import AddressChange
from learnmentor.accounts.merging.models import MergedAccount, MergeRequest
from learnmentor.accounts.models import Invitation, PasswordReset, Person, Role, SignIn, SignUp
from learnmentor.ground.personal_data import PersonalData, PersonalTable, TakingOut, as_json


def _members(out: TakingOut) -> Iterator[bytes]:
    """opened-by-others.json, which names who opened it; of assessed work it says that somebody did who judges."""
    told = (
        {"what": line.what, "subject": line.subject, "by": _by(line), "at": line.at}
        for line in all_lines(out.db, out.person_id)
    )
    yield from out.archive.add("opened-by-others.json", as_json(told))


def _by(line: AccessLine) -> str | None:
    return A_JUDGE if line.what in OF_JUDGES else line.viewer


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
            stays="whom an administrator let in; gone a month after it is over",
        ),
        PersonalTable(
            AccessRecord.person_id,
            taken_as="opened-by-others",
            holds="who opened what is yours, or changed your account",
            by_hand=True,
            stays="who looked, until it is two years old: what was done with an account is asked later too",
        ),
        PersonalTable(
            AccessRecord.viewer_id,
            not_taken="what you opened of others, which is theirs to know",
            stays="belongs to those whose it is; of nobody that could be named",
        ),
        PersonalTable(
            AddressChange.person_id,
            taken_as="address-changes",
            holds="changes of your address of the last days",
            without=frozenset({"confirm_sha256", "stop_sha256"}),
        ),
        PersonalTable(
            MergedAccount.stays_id,
            not_taken="what stayed with an account that was merged, which lies in a folder of its own",
            stays="that two ledgers were of one account; of nobody that could be named",
        ),
        PersonalTable(
            MergedAccount.goes_id,
            not_taken="the same, told by the account that went on",
            stays="that two ledgers were of one account; of nobody that could be named",
        ),
        PersonalTable(MergeRequest.stays_id, not_taken="keys to a merge that nobody confirmed, good for two days"),
        PersonalTable(MergeRequest.goes_id, not_taken="keys to a merge that nobody confirmed, good for two days"),
        PersonalTable(SignUp.email, by_address=True, not_taken="a way to an account that there is by now"),
    ),
    members=_members,
)
