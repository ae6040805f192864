"""What an activity shows of itself."""

from typing import Any

import pytest

from learnmentor.assessment.activities.display import ActivityWork, shown
from learnmentor.assessment.activities.rules import State
from tests.assessment import samples


@pytest.mark.parametrize("activity", samples.one_of_each(), ids=lambda activity: activity["id"])
def test_a_heading_is_not_said_again_below_it(activity: dict[str, Any]) -> None:
    it = shown(activity)
    assert it["heading"]
    assert it["heading"] not in it["text"] + it.get("scene", "")


@pytest.mark.parametrize(
    ("activity", "field", "heading"),
    [(samples.conversation(), "scene", "What would you say?"), (samples.practice(), "text", "Try it")],
    ids=["conversation", "practice"],
)
def test_a_story_and_a_task_are_whole_below_a_heading_of_their_own(
    activity: dict[str, Any], field: str, heading: str
) -> None:
    it = shown(activity)
    assert it["heading"] == heading
    assert it[field] == (activity["scenes"][0]["html"] if field == "scene" else activity["task_html"])


def test_the_samples_of_others_are_not_sent_before_ones_own_words_are_in() -> None:
    activity = samples.standardise()
    begun = shown(activity, ActivityWork(state=State.BEGUN, body={"lines": ["Mine.", ""]}))
    assert "Too long" not in str(begun)
    assert "Who could answer" not in str(begun)
    done = shown(activity, ActivityWork(state=State.DONE, body={"lines": ["Mine.", "Yours?"]}))
    assert done["lines"][0]["value"] == "Mine."
    assert done["lines"][0]["others"] == [("One observer", "<p>Too long.</p>"), ("Another", "<p>At 12, four left.</p>")]
    assert done["whys"] == [("One observer", "<p>It ends.</p>")]
