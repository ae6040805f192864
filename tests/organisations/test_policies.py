"""Texts that an organisation adopts: copied, changed, published with a day, found by its members; old versions stay."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.courses.catalogue.models import Page as TextPage
from learnmentor.markup import Context, LinkTarget, render
from learnmentor.organisations.models import Part
from learnmentor.organisations.policies import rules, services
from learnmentor.organisations.policies.adoption import own_text, own_title
from learnmentor.organisations.policies.models import Policy, PolicyVersion
from learnmentor.organisations.policies.rules import VersionDay, in_force, may_hold_from
from learnmentor.organisations.policies.services import PolicyText
from tests import factories
from tests.house.tree import ROOT
from tests.organisations.conftest import Colleges

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
DAYS = st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days))


@given(st.lists(DAYS, max_size=12), DAYS)
def test_of_versions_that_hold_by_a_day_the_last_one_published_is_in_force(days: list[date], on: date) -> None:
    versions = [VersionDay(number, day) for number, day in enumerate(days, 1)]
    found = in_force(versions, on=on)
    assert found == in_force(versions[::-1], on=on)
    if found is None:
        assert all(day > on for day in days)
    else:
        assert days[found - 1] <= on
        assert all(day > on for day in days[found:])


@given(DAYS)
def test_a_version_holds_from_today_or_from_a_day_of_the_coming_year(day: date) -> None:
    assert may_hold_from(day, today=TODAY) == (0 <= (day - TODAY).days <= 366)


def test_a_copy_has_a_title_of_its_own() -> None:
    assert own_title("A template: handbook for mentees") == "Handbook for mentees"
    assert own_title("Policy") == "Policy"


def test_a_copy_has_links_that_lead_on_and_no_citations() -> None:
    written = "Time is short [LLUK s.5; NFER s.4.2.1]. See [[C2-S4]], [[F13|the form]], [[Z9]] and [here](/check).\n"
    template = f"---\ncode: x\n---\n\n{written}"
    targets = {"C2-S4": LinkTarget("/segments/c2-s4", "What stays"), "F13": LinkTarget("/forms/f13", "Role")}
    assert own_text(template, targets=targets, sources=["LLUK", "NFER"]) == (
        "Time is short. See [What stays](/segments/c2-s4), [the form](/forms/f13), Z9 and [here](/check).\n"
    )


@pytest.mark.parametrize("path", sorted((ROOT / "content/pages").glob("template-*.md")), ids=lambda path: path.stem)
def test_every_template_of_the_course_can_be_copied(path: Path) -> None:
    text = own_text(path.read_text(), targets={}, sources=["LLUK", "NFER", "Brighton", "CUREE paper"])
    assert not [left for left in ("[[", "[LLUK", "[NFER", "[Brighton", "[CUREE", "code:") if left in text]
    assert text.startswith("*")
    assert "______" in text
    assert render(text, Context()).faults == ()


@pytest.fixture
def college(db: Session, colleges: Colleges) -> Part:
    """Northfield, which Dev looks after and Ida belongs to, with a template; Eve belongs to another."""
    made = factories.revision(db, kind="page", code="template-policy", data={"title": "Policy", "summary": ""})
    made.source = "---\ncode: template-policy\n---\n\n## Time\n\nAn hour for each [NFER s.4.3].\n"
    db.add(TextPage(kind="page", code="template-policy", title="Policy", summary="", revision_id=made.id))
    db.commit()
    return colleges.north


def test_a_template_becomes_a_policy_that_members_read_and_nobody_else(
    db: Session, college: Part, colleges: Colleges
) -> None:
    as_dev, ida, eve = (colleges.browsers[name] for name in ("dev", "ida", "eve"))
    shelf = f"/organisation/parts/{college.public_id}/policies"
    page = as_dev.get(shelf).submit("Copy it").follow()
    place = page.browser.address
    assert "Nothing is published yet" in ida.get("/policies").words
    hostile = "## Time\n\nTwo hours. <script>alert(1)</script> [x](javascript:alert(1)) ![y](https://example.com/a.png)"
    shown = page.submit("Preview", title="Our policy", source=hostile)
    preview = shown.one(".prose")
    assert preview.h2.text == "Time"
    assert not preview.select("script, [src], a[href^=javascript]")
    assert db.scalars(select(Policy.title)).one() == "Policy"
    db.rollback()
    shown.submit("Save it").follow()
    refused = as_dev.get(place).submit("Publish a version", from_on="1/1/2020")
    assert "in the coming year" in refused.errors()[0]
    as_dev.get(place).submit("Publish a version", note="Two hours, not one").follow()
    [link] = [a["href"] for a in ida.get("/policies").soup.select("main h1 + ul a")]
    read = ida.get(link)
    assert "Version 1, in force from" in read.words
    assert "Two hours." in read.one("article").text
    assert not read.soup.select("article script, article [src]")
    as_dev.get(place).submit("Save it", source="## Time\n\nThree hours.")
    assert "Two hours." in ida.get(link).words
    as_dev.get(place).submit("Publish a version")
    assert "Three hours." in ida.get(link).words
    assert "Two hours." in ida.get(f"{link}/versions/1").words
    assert [eve.get(where).status for where in (link, f"{link}/versions/1", place, shelf)] == [404, 404, 403, 403]
    assert "Nothing is published yet" in eve.get("/policies").words
    as_dev.get(place).submit("Withdraw it from members")
    assert ida.get(link).status == 404
    assert as_dev.get(f"{link}/versions/1").status == 200


def test_two_coordinators_do_not_write_over_each_other(college: Part, colleges: Colleges) -> None:
    as_dev = colleges.browsers["dev"]
    place = as_dev.get(f"/organisation/parts/{college.public_id}/policies").submit("Copy it").follow().browser.address
    mine = as_dev.get(place)
    as_dev.get(place).submit("Save it", source="Theirs.")
    met = mine.submit("Save it", source="Mine.")
    assert met.status == 422
    assert "Theirs." in met.words
    assert met.one("textarea").text.strip() == "Mine."
    assert "changed since you opened" in mine.submit("Publish a version").errors()[0]
    met.submit("Save it")
    assert as_dev.get(place).one("textarea").text.strip() == "Mine."


def test_there_is_a_bound_and_a_version_is_never_changed(db: Session, college: Part) -> None:
    text = PolicyText("P", "Words.")
    made = [
        services.adopt(db, college, text=text, template="t", public_id=f"p{n}", at=NOW)
        for n in range(rules.MOST_POLICIES)
    ]
    with pytest.raises(services.TooManyPolicies):
        services.adopt(db, college, text=text, template="t", public_id="more", at=NOW)

    def publish(*, seen: int) -> None:
        services.publish(db, made[0], seen=seen, html="<p>Words.</p>", note="", from_on=TODAY, today=TODAY, at=NOW)

    publish(seen=0)
    services.change(db, made[0], text=PolicyText("P", "Other."), seen=0, at=NOW)
    with pytest.raises(services.ChangedByAnother):
        publish(seen=0)
    publish(seen=1)
    found = db.execute(select(PolicyVersion.number, PolicyVersion.source).order_by(PolicyVersion.number)).all()
    assert [tuple(row) for row in found] == [(1, "Words."), (2, "Other.")]
