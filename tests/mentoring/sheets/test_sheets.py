"""Sheets: kept from two windows, finished, shown and taken back; a view of another's is read when both are ready."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.learning_plan import queries as plans
from learnmentor.mentoring.learning_plan import rules as plan_rules
from learnmentor.mentoring.learning_plan import services as planning
from learnmentor.mentoring.learning_plan.rules import AreaAnswers, PlanWords
from learnmentor.mentoring.learning_plan.services import LineIds
from learnmentor.mentoring.rules import Side
from learnmentor.mentoring.sheets import queries, rules, services
from learnmentor.mentoring.sheets.catalogue import FORMS, in_a_pair
from learnmentor.mentoring.sheets.merged_answers import marks_of
from learnmentor.mentoring.sheets.models import Sheet
from learnmentor.mentoring.sheets.rules import SheetFacts, SheetKind
from learnmentor.mentoring.targets import queries as targets
from learnmentor.mentoring.targets.rules import TargetSource, TargetWords
from tests.mentoring.conftest import NOW, TODAY, Two, two

VAULT = Vault((b"k" * 32,))
AUDIT, VIEW = SheetKind.SUBJECT_AUDIT, SheetKind.SUBJECT_AUDIT_VIEW
MENTEE, MENTOR = 1, 2


def facts(kind: SheetKind = AUDIT, owner: int = MENTEE, *, finished: bool = False, shared: bool = False) -> SheetFacts:
    """A sheet in pair 7."""
    return SheetFacts(owner, kind, 7, finished=finished, shared=shared)


@pytest.mark.parametrize("finished", [True, False])
@pytest.mark.parametrize("shared", [True, False])
def test_a_view_is_read_once_its_writer_shows_it_and_the_other_has_finished(finished: bool, shared: bool) -> None:
    view = facts(VIEW, MENTOR, shared=shared)
    assert rules.may_read_sheet(MENTEE, view, facts(finished=finished)) is (finished and shared)
    assert rules.may_read_sheet(MENTOR, view, facts(finished=finished))
    assert not rules.may_read_sheet(MENTEE, view, None)  # what it was of is deleted


def test_a_sheet_is_its_owners_until_it_is_shown() -> None:
    assert rules.may_read_sheet(MENTEE, facts())
    assert not rules.may_read_sheet(MENTOR, facts(finished=True))
    assert rules.may_read_sheet(MENTOR, facts(shared=True))


def test_of_an_audit_the_other_knows_and_may_write_a_view_and_of_other_forms_knows_nothing() -> None:
    alone = facts(SheetKind.SELF_ASSESSMENT)
    assert rules.may_know_of_sheet(MENTOR, facts())
    assert not rules.may_know_of_sheet(MENTOR, alone)
    assert rules.may_write_view(MENTOR, facts(), pair_id=7)
    assert not rules.may_write_view(MENTEE, facts(), pair_id=7)
    assert not rules.may_write_view(MENTOR, facts(), pair_id=8)
    assert not rules.may_write_view(MENTOR, alone, pair_id=7)


def test_a_finished_sheet_is_opened_again_until_a_view_of_it_can_be_read() -> None:
    done = facts(finished=True)
    assert rules.may_reopen(done, None)
    assert rules.may_reopen(done, facts(VIEW, MENTOR))
    assert not rules.may_reopen(done, facts(VIEW, MENTOR, shared=True))


def test_what_has_a_view_stays_in_its_pair() -> None:
    assert not rules.may_share_with(facts(), pair_id=8)
    assert not rules.may_share_with(facts(VIEW, MENTOR), pair_id=8)
    assert rules.may_share_with(facts(SheetKind.SELF_ASSESSMENT), pair_id=8)


def test_each_side_begins_its_own_forms_and_partners_what_names_no_mentor() -> None:
    assert AUDIT in {form.kind for form in in_a_pair(Side.MENTEE, co_coaching=False)}
    assert AUDIT not in {form.kind for form in in_a_pair(Side.MENTOR, co_coaching=False)}
    assert in_a_pair(Side.MENTOR, co_coaching=False)[0].kind == SheetKind.SELF_ASSESSMENT
    (form,) = in_a_pair(Side.MENTOR, co_coaching=True)
    for definition in (form.definition, FORMS[rules.VIEW_OF[form.kind]].definition):
        assert "ment" not in str([(part.label, part.why) for part in definition.parts()]).lower()


def begun(db: Session, pair: Two, *, kind: SheetKind = AUDIT, by: int | None = None, of: Sheet | None = None) -> Sheet:
    """A sheet in the pair; the mentee's, where nobody is named."""
    count = queries.how_many(db, owner_id=by or pair.mentee.id)
    return services.begin(
        db, VAULT, owner_id=by or pair.mentee.id, kind=kind, pair=pair.pair, overlays=of,
        public_id=f"{kind}{count}", at=NOW,
    )  # fmt: skip


def keep(db: Session, sheet: Sheet, seen: dict[str, object] | None = None, **typed: str) -> tuple[str, ...]:
    """Type into a page that was drawn with `seen`; the keys in which two texts met."""
    definition = FORMS[SheetKind(sheet.kind)].definition
    marks = marks_of(definition, seen or {})
    return services.keep(db, VAULT, sheet, definition=definition, typed=typed, seen=marks, at=NOW).both


