"""The manifest of `certificates`."""

from learnmentor.rooms import CommandEntry, Pages, Room
from learnmentor.web.navigation import Place

CERTIFICATES = Place("Certificates", "certificates.mine", 50)

ROOM = Room(
    pages=(
        Pages("views.certificates", lights=CERTIFICATES.endpoint),
        Pages("views.corrections", lights=CERTIFICATES.endpoint),
        Pages("views.bulk_download", lights=CERTIFICATES.endpoint),
        Pages("awards.views", lights=CERTIFICATES.endpoint),
        Pages("earlier_learning.views", lights=CERTIFICATES.endpoint),
        Pages("credentials.views", lights=CERTIFICATES.endpoint),
        Pages("documents.views", lights=CERTIFICATES.endpoint),
        Pages("issuer.views", lights=CERTIFICATES.endpoint),
        Pages("validations.views", lights=CERTIFICATES.endpoint),
        Pages("renewals.views", lights=CERTIFICATES.endpoint),
    ),
    places=(CERTIFICATES,),
    commands={"award": CommandEntry("cli:award", "Look after issued certificates.")},
    jobs="jobs",
    personal="personal_data",
)
