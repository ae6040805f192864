"""LearnMentor promises that what is pasted or chosen arrives whole, and that too much is said and not cut."""

import pytest
from wtforms import Form as WTForm
from wtforms import StringField
from wtforms.validators import Length

from learnmentor.assessment.activities import quizzes
from learnmentor.config import home
from learnmentor.web.forms import FormPart
from tests.assessment import samples as activities
from tests.cpd import samples
from tests.cpd.ledger import Ledger
from tests.page import Browser, upload

pytestmark = pytest.mark.usefixtures("time")
GOOD = {"title": "Day", "on": "2026-11-12", "hours": "1", "type": "workshop"}


def _kinds_of(form: type) -> set[type]:
    return {form}.union(*(_kinds_of(kind) for kind in form.__subclasses__()))


def test_no_page_of_ours_gives_a_field_a_length_at_which_browsers_cut() -> None:
    ours = [*home("templates").rglob("*.html"), *home("static").glob("js/*.mjs")]
    assert len(ours) > 50
    assert [path.name for path in ours if "maxlength" in path.read_text(encoding="utf-8").lower()] == []


def test_every_form_draws_its_fields_without_one() -> None:
    ours = {kind for kind in _kinds_of(WTForm) if kind.__module__.startswith("learnmentor.")}
    assert len(ours) > 20
    assert {kind.__name__ for kind in ours if not issubclass(kind, FormPart)} == set()

    class Short(FormPart):
        word = StringField(validators=[Length(2, 5)])

    assert "length" not in Short().word()
    assert 'maxlength="7"' in Short().word(maxlength="7")


@pytest.mark.parametrize("page", ["/cpd/entries/new", "/cpd/target", "/cpd/import", "/profile"])
def test_no_field_of_a_page_has_a_length(as_amina: Browser, page: str) -> None:
    shown = as_amina.get(page)
    assert shown.status == 200
    assert "maxlength" not in shown.text


def test_a_long_paste_comes_back_whole_with_what_is_too_much(mine: Ledger, as_amina: Browser) -> None:
    title, words = "t" * 260, "".join(f"{n:05} " for n in range(2000)).strip()
    pasted = {"title": title, "impact": words, "reflection": words}
    page = as_amina.get("/cpd/entries/new").submit("Log it", **{**GOOD, **pasted})
    assert page.status == 422
    assert page.errors() == [
        "Keep this to 200 characters; it has 260. There is room for more below.",
        "Keep this to 10,000 characters; it has 11,999.",
        "Keep this to 10,000 characters; it has 11,999.",
    ]
    assert page.one('[name="title"]')["value"] == title
    assert page.one('[name="impact"]').get_text().strip() == words
    assert page.one('[name="reflection"]').get_text().strip() == words
    assert mine.lines() == []


def test_a_very_long_paste_reaches_the_form(as_amina: Browser) -> None:
    words = "à" * 300_000
    sent = {**GOOD, "reflection": words, "files": upload(samples.PDF, "a.pdf")}  # in parts, as browsers send files
    page = as_amina.get("/cpd/entries/new").submit("Log it", **sent)
    assert page.errors()[0] == "Keep this to 10,000 characters; it has 300,000."
    assert page.one('[name="reflection"]').get_text().strip() == words


@pytest.mark.parametrize("press", [{"finish": True}, {"finish": False}])
def test_a_long_answer_to_a_quick_check_is_shown_whole(press: dict[str, bool]) -> None:
    step = quizzes.take(activities.text(), None, {"answer": ["x" * 260]}, **press)
    assert step.body == {"fields": {"answer": ["x" * 260]}}
    assert [problem.text for problem in step.problems] == ["Write at most 200 characters; this is 260"]


def test_a_photo_under_another_name_is_kept_under_the_right_ending(mine: Ledger, as_amina: Browser) -> None:
    chosen = [upload(samples.JPEG, "IMG_0412.heic"), upload(b"\xef\xbb\xbf" + samples.PDF, "scan.pdf")]
    year = as_amina.get("/cpd/entries/new").submit("Log it", **{**GOOD, "files": chosen}).follow()
    entry = year.click("Day")
    assert "IMG_0412.jpg" in entry.words
    assert "scan.pdf" in entry.words
    answer = entry.click("IMG_0412.jpg").response
    assert answer.mimetype == "image/jpeg"
    assert answer.get_data() == samples.JPEG
    assert mine.holds()


def test_a_mail_is_refused_with_what_to_add_instead(as_amina: Browser) -> None:
    letter = upload(samples.compound("__properties_version1.0"), "Attendance confirmed.msg")
    page = as_amina.get("/cpd/entries/new").submit("Log it", **{**GOOD, "files": letter})
    (said,) = page.errors()
    assert said.startswith("Attendance confirmed.msg is a mail, and mails cannot be added")
    assert said.endswith("Print it to a PDF, and add that.")


@pytest.mark.parametrize(
    ("typed", "counted"), [("1:30:00", "1 h 30 min"), ("half an hour", "30 min"), ("45 min", "45 min")]
)
def test_an_entry_takes_days_and_lengths_as_people_write_them(as_amina: Browser, typed: str, counted: str) -> None:
    year = as_amina.get("/cpd/entries/new").submit("Log it", **{**GOOD, "on": "Thu 12th Nov 2026", "hours": typed})
    assert f"Logged: {counted} on 12 November 2026." in year.follow().words


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (
            "1:75",
            "“1:75” has 75 minutes beside its hours, and an hour has 60. Write 1.75",
        ),
        ("0900", "“0900” looks like a time of day."),
        ("1200", "“1200” is 1,200 hours, and one entry can be at most 24 hours"),
        ("90", "“90” is 90 hours, and one entry can be at most 24 hours"),
    ],
)
def test_a_length_that_cannot_be_is_refused_and_kept(as_amina: Browser, typed: str, says: str) -> None:
    page = as_amina.get("/cpd/entries/new").submit("Log it", **{**GOOD, "hours": typed})
    assert page.status == 422
    assert page.errors()[0].startswith(says)
    assert page.one('[name="hours"]')["value"] == typed
