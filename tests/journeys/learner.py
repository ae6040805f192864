"""What a learner does on a segment's page: the same with JavaScript, without it, and by keyboard alone."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bs4 import BeautifulSoup
from playwright.sync_api import Locator, Page, expect

from tests.conftest import HeldClock

REFLECTION = "I would ask what they had already tried before I said a word about what I would do."
BEAT_SECONDS = 30


class Learner:
    """Somebody who knows the answers (`activities`: as published) and has a pair of hands."""

    def __init__(self, page: Page, *, keyboard: bool = False) -> None:
        self.page = page
        self.keyboard = keyboard

    def do(self, activity: Mapping[str, Any]) -> None:
        """Work on one activity until it is done."""
        getattr(self, f"_{activity['kind']}")(activity)
        expect(self.section(activity)).to_have_class(re.compile(r"activity--done"))

    def section(self, activity: Mapping[str, Any]) -> Locator:
        """Where the activity stands on the page."""
        return self.page.locator(f"#activity-{activity['id']}")

    def press(self, button: Locator) -> None:
        """Use a button: by pointer, or by focus and Enter."""
        if self.keyboard:
            button.focus()
            self.page.keyboard.press("Enter")
        else:
            button.click()

    def choose(self, choice: Locator) -> None:
        """Tick a radio button or a checkbox."""
        if self.keyboard:
            choice.focus()
            self.page.keyboard.press("Space")
        else:
            choice.check(force=True)  # the drawn circle lies over the input

    def _quiz(self, quiz: Mapping[str, Any]) -> None:
        section = self.section(quiz)
        if quiz["quiz"] in {"one", "several", "true-false"}:
            for option in quiz["options"]:
                if option["right"]:
                    self.choose(section.locator(f"input[name=answer][value='{option['key']}']"))
        elif quiz["quiz"] == "text":
            section.locator("input[name=answer]").fill(quiz["answers"][0])
        else:
            self._arrange(section, quiz)
        self.press(section.get_by_role("button", name="Check"))
        expect(section.locator(".activity__feedback")).to_contain_text("Yes.")

    def _arrange(self, section: Locator, quiz: Mapping[str, Any]) -> None:
        rows = section.locator("li:has(> label)")
        if quiz["quiz"] == "match":
            rights = {plain(pair["left_html"]): pair["right_text"] for pair in quiz["pairs"]}
        else:
            rights = {plain(item["html"]): str(place) for place, item in enumerate(quiz["items"], 1)}
        for row in rows.all():
            words = " ".join(row.locator("label").inner_text().split()).removeprefix("Place of: ").strip()
            row.locator("select").select_option(label=rights[words])

    def _sort(self, sort: Mapping[str, Any]) -> None:
        section = self.section(sort)
        for _question in range(2 if sort["second_html"] else 1):
            for number, card in enumerate(section.locator(".sort__card").all()):
                piles = card.locator("input[type=radio]")
                self.choose(piles.nth(number % piles.count()))
            before = section.locator(".sort__card legend").count()
            self.press(section.get_by_role("button", name="Go on"))
            expect(section.locator("[data-feedback]")).to_be_visible()
            assert before >= 8
        expect(section.get_by_role("button", name="Change my answers")).to_be_visible()

    def _conversation(self, conversation: Mapping[str, Any]) -> None:
        section = self.section(conversation)
        for step in range(1, 20):
            replies = section.locator("button.reply")
            if not replies.count():
                break
            self.press(replies.nth(step % replies.count()))
            expect(section.locator(".path__said")).to_have_count(step)
        expect(section.get_by_role("button", name="Start again")).to_be_visible()

    def _audit(self, audit: Mapping[str, Any]) -> None:
        section = self.section(audit)
        for number, line in enumerate(section.locator(".audit__line").all()):
            words = line.locator("input[type=radio]")
            self.choose(words.nth(number % words.count()))
        self.press(section.get_by_role("button", name="Save my audit"))

    def _reflection(self, reflection: Mapping[str, Any]) -> None:
        section = self.section(reflection)
        section.locator("textarea").fill(REFLECTION)
        self.press(section.get_by_role("button", name="Done writing"))

    def _practice(self, practice: Mapping[str, Any]) -> None:
        section = self.section(practice)
        for line in section.locator("textarea").all():
            line.fill("I asked, waited longer than was comfortable, and heard something new.")
        self.press(section.get_by_role("button", name="Save my report"))

    def _standardise(self, standardise: Mapping[str, Any]) -> None:
        section = self.section(standardise)
        for line in section.locator("textarea").all():
            line.fill("At minute 12 four people at the back looked at their telephones.")
        for key in standardise["criteria"]:
            section.locator(f"input[name='met-{key}'][value='not-yet']").check()
        self.press(section.get_by_role("button", name="Compare with others"))
        for sample in standardise["samples"]:
            expect(section.locator(".compare")).to_contain_text(sample["title"])


def plain(html: str) -> str:
    """The words of a piece of HTML, as a person reads them."""
    return " ".join(BeautifulSoup(html, "html.parser").get_text().split())


def spend(page: Page, time: HeldClock, *, minutes: float, move: Callable[[int], None] | None = None) -> None:
    """Stay at work on the open page until it says that it is finished, or for so long at most.

    The mouse moves (or `move` does something else), and the clocks of page and server go on together, beat by beat.
    """
    for beat in range(int(minutes * 60 / BEAT_SECONDS)):
        if move:
            move(beat)
        else:
            page.mouse.move(100 + beat % 50, 200 + beat % 40)
        time.tick(seconds=BEAT_SECONDS)
        with page.expect_response("**/beats") as answer:
            page.clock.run_for(BEAT_SECONDS * 1000)
        if answer.value.json().get("finished"):
            return
