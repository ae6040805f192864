"""An agreement that two people fill in and sign, in as few words as possible."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.agreements import queries, services
from learnmentor.mentoring.agreements.queries import AgreementDraft, OpenedVersion
from learnmentor.mentoring.agreements.readings import FieldEdit, Value, mark, standing_mark
from learnmentor.mentoring.agreements.services import SavedFields
from learnmentor.mentoring.models import Pair
from tests.mentoring.conftest import NOW, Two
from tests.mentoring.test_agreement_rules import MENTEE, MENTOR, terms

VAULT = Vault((b"k" * 32,))


def names(pair: Pair) -> dict[int, str]:
    return {pair.mentor_id: "Amina Yusuf", pair.mentee_id: "Mei Tan"}


def draft(db: Session, pair: Pair) -> AgreementDraft:
    return queries.draft(db, VAULT, pair, names=names(pair))


def typed(
    db: Session,
    pair: Pair,
    values: Mapping[str, Value],
    *,
    by: int,
    seen: AgreementDraft | None = None,
    settled: bool = False,
) -> SavedFields:
    """Somebody saves fields of a draft as they had seen it: by default, as it is."""
    shown = seen or draft(db, pair)
    edits = {
        key: FieldEdit(value, mark(shown.value(key, by)), standing_mark(*shown.field(key, by)), settled)
        for key, value in values.items()
    }
    return services.save(db, VAULT, pair, edits, by=by, names=names(pair), at=NOW)


def filled(db: Session, two: Two) -> None:
    """The two fill in all that an agreement needs."""
    whole, pair = terms(), two.pair
    typed(db, pair, whole.shared, by=two.mentee.id)
    for who, person in ((MENTOR, two.mentor), (MENTEE, two.mentee)):
        typed(db, pair, whole.own[who], by=person.id)


def sign(db: Session, two: Two, by: int, *, digest: str = "") -> OpenedVersion | None:
    shown = digest or draft(db, two.pair).digest
    return services.sign(
        db, VAULT, two.pair, by=by, digest=shown, name=f"Signed {by}", names=names(two.pair), at=NOW
    )  # fmt: skip


def signed(db: Session, two: Two) -> OpenedVersion:
    """The agreement that both have signed."""
    filled(db, two)
    sign(db, two, two.mentor.id)
    made = sign(db, two, two.mentee.id)
    assert made is not None
    db.commit()
    return made
