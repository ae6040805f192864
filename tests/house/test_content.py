"""The course in content/ is fit to publish, and is all there."""

from learnmentor.authoring.content_folder import read_folder
from learnmentor.authoring.library import PRODUCT_PAGES, library_of
from learnmentor.authoring.publishing.services import check_folder, read_all
from learnmentor.courses.catalogue.rules import SEGMENT_MINUTES
from tests.house.tree import ROOT, faults
from tests.house.world import House


def test_the_course_passes_its_checks_without_a_word_to_look_at_again() -> None:
    findings = check_folder(read_folder(ROOT / "content"))
    faults([str(finding) for finding in findings], "`learnmentor content check` finds something to put right:")


def test_the_course_has_the_hours_that_it_promises() -> None:
    documents, media, fingerprints = read_all(read_folder(ROOT / "content"))
    planned = library_of(documents, media).planned
    hours = {unit: len(each.segments) * SEGMENT_MINUTES / 60 for unit, each in planned.items()}
    assert sum(hours.values()) == 42.5
    assert sum(each for unit, each in hours.items() if unit.startswith("C")) == 20
    assert set(hours.values()) == {2.5}
    assert len(fingerprints) > 50_000, "take the fingerprints of the sources again: `learnmentor content fingerprint`"


def test_the_pages_of_the_product_that_texts_may_link_to_are_there(house: House) -> None:
    known = {str(rule) for rule in house.app.url_map.iter_rules()}
    assert known >= PRODUCT_PAGES
