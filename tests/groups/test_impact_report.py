"""What an organisation is told of before and after: counts that give nobody away, of those who agreed, and no word."""

from datetime import UTC, datetime

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from learnmentor.groups.reports.impact_counts import NO_ANSWER, impact_counts
from learnmentor.mentoring.impact import services
from learnmentor.mentoring.impact.rules import ImpactList, Moment
from tests import factories
from tests.page import Browser

KEYS, WORDS = ["line_1", "line_2"], ["a-little", "fairly", "cannot-say"]
ANSWERS = st.lists(st.dictionaries(st.sampled_from([*KEYS, "x"]), st.sampled_from([*WORDS, "", "other"])), max_size=40)


@given(ANSWERS)
def test_nobody_can_be_picked_out_of_the_counts(answers: list[dict[str, str]]) -> None:
    found = impact_counts(KEYS, WORDS, answers)
    assert (found is None) == (len(answers) < 5)
    if found is None:
        return
    for line in found.statements:
        true = {word: sum(each.get(line.key, "") == word for each in answers) for word in WORDS}
        true[NO_ANSWER] = len(answers) - sum(true.values())
        hidden = [word for word, count in line.counts.items() if count is None]
        assert all(word in hidden for word, count in true.items() if 0 < count < 5)
        assert all(count % 5 == 0 for count in line.counts.values() if count is not None)
        if hidden and found.people is not None:
            assert sum(true[word] for word in hidden) >= 5, "what the others leave over is of five at least"


def test_a_coordinator_reads_counts_of_those_who_agreed_from_five_on(
    app: Flask, db: Session, as_grace: Browser
) -> None:
    college, vault = factories.organisation(db), app.config["VAULT"]
    place = f"/organisation/parts/{college.public_id}/impact"
    october = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)

    def answer(number: int, *, counted: bool = True, at: datetime = october) -> None:
        person = factories.person(db, name=f"Person {number}")
        made = services.begin(
            db, vault, person_id=person.id, kind=ImpactList.ORGANISATION, about="Ours", root_id=college.id,
            counted=counted, public_id=f"s{number}", at=at,
        )  # fmt: skip
        values = {"line_2": "fairly", "line_2_example": "Sandpiper"}
        services.answer(
            db, vault, made.public_id, Moment.BEFORE, person_id=person.id, values=values, seen=None,
            public_id=f"t{number}", at=at,
        )  # fmt: skip

    for number in range(4):
        answer(number)
    answer(4, counted=False)
    answer(5, at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC))  # of this month: counted from the next on
    db.commit()
    assert as_grace.get(place).words.count("Fewer than five people") == 3
    answer(6)
    db.commit()
    page = as_grace.get(place)
    assert "About 5 people answered" in page.words
    row = next(row for row in page.soup.select("tbody tr") if row.th.text == "Those in charge ask before they tell")
    assert [cell.text for cell in row.select("td")] == ["0", "0", "5", "0", "0", "0"]
    assert "Sandpiper" not in page.text
    assert "Person" not in page.words
    assert "Fewer than five people" in as_grace.get(f"{place}?list=mentor").words
