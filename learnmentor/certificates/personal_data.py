"""What certificates hold of people: what is taken out, what goes with a closed account, what stays."""

from collections.abc import Iterator

from learnmentor.certificates import queries, services
from learnmentor.certificates.models import AwardValidation, Certificate, CertificateEvent, HandedOut, HoursCounted
from learnmentor.ground.personal_data import PersonalData, PersonalTable, TakingOut, as_json, columns


def _members(out: TakingOut) -> Iterator[bytes]:
    """certificates.json, and every certificate on paper."""
    mine = queries.certificates_of(out.db, out.person_id)
    yield from out.archive.add(
        "certificates.json", as_json(columns(each, without={"id", "person_id"}) for each in mine)
    )
    for each in mine:
        yield from out.archive.add(f"certificates/{each.number}.pdf", [out.document(each)], packed=False)


PERSONAL = PersonalData(
    (
        PersonalTable(
            Certificate.person_id,
            taken_as="certificates",
            holds="your certificates as data; as PDF they are in certificates/",
            by_hand=True,
            stays="what was certified, of nobody; a name that somebody types can be compared with its digest",
        ),
        PersonalTable(
            CertificateEvent.by_id,
            not_taken="what an administrator did to certificates; one's own are in certificates.json",
            stays="what an administrator did to certificates",
        ),
        PersonalTable(
            AwardValidation.recorded_by_id,
            not_taken="which outside body validated an award is the installation's to say",
            stays="that somebody recorded which outside body validated an award",
        ),
        PersonalTable(
            HoursCounted.person_id,
            taken_as="hours-counted",
            holds="what counted in a certificate of hours, and so counts in no other",
        ),
        PersonalTable(
            HandedOut.person_id, taken_as="documents", holds="the SHA-256 of transcripts and evidence that you fetched"
        ),  # what is of a certificate stays with it
    ),
    members=_members,
    erase=services.forget_names,
)
