"""How a test reaches each route of assessed work whose address names a thing; see ways.py."""

from tests.house.way import way

WAYS_OF_ASSESSED = {
    "assessment_letters.stop_letters": way(token="stop_digests"),
    "assessment_letters.letters_stopped": way(token="stop_digests"),
}
