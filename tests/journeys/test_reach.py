"""Everybody reaches everything: with large letters, on a narrow screen, by keyboard, in colours of their own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import HeldClock
from tests.journeys.conftest import SIZES, Visitor
from tests.journeys.lived_in import live_in

pytestmark = pytest.mark.browser

# Width, height and size of letters in per cent. 1280 at 400 % is 320 by 256.
READERS = ((1280, 900, 200), (1024, 800, 200), (640, 800, 200), (360, 740, 200), (320, 256, 100))
# The right edge of whatever text does not lie in a region of its own that scrolls or clips, and the window's.
_EDGES = """() => {
  const own = (node) => {
    for (let around = node.parentElement; around && around !== document.body; around = around.parentElement)
      if (getComputedStyle(around).overflowX !== "visible") return true;
    return false;
  };
  let most = document.documentElement.scrollWidth;
  for (const node of document.querySelectorAll("body *")) {
    if (![...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())) continue;
    const style = getComputedStyle(node), box = node.getBoundingClientRect();
    if (style.clipPath !== "none" || style.visibility === "hidden" || !box.width || !box.height || own(node)) continue;
    most = Math.max(most, Math.floor(box.right));
  }
  return [most, innerWidth];
}"""
# Pictures that come while somebody moves on push what has the focus about: they are there before the keyboard sets out.
_PICTURES = """() => Promise.all([...document.images].map((picture) => {
  picture.loading = "eager";
  return picture.decode().catch(() => null);
}))"""
# Once the page has scrolled: what has the focus, whether it lies in the window, and what stays in place over it.
_FOCUSED = """async () => {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const box = here.getBoundingClientRect();
  const over = [...document.querySelectorAll("body *")].filter((node) => {
    if (!["sticky", "fixed"].includes(getComputedStyle(node).position) || node.contains(here)) return false;
    const other = node.getBoundingClientRect();
    return Math.min(box.right, other.right) - Math.max(box.left, other.left) > 0.5
      && Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 0.5;
  });
  const name = `${here.tagName}#${here.id} ${here.textContent.trim().slice(0, 30)}`;
  return {name, seen: box.bottom > 0 && box.top < innerHeight, over: over.map((node) => node.className)};
}"""
# The share of a picture that is not the colour of its first corner.
_INK = """async (bytes) => {
  const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)], {type: "image/png"}));
  const canvas = new OffscreenCanvas(picture.width, picture.height), pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  const {data} = pen.getImageData(0, 0, picture.width, picture.height);
  let ink = 0;
  for (let at = 0; at < data.length; at += 4)
    ink += [0, 1, 2].some((n) => Math.abs(data[at + n] - data[n]) > 64) ? 1 : 0;
  return ink * 4 / data.length;
}"""

Enter = Callable[..., Visitor]


@pytest.fixture
def people(amina: factories.Person, ben: factories.Person, grace: factories.Person) -> dict[str, factories.Person]:
    """Who looks at pages."""
    return {"amina": amina, "ben": ben, "grace": grace}


@pytest.fixture
def pages(
    app: Flask, db: Session, time: HeldClock, published: None, people: dict[str, factories.Person]
) -> dict[str, Any]:
    """Every page of a house that is lived in, by who sees it."""
    return live_in(app, db, time, people)


@pytest.fixture
def enter(
    browser: Chromium, app: Flask, address: str, pages: None, people: dict[str, factories.Person]
) -> Iterator[Enter]:
    """Come in as somebody, at a screen of some kind."""
    opened = []

    def come(who: str, **screen: Any) -> Visitor:
        context = browser.new_context(**{"viewport": SIZES["desktop"], "locale": "en-GB", **screen})
        context.set_default_timeout(15_000)
        opened.append(context)
        visitor = Visitor(context, address, "reach")
        if who in people:
            visitor.enter(app, people[who])
        return visitor

    yield come
    for context in opened:
        context.close()


@pytest.mark.parametrize("who", ["nobody", "amina", "ben", "grace"])
def test_no_page_scrolls_sideways_with_large_letters_or_on_a_narrow_screen(
    enter: Enter, pages: dict[str, Any], who: str
) -> None:
    visitor, found = enter(who), []
    for path in pages[who]:
        answer = visitor.page.goto(visitor.address + path)
        assert answer is not None
        assert answer.status == 200, path
        for width, height, letters in READERS:
            visitor.page.set_viewport_size({"width": width, "height": height})
            visitor.page.evaluate(f"document.documentElement.style.fontSize = '{letters}%'")
            most, room = visitor.page.evaluate(_EDGES)
            if most > room:
                found.append(f"{path} at {width} pixels and {letters} %: {most}")
    assert not found, "\n".join(found)


def stops(page: Page, key: str) -> Iterator[dict[str, Any]]:
    """What the keyboard comes by, until it leaves the page."""
    for _ in range(300):
        page.keyboard.press(key)
        found = page.evaluate(_FOCUSED)
        if found is None:
            return
        yield found


@pytest.mark.parametrize(
    ("who", "path", "screen", "least"),
    [
        *(("amina", "/programmes/new", screen, 90) for screen in ((1280, 560), (320, 256))),
        *(("amina", "/segments/c3-s1", screen, 40) for screen in ((1280, 900), (320, 256))),
        *(("ben", "/studio/drafts/bens", screen, 30) for screen in ((1280, 900), (320, 256))),
        ("amina", "/cpd", (320, 256), 20),
    ],
)
def test_nothing_that_the_keyboard_comes_by_lies_behind_a_bar(
    enter: Enter, who: str, path: str, screen: tuple[int, int], least: int
) -> None:
    visitor = enter(who, viewport={"width": screen[0], "height": screen[1]})
    visitor.open(path)
    visitor.page.evaluate(_PICTURES)
    for key in ("Tab", "Shift+Tab"):
        found = list(stops(visitor.page, key))
        assert len(found) >= least, f"{key}: only {len(found)} stops"
        hidden = [f"{key}: {stop['name']} behind {stop['over']}" for stop in found if stop["over"] or not stop["seen"]]
        assert not hidden, "\n".join(hidden)


def ink(of: Locator) -> float:
    """How much of a drawing is drawn, from 0 to 1."""
    share: float = of.page.evaluate(_INK, list(of.screenshot()))
    return share


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_done_begun_and_not_begun_look_different_in_colours_of_ones_own(enter: Enter, scheme: str) -> None:
    visitor = enter("amina", forced_colors="active", color_scheme=scheme)
    page = visitor.page
    visitor.open("/segments/c3-s1")
    marks = [page.locator(f".left__item--{state} .left__mark").first for state in ("done", "begun", "todo")]
    done, begun, todo = map(ink, marks)
    assert done > begun + 0.1 > todo + 0.2, (done, begun, todo)
    visitor.open("/units")
    pips = [ink(page.locator(".unit", has_text=code).locator(".pips").first) for code in ("C1", "C3", "C4")]
    assert pips[0] > pips[1] + 0.3 > pips[2] + 0.33, pips  # five done, one begun, none
    visitor.open("/programmes/lived-in")
    drawn = [
        page.locator(f".map__stop--{state} .map__code").first.evaluate(
            "(node) => [getComputedStyle(node).borderTopStyle, getComputedStyle(node).borderTopWidth]"
        )
        for state in ("done", "begun")
    ]
    assert drawn[0] != drawn[1]
    tags = page.locator(".tag").evaluate_all(
        "(all) => all.map((one) => [one.textContent, getComputedStyle(one).borderTopStyle])"
    )
    assert dict(tags) == {"Done": "double", "Begun": "solid", "Not begun": "dashed"}


@pytest.mark.parametrize("size", SIZES)
def test_every_segment_and_unit_says_in_words_how_far_one_is(enter: Enter, size: str) -> None:
    visitor = enter("amina", viewport=SIZES[size])
    page = visitor.page
    visitor.open("/units/c3")
    assert page.locator("main .list .tag").all_inner_texts() == ["Begun", *["Not begun"] * 4]
    visitor.look("unit")
    visitor.open("/units/c1")
    assert page.locator("main .list .tag").all_inner_texts() == ["Done"] * 5
    visitor.open("/programmes/lived-in")
    assert page.locator("main .list .tag").all_inner_texts() == ["Done", "Begun", "Not begun"]
    visitor.look("programme")
    for path in ("/units", "/"):
        visitor.open(path)
        words = page.locator(".unit .pips__words").all_inner_texts()
        assert len(words) == page.locator(".unit .pips").count() > 0
        assert {"Done", "1 of 5 begun" if path == "/units" else "1 of 2 begun"} <= set(words)
        visitor.look("catalogue" if path == "/units" else "home")
    visitor.open("/programmes/new")
    labels = page.locator("[data-pick] .govuk-checkboxes__label").all_inner_texts()
    assert labels
    assert all(label.endswith((" done", " begun")) for label in labels)
    visitor.look("pick")


def test_a_stranger_is_told_nothing_of_how_far_they_are(enter: Enter) -> None:
    visitor = enter("nobody")
    for path in ("/units", "/units/c1"):
        visitor.open(path)
        assert visitor.page.locator("main .pips, main .tag").count() == 0
