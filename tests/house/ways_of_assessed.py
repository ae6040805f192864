"""How a test reaches each route of assessed work whose address names a thing; see ways.py."""

from tests.house.way import way

WAYS_OF_ASSESSED = {
    # a try is read by its owner and by whoever judges it; for all others it does not exist
    "judging.work": way(try_id="try_to_judge", only={"carys"}),
    "judging.keep": way(try_id="try_to_judge", only={"carys"}),
    "judging.look_over": way(try_id="try_to_judge", only={"carys"}),
    "judging.save": way(try_id="try_to_judge", only={"carys"}),
    "reading.file": way(try_id="try_with_file", file_id="file_of_try", only={"hana", "carys"}),
    "assessment_letters.stop_letters": way(token="stop_digests"),
    "assessment_letters.letters_stopped": way(token="stop_digests"),
}
