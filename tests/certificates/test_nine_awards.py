"""All nine awards of the course can be earned, each once, and each certificate says what its rules say."""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed.rules import Outcome, ResultGround, SubmissionKind
from learnmentor.certificates import queries, services
from learnmentor.certificates.awards import wording
from learnmentor.certificates.awards.definition import AwardRule
from learnmentor.certificates.credentials import open_badge
from learnmentor.certificates.models import Certificate
from learnmentor.config import Settings
from learnmentor.ground.vault import Vault
from learnmentor.stories import released_result
from tests import factories
from tests.assessment.assessed import works
from tests.certificates import passing
from tests.certificates.test_combination import AWARDS, CORE, DATA
from tests.conftest import HeldClock
from tests.page import Browser
from tests.statements import statements

# In this order every award is met by the unit beside it, and no award before its turn.
WAY = {
    "INT-L4-3": ("P1", 4, 1), "AWD-L4-10": ("O4", 4, 2), "CRT-L5-15": ("O3", 5, 3), "CRT-L5-20": ("P3", 5, 5),
    "CRT-L5-30": ("O8", 5, 3), "CRT-L6-15": ("O9", 6, 3), "CRT-L7-20": ("O6", 7, 3),
}  # fmt: skip
BEFORE = {
    "AWD-L4-10": [("P2", 4, 4), ("O1", 4, 2)],
    "CRT-L5-15": [("P2", 5, 4), ("O1", 5, 3), ("O2", 5, 3)],
    "CRT-L5-30": [("P4", 5, 4), ("O4", 5, 3)],
    "CRT-L6-15": [("O8", 6, 3), ("O3", 6, 3)],
    "CRT-L7-20": [("P5", 7, 12), ("O8", 7, 3)],
}
STUDIED = [*sorted(CORE), "O1", "O3", "O4", "O6"]


@dataclass(frozen=True)
class Run:
    """Amina on her way, with Carys who judges."""

    db: Session
    vault: Vault
    amina: Person
    carys: Person

    def passed(self, unit: str, level: int, worth: int) -> None:
        passing.passed(self.db, self.vault, self.amina, self.carys, unit, level=level, credits_=worth)

    def codes(self) -> list[str]:
        return sorted(each.award_code for each in queries.certificates_of(self.db, self.amina.id))


@pytest.fixture
def run(db: Session, settings: Settings, amina: Person) -> Run:
    services.publish_awards(db, DATA.values(), at=works.NOW)
    return Run(db, Vault(settings.text_keys), amina, factories.person(db, name="Carys Assessor"))


def test_all_nine_can_be_earned_each_once_and_each_says_what_its_rules_say(run: Run, as_amina: Browser) -> None:
    passing.studied(run.db, run.amina, *STUDIED)
    for unit, level, worth in BEFORE["AWD-L4-10"]:
        run.passed(unit, level, worth)
    services.issue_due(run.db, person_id=run.amina.id, at=works.NOW, zone=passing.ZONE, issuer=passing.ISSUER)
    had = {"STARTER-5", "CPD-30"}
    for code, (unit, level, worth) in WAY.items():
        for each in BEFORE.get(code, []) if code != "AWD-L4-10" else []:
            run.passed(*each)
        assert set(run.codes()) == had, f"before {unit} of {code}"
        run.passed(unit, level, worth)
        had |= {code}
        assert set(run.codes()) == had, f"after {unit} of {code}"
    assert run.codes() == sorted(AWARDS)
    assert services.issue_due(run.db, person_id=run.amina.id, at=works.NOW, zone=passing.ZONE, issuer="X") == []
    run.db.commit()
    for certificate in queries.certificates_of(run.db, run.amina.id):
        says_its_rules(certificate, AWARDS[certificate.award_code])
    says_it_everywhere(as_amina, queries.certificates_of(run.db, run.amina.id))


def says_its_rules(certificate: Certificate, rule: AwardRule) -> None:
    snapshot = certificate.snapshot
    told = (snapshot["title"], snapshot["level"], snapshot["credits"], snapshot["hours"], snapshot["wording"])
    assert told == (rule.title, rule.level, rule.credits, rule.hours, rule.wording)
    assert not re.search(r"accredited|\bqualified|credits earned", str(snapshot), re.IGNORECASE)
    assert (snapshot["began_on"], snapshot["completed_on"]) == ("2026-11-21", "2026-11-21")
    units = {unit["code"]: unit for unit in snapshot["units"]}
    for part in rule.components:
        filled = [unit for code, unit in units.items() if code in part.units and ("assessed" in unit) == part.assessed]
        assert len(filled) >= part.choose
        assert all(unit["assessed"]["level"] >= (part.level or 0) for unit in filled if part.assessed)
        assert all(len(unit["segments"]) == 5 for unit in filled if not part.assessed)
    assert (wording.mapped(snapshot) or rule.wording).endswith(("regulated qualification.", "not a qualification."))
    if rule.assessed:
        assert sum(unit["assessed"].get("counts", unit["assessed"]["credits"]) for unit in units.values()
                   if "assessed" in unit) == rule.credits - snapshot["core"]["credits"]  # fmt: skip
        assert snapshot["core"]["units"] == sorted(CORE)


