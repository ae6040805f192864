"""What a person has of assessed work, as learner and as assessor, with words that are found again wherever they go."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Role
from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.assessment.assessed.digests.models import AssessmentDigest
from learnmentor.assessment.assessed.discussions.models import Discussion, discussion_place
from learnmentor.assessment.assessed.discussions.rules import DiscussionState
from learnmentor.assessment.assessed.models import Appeal, CriteriaShown, SubmissionFile, appeal_place, shown_place
from learnmentor.assessment.assessed.rules import AssignmentKind, ConsentState
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.models import Pair
from tests import factories
from tests.assessment.assessed import works

WORDS = {
    "submission": "yellowhammer", "handed in": "stonechat", "released": "firecrest", "appeal": "chiffchaff",
    "said": "whinchat", "round": "goldcrest", "visit": "wheatear",
}  # fmt: skip
NOT_THEIRS = ("bullfinch", "brambling", "dunnock")  # of a pair's other, and of a learner whom they judge


def assessed_work(db: Session, vault: Vault, actor: Actor) -> None:
    """Something prepared, something passed and appealed; a record that was asked of them; and work that they judge."""
    me, other = db.get_one(factories.Person, actor.id), factories.person(db, name="Somebody else")
    prepared = works.submission(db, me, public_id=f"submission{me.id}q")
    works.written(db, vault, prepared, WORDS["submission"])
    shown = vault.seal({"P1.1-1": {"parts": ["account"], "where": WORDS["submission"]}},
                       place=shown_place(prepared.public_id))  # fmt: skip
    db.add(CriteriaShown(submission_id=prepared.id, body=shown, changes=1, changed_at=works.NOW))
    works.released(db, vault, prepared, other=None, text=WORDS["released"], kind="cpd-entry", part="listening")
    db.add(
        SubmissionFile(public_id=f"workfile{me.id}", submission_id=prepared.id, part="account", name="lapsed.txt",
                       media_type="text/plain", size=3, sha256="0" * 64, storage_key="0" * 64, added_at=works.NOW,
                       removed_at=works.NOW)
    )  # fmt: skip
    theirs = works.passed(db, vault, me, other)
    again = works.submission(db, me, level=5)
    works.handed_in(db, vault, again, handed=works.work(WORDS["handed in"]))
    place = appeal_place(f"appeal{me.id}")
    db.add(
        Appeal(public_id=f"appeal{me.id}", result_id=theirs.result.id, made_at=works.NOW, moderator_id=me.id,
               body=vault.seal({"reasons": WORDS["appeal"], "answer": ""}, place=place))
    )  # fmt: skip
    said = {"proposal": None, "correction": WORDS["said"], "record": None}
    db.add(
        Discussion(public_id=f"discussion{me.id}", try_id=theirs.tried.id, state=DiscussionState.RECORDED, changes=0,
                   made_at=works.NOW, recorded_at=works.NOW, recorded_by_id=me.id,
                   body=vault.seal(said, place=discussion_place(f"discussion{me.id}")))
    )  # fmt: skip
    db.add(AssessmentDigest(person_id=me.id, stopped_at=works.NOW))
    works.standardised(db, vault, me, words=WORDS["round"])
    works.visit(db, vault, theirs.tried, other, me, focus=WORDS["visit"])
    _around(db, vault, me, other)


def _around(db: Session, vault: Vault, me: factories.Person, other: factories.Person) -> None:
    """What was asked of them by another learner, and what they judge."""
    anothers = works.submission(db, other)
    works.released(db, vault, anothers, other=me, text=NOT_THEIRS[0], state=ConsentState.GIVEN)
    tried = works.handed_in(db, vault, anothers, handed=works.work(NOT_THEIRS[1]))
    works.assigned(db, tried, me).by_id = me.id
    works.judged(db, vault, tried, me)
    works.visit(db, vault, tried, me, other, focus=NOT_THEIRS[2])
    attended = works.visit(db, vault, tried, other, other, focus=NOT_THEIRS[2])
    attended.pair_id, attended.present_id = db.scalar(select(Pair.id).limit(1)), me.id
    works.assigned(db, tried, other, kind=AssignmentKind.SECOND)
    role = db.scalars(select(Role).where(Role.person_id == me.id, Role.name == RoleName.ASSESSOR)).first()
    if role is not None:
        works.assessor(db, me).recorded_by_id = me.id
    db.flush()
