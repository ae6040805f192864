"""What this room holds of people: their pairs, the lines they wrote, the targets they set and what became of them."""

from learnmentor.ground.personal_data import PersonalData, PersonalTable
from learnmentor.mentoring.directory.models import (
    ListingAnswer,
    ListingMessage,
    MentorListing,
    listing_place,
    message_place,
)
from learnmentor.mentoring.lines.models import PairLine, line_place
from learnmentor.mentoring.matching.models import (
    MentorOffer,
    MentorSearch,
    needs_place,
    search_place,
)
from learnmentor.mentoring.models import Pair, PairRoles
from learnmentor.mentoring.targets.models import PairTarget, PairTargetStep, target_place

PAIR_STAYS = "the pair is the other person's too; it names a closed account, which has no name any more"

PERSONAL = PersonalData(
    (
        PersonalTable(
            Pair.mentor_id,
            taken_as="pairs-as-mentor",
            holds="the pairs in which you are the mentor",
            stays=PAIR_STAYS,
        ),
        PersonalTable(
            Pair.mentee_id,
            taken_as="pairs-as-mentee",
            holds="the pairs in which you are the mentee",
            stays=PAIR_STAYS,
        ),
        PersonalTable(PairRoles.mentor_id, not_taken="the same days as the pairs", stays=PAIR_STAYS),
        PersonalTable(PairRoles.mentee_id, not_taken="the same days as the pairs", stays=PAIR_STAYS),
        PersonalTable(
            PairLine.writer_id,
            taken_as="lines-in-pairs",
            holds="what you wrote in records of your pairs",
            opened={"body": lambda row: line_place(row.public_id)},
        ),
        PersonalTable(
            PairTargetStep.person_id,
            taken_as="steps-of-targets",
            holds="what you said has become of targets",
        ),
        PersonalTable(
            PairTarget.writer_id,
            taken_as="targets-set",
            holds="targets that you set in your pairs",
            opened={"body": lambda row: target_place(row.public_id)},
        ),
        PersonalTable(
            MentorListing.person_id,
            taken_as="places-in-the-list",
            holds="what you have in the list of mentors and of practice",
            opened={"body": lambda row: listing_place(row.public_id)},
        ),
        PersonalTable(
            ListingAnswer.person_id,
            taken_as="asked-to-be-listed",
            holds="that you were asked to be in the list, and whether you said no",
        ),
        PersonalTable(
            ListingMessage.writer_id,
            taken_as="messages-by-the-list",
            holds="messages that you left by the list, and answers that you gave",
            opened={"body": lambda row: message_place(row.public_id)},
        ),
        PersonalTable(
            MentorSearch.mentee_id,
            taken_as="searches-for-a-mentor",
            holds="what you looked for in a mentor",
            opened={
                "body": lambda row: search_place(row.public_id),
                "needs": lambda row: needs_place(row.public_id),
            },
        ),
        PersonalTable(
            MentorOffer.mentor_id,
            taken_as="offered-as-a-mentor",
            holds="when you were offered to somebody as a mentor, and what you answered",
            without=frozenset({"reason", "reasons", "against"}),  # the mentee's
        ),
    )
)