def test_two_windows_lose_nothing(db: Session, pair: Two) -> None:
    sheet = begun(db, pair)
    assert keep(db, sheet, breadth_evidence="In May.", breadth_self_view="new") == ()
    assert keep(db, sheet, breadth_evidence="In June.", tasks_evidence="Card sorts") == ("breadth_evidence",)
    assert queries.answers(VAULT, sheet) == {
        "breadth_evidence": "In May.\nIn June.", "breadth_self_view": "new", "tasks_evidence": "Card sorts",
    }  # fmt: skip
    assert sheet.changes == 2


def test_beginning_twice_is_one_sheet_and_a_retake_is_another(db: Session, pair: Two) -> None:
    first = begun(db, pair)
    assert begun(db, pair).id == first.id
    with pytest.raises(services.SheetEmpty):
        services.finish(db, first, at=NOW)
    keep(db, first, breadth_self_view="new")
    services.finish(db, first, at=NOW)
    with pytest.raises(services.SheetFinished):
        keep(db, first, breadth_self_view="secure")
    again = begun(db, pair)
    assert again.id != first.id
    (found,) = queries.takes(db, VAULT, owner_id=pair.mentee.id, kind=AUDIT)
    assert (found.public_id, found.answers) == (first.public_id, {"breadth_self_view": "new"})


def test_nobody_keeps_more_than_the_most(db: Session, pair: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_SHEETS", 1)
    begun(db, pair)
    with pytest.raises(services.TooManySheets):
        begun(db, pair, kind=SheetKind.PRACTICE_MAP)


def test_there_is_one_view_and_it_outlives_what_it_is_of(db: Session, pair: Two) -> None:
    audit = begun(db, pair)
    view = begun(db, pair, kind=VIEW, by=pair.mentor.id, of=audit)
    keep(db, view, breadth_mentor_view="secure")
    assert begun(db, pair, kind=VIEW, by=pair.mentor.id, of=audit).id == view.id
    services.delete(db, audit)
    db.refresh(view)
    assert view.overlays_id is None
    assert queries.answers(VAULT, view) == {"breadth_mentor_view": "secure"}
    with pytest.raises(services.SheetGone):
        keep(db, audit, breadth_self_view="new")


def test_what_is_shown_is_taken_back_and_stays_in_its_pair(db: Session, pair: Two) -> None:
    audit, other = begun(db, pair), two(db, mentee=pair.mentee, public_id="another")
    services.share(db, audit, pair.pair, at=NOW)
    with pytest.raises(services.BoundToPair):
        services.share(db, audit, other.pair, at=NOW)
    pairs.end(db, pair.pair, at=NOW)
    services.take_back(db, audit)  # also after the end
    assert audit.shared_at is None
    with pytest.raises(pairs.PairEnded):
        services.share(db, audit, pair.pair, at=NOW)


def test_a_view_that_can_be_read_keeps_the_audit_as_it_was_finished(db: Session, pair: Two) -> None:
    audit = begun(db, pair)
    keep(db, audit, breadth_self_view="new")
    services.finish(db, audit, at=NOW)
    services.reopen(db, audit)
    services.finish(db, audit, at=NOW)
    view = begun(db, pair, kind=VIEW, by=pair.mentor.id, of=audit)
    services.share(db, view, pair.pair, at=NOW)
    with pytest.raises(services.ViewWasRead):
        services.reopen(db, audit)


def test_gaps_are_low_marks_of_either_and_wishes() -> None:
    assert plan_rules.is_gap(AreaAnswers("breadth", own_mark="new"))
    assert plan_rules.is_gap(AreaAnswers("breadth", own_mark="secure", other_mark="finding"))
    assert plan_rules.is_gap(AreaAnswers("breadth", own_mark="others", need="Colour correction"))
    assert not plan_rules.is_gap(AreaAnswers("breadth", own_mark="secure", other_mark="others"))


def test_a_gap_becomes_a_target_once_and_outlives_its_audit(db: Session, pair: Two) -> None:
    audit = begun(db, pair)

    def press() -> bool:
        count = len(plans.plan(db, VAULT, pair_id=pair.pair.id))
        return planning.make_line(
            db, VAULT, pair.pair, audit, area="breadth", words=PlanWords("Colour", "The salon"),
            objective=TargetWords("Teach one session"), due_on=TODAY, by=pair.mentee.id,
            ids=LineIds(f"line{count}", f"target{count}"), at=NOW,
        )  # fmt: skip

    assert press()
    assert not press()
    (target,) = targets.targets(db, VAULT, pair_id=pair.pair.id)
    assert (target.source, target.record, target.words.text) == (
        TargetSource.AUDIT, audit.public_id, "Teach one session",
    )  # fmt: skip
    services.delete(db, audit)
    db.expire_all()
    (line,) = plans.plan(db, VAULT, pair_id=pair.pair.id)
    assert (line.sheet_id, line.words, line.target.public_id) == (None, PlanWords("Colour", "The salon"), "target0")


def test_the_database_refuses_a_sheet_that_is_shown_to_nobody(db: Session, pair: Two) -> None:
    sheet = begun(db, pair)
    with pytest.raises(Exception, match="shared_with_a_pair"):
        db.execute(update(Sheet).where(Sheet.id == sheet.id).values(pair_id=None, shared_at=NOW))
