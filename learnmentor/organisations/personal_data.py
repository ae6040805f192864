"""What this room holds of people: where they belong or are invited to, and who manages whom."""

from sqlalchemy.orm import Session

from learnmentor.ground.personal_data import LeftBehind, PersonalData, PersonalTable
from learnmentor.organisations.joining import services as joining
from learnmentor.organisations.models import Management, Membership, MembershipOffer, PeopleImport
from learnmentor.organisations.sharing import services as sharing
from learnmentor.organisations.sharing.models import SharingAgreement


def _forget(db: Session, person_id: int) -> LeftBehind:
    sharing.forget(db, person_id)
    return joining.forget(db, person_id)


PERSONAL = PersonalData(
    (
        PersonalTable(
            Membership.person_id,
            taken_as="memberships",
            holds="the parts of organisations that you belong to, and since when",
        ),
        PersonalTable(
            Management.person_id, taken_as="managers", holds="who manages you, by the number of their account, and when"
        ),
        PersonalTable(
            Management.manager_id, taken_as="managed", holds="whom you manage, by the number of their account, and when"
        ),
        PersonalTable(
            MembershipOffer.person_id,
            taken_as="invitations-accepted",
            holds="what you were invited to and accepted, with what was written beside it",
            without=frozenset({"invited_by_id"}),
            stays="nothing of yours: what you accepted is erased, what you sent to others stays",
        ),
        PersonalTable(
            MembershipOffer.email,
            by_address=True,
            not_taken="what waits for an answer stands on the page of invitations; accepted ones are taken out above",
        ),
        PersonalTable(
            MembershipOffer.invited_by_id,
            not_taken="somebody else's address",
            stays="whom somebody let in, without whom theirs would not be known; gone when it is over",
        ),
        PersonalTable(
            SharingAgreement.person_id,
            taken_as="shared-as-mentor",
            holds="with which organisations yours shares you as a mentor, and since when",
        ),
        PersonalTable(PeopleImport.by_id, not_taken="a list of other people, which is gone within a week"),
    ),
    erase=_forget,
)
