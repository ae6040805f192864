"""What is kept of people here: what is taken out, what goes with an account, what stays and why."""

from learnmentor.ground.personal_data import PersonalTable
from learnmentor.mentoring.reviews.models import PairReview, ReviewRelease, ReviewSummary, release_place, summary_place

REVIEW_STAYS = "that the two looked back is the other person's too; what was said goes with whoever said it"
SUMMARY_STAYS = "words to which both agreed are the other person's too; words that only you wrote go"

TABLES = (
    PersonalTable(
        PairReview.opened_by_id, taken_as="reviews-opened", holds="reviews that you opened", stays=REVIEW_STAYS
    ),
    PersonalTable(
        ReviewSummary.writer_id,
        taken_as="review-summaries",
        holds="summaries of reviews as you wrote them",
        opened={"body": lambda row: summary_place(row.public_id)},
        stays=SUMMARY_STAYS,
    ),
    PersonalTable(
        ReviewRelease.person_id,
        taken_as="review-releases",
        holds="to whom you let summaries go, and the name that you signed with",
        opened={"body": lambda row: release_place(row.public_id)},
    ),
)
