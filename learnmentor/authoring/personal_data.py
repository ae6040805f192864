"""What the studio holds of people: drafts, and the pictures that texts show."""

from learnmentor.authoring.models import Draft
from learnmentor.authoring.queries import media_in_use
from learnmentor.ground.personal_data import PersonalData, PersonalTable

PERSONAL = PersonalData(
    (PersonalTable(Draft.author_id, taken_as="drafts", holds="texts that you have not published"),),
    files_in_use=media_in_use,
)
