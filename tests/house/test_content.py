"""The course in content/ is fit to publish."""

from learnmentor.authoring.checks import errors
from learnmentor.authoring.reading import read_folder
from learnmentor.authoring.services import check_folder
from tests.house.tree import ROOT, faults


def test_the_course_passes_its_checks() -> None:
    findings = check_folder(read_folder(ROOT / "content"))
    faults([str(finding) for finding in errors(findings)], "`learnmentor content check` finds something to put right:")