def says_it_everywhere(browser: Browser, certificates: list[Certificate]) -> None:
    """The page, programs, the badge and the transcript say of AWD-L4-10 what was studied and what was assessed."""
    [award] = [each for each in certificates if each.award_code == "AWD-L4-10"]
    page = browser.get(f"/certificates/{award.number}").words
    for words in (
        "Mapped to level 4, 10 credits; not a regulated qualification.", "What was assessed", "What was studied",
        "C1 to C8 were studied, and confirmed for credit by P2 (level 4, 2 credits).", "by work",
        "criteria in version 1",
    ):  # fmt: skip
        assert words in page, words
    facts = browser.get(f"/certificates/{award.number}.json").response.json
    assert facts is not None
    p2 = next(unit for unit in facts["units"] if unit["code"] == "P2")
    assert (p2["planned_minutes"], p2["assessed"]["level"], p2["assessed"]["by"]) == (0, 4, "work")
    assert facts["core"]["confirmed_by"] == "P2"
    badge = wording.assessed_told(award.snapshot)
    assert "P2 Unit P2 at level 4, 4 credits, by work, on 21 November 2026, criteria in version 1" in badge
    transcript = browser.get("/certificates/transcript").words
    assert "P5 Unit P5" in transcript
    assert browser.get(f"/certificates/{award.number}.pdf").response.data.startswith(b"%PDF-")
    assert browser.get("/certificates/transcript.pdf").response.data.startswith(b"%PDF-")


def test_a_credential_of_an_award_with_levels_tells_what_was_assessed(run: Run, time: HeldClock) -> None:
    passing.studied(run.db, run.amina, *sorted(CORE))
    run.passed("P1", 4, 1)
    [award] = [each for each in queries.certificates_of(run.db, run.amina.id) if each.award_code == "INT-L4-3"]
    told = open_badge.credential_of(
        award.snapshot, open_badge.Places("http://localhost"), issued_at=time(), zone="UTC", status_index=1
    )
    narrative = told["credentialSubject"]["narrative"]
    assert "P1 Unit P1 (0" not in narrative
    assert "Assessed: P1 Unit P1 at level 4, 1 credit, by work" in narrative
    assert "creditsAvailable" not in str(told)


def test_what_was_learned_earlier_is_named_as_such(run: Run) -> None:
    services.publish_awards(run.db, [{**DATA["INT-L4-3"], "version": 2, "earlier_learning_credits": 1}], at=works.NOW)
    passing.studied(run.db, run.amina, *sorted(CORE))
    passing.passed(run.db, run.vault, run.amina, run.carys, kind=SubmissionKind.EARLIER_LEARNING)
    [issued] = queries.certificates_of(run.db, run.amina.id)
    [p1] = [unit for unit in issued.snapshot["units"] if unit["code"] == "P1"]
    assert p1["assessed"]["by"] == "earlier-learning"
    assert "by earlier learning" in wording.assessed_told(issued.snapshot)


def test_an_award_keeps_what_counted_where_another_pass_takes_its_place(run: Run) -> None:
    """A unit passed at two levels: the one at the higher level counts; set aside, the lower one does again."""
    passing.studied(run.db, run.amina, *sorted(CORE))
    run.passed("P2", 4, 4)
    run.passed("O1", 4, 2)
    higher = passing.passed(run.db, run.vault, run.amina, run.carys, "O1", level=5, credits_=3)
    run.passed("O4", 4, 2)
    [award] = [each for each in queries.certificates_of(run.db, run.amina.id) if each.award_code == "AWD-L4-10"]
    o1 = next(unit["assessed"] for unit in award.snapshot["units"] if unit["code"] == "O1")
    assert (o1["level"], o1["credits"], o1.get("counts")) == (5, 3, 2)
    released_result.follow(
        run.db, higher, outcome=Outcome.REFER, judgement=None, ground=ResultGround.CORRECTION, reason="A slip.",
        at=works.NOW, zone=passing.ZONE, issuer=passing.ISSUER,
    )  # fmt: skip
    run.db.expire_all()
    both = [each for each in queries.certificates_of(run.db, run.amina.id) if each.award_code == "AWD-L4-10"]
    assert sorted((each.edition, each.revoked is not None) for each in both) == [(1, True), (2, False)]
    second = next(each for each in both if each.edition == 2)
    assert [unit["assessed"]["level"] for unit in second.snapshot["units"] if unit["code"] == "O1"] == [4]


def test_what_was_passed_is_asked_only_where_an_award_needs_it_and_the_rest_is_there(run: Run, app: Flask) -> None:
    passing.studied(run.db, run.amina, *sorted(CORE)[:7])
    told = {"person_id": run.amina.id, "at": works.NOW, "zone": passing.ZONE, "issuer": passing.ISSUER}
    services.issue_due(run.db, **told)
    with statements(app) as sent:
        services.issue_due(run.db, **told)
    assert len(sent) <= 2
    assert not any("FROM result" in each for each in sent)
    passing.studied(run.db, run.amina, "C8")
    with statements(app) as sent:
        services.issue_due(run.db, **told)
    assert len([each for each in sent if "FROM result" in each]) == 1
    assert len(sent) <= 3
