"""Two who sign at once, and one who signs while the other changes the draft: as if one had come after the other."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from learnmentor.ground.db import Database
from learnmentor.mentoring.agreements import queries, services
from learnmentor.mentoring.agreements.models import AgreementReading, AgreementSignature, AgreementVersion
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.targets.models import PairTarget
from tests.mentoring.agreeing import VAULT, draft, filled, names, typed
from tests.mentoring.conftest import NOW, Two
from tests.racing import done, kinds, number_of


def signing(pair_id: int, by: int, digest: str) -> Callable[[Session], object]:
    def sign(db: Session) -> object:
        pair = db.get_one(Pair, pair_id)
        return services.sign(db, VAULT, pair, by=by, digest=digest, name="A name", names=names(pair), at=NOW)

    return sign


def test_two_who_sign_at_once_make_one_version(db: Session, base: Database, pair: Two) -> None:
    filled(db, pair)
    shown, pair_id, people = draft(db, pair.pair).digest, pair.pair.id, (pair.mentor.id, pair.mentee.id)
    db.commit()
    made = done(base, *(signing(pair_id, person, shown) for person in people))
    assert sorted(each is None for each in made) == [False, True]
    assert number_of(db, AgreementVersion) == 1
    assert number_of(db, PairTarget) == 3
    assert number_of(db, AgreementSignature) == number_of(db, AgreementReading) == 0
    found = queries.version(db, VAULT, db.get_one(Pair, pair_id), number=1)
    assert found is not None
    assert found.intact


def test_one_who_signs_while_the_other_changes_signs_nothing_that_they_have_not_seen(
    db: Session, base: Database, pair: Two
) -> None:
    filled(db, pair)
    amina, mei, pair_id = pair.mentor.id, pair.mentee.id, pair.pair.id
    shown = draft(db, pair.pair).digest
    services.sign(
        db, VAULT, pair.pair, by=amina, digest=shown, name="Amina", names=names(pair.pair), at=NOW
    )  # fmt: skip
    db.commit()

    def change(session: Session) -> object:
        return typed(session, session.get_one(Pair, pair_id), {"place": "Room 9"}, by=amina)

    outcomes = done(base, change, signing(pair_id, mei, shown))
    db.rollback()
    now = draft(db, db.get_one(Pair, pair_id))
    assert now.value("place", mei) == "Room 9"
    assert now.signed_by == set()
    assert (kinds(outcomes[1:]), now.number) in ((["DraftChanged"], 1), (["done"], 2))


def test_two_who_save_at_once_both_stand(db: Session, base: Database, pair: Two) -> None:
    seen, pair_id = draft(db, pair.pair), pair.pair.id
    db.commit()

    def saving(by: int, text: str) -> Callable[[Session], object]:
        return lambda session: typed(session, session.get_one(Pair, pair_id), {"purpose": text}, by=by, seen=seen)

    people = (pair.mentor.id, pair.mentee.id)
    done(base, saving(people[0], "Starters"), saving(people[1], "Questions"))
    db.rollback()
    assert draft(db, db.get_one(Pair, pair_id)).field("purpose", 0)[0] == dict(
        zip(people, ("Starters", "Questions"), strict=True)
    )
