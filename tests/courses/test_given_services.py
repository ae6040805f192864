"""A programme is given away in versions that never change; who follows one keeps it, and a copy is one's own."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.authoring.publishing.programmes import keep_programmes
from learnmentor.courses.given import queries, rules, services
from learnmentor.courses.given.models import GivenProgramme, ProgrammeVersion
from learnmentor.courses.given.queries import GivenShown
from learnmentor.courses.given.rules import Audience, GivenContent, GivenItem, PublishingFault
from learnmentor.courses.programmes import queries as programmes
from learnmentor.courses.programmes import services as picking
from learnmentor.courses.programmes.models import Programme
from learnmentor.courses.study.queries import studied
from tests import factories
from tests.conftest import HeldClock

TODAY = factories.LONG_AGO.date()


def segment(code: str) -> GivenItem:
    return GivenItem(code, "As typed", 30, code)


EVENING = GivenItem("evening", "An evening", 90, "C1-S2", session=True)
CONTENT = GivenContent("First term", "New mentors.", (segment("C2-S1"), segment("C1-S3"), EVENING, segment("C2-S2")))


@pytest.fixture
def ben(db: Session) -> Actor:
    """A trainer, and a catalogue of three units."""
    for code in ("C1", "C2", "C3"):
        factories.unit(db, code)
    return factories.actor(db, factories.person(db, name="Ben Okafor", roles=[RoleName.TRAINER]), on=TODAY)


@pytest.fixture
def learner(db: Session, ben: Actor) -> Actor:
    """Somebody to whom it is given."""
    return factories.actor(db, factories.person(db, name="Amina Yusuf"), on=TODAY)


@pytest.fixture
def given(db: Session, ben: Actor, time: HeldClock) -> GivenProgramme:
    """Ben's programme, published once, for everybody."""
    made = services.begin(db, giver=ben, content=CONTENT, at=time(), public_id="bens")
    services.publish(db, made, by=ben, note="", at=time())
    return made


def as_found(db: Session, who: Actor, public_id: str = "bens") -> GivenShown:
    found = queries.given_programme(db, public_id, person_id=who.id)
    assert found
    return found


def follow(
    db: Session, who: Actor, time: HeldClock, *, token: str | None = None, public_id: str = "bens"
) -> GivenShown:
    found = as_found(db, who, public_id)
    services.follow(db, found, learner=who, reader=found.reader(who.id, token=token), at=time())
    return as_found(db, who, public_id)


def change(db: Session, given: GivenProgramme, content: GivenContent, by: Actor, time: HeldClock) -> ProgrammeVersion:
    services.save(db, given, content, seen=given.saves)
    return services.publish(db, given, by=by, note="Shorter.", at=time.tick(days=1))


def test_learnmentor_promises_that_a_published_version_never_changes(
    db: Session, ben: Actor, given: GivenProgramme, time: HeldClock
) -> None:
    first = dict(db.get_one(ProgrammeVersion, given.newest_id).data)
    assert first["items"][0]["title"] == "Segment 1 of C2"  # as the catalogue calls it, whatever was sent
    second = change(db, given, replace(CONTENT, items=CONTENT.items[:2]), ben, time)
    assert (second.number, second.by_id, second.note) == (2, ben.id, "Shorter.")
    db.expire_all()
    kept = db.scalars(select(ProgrammeVersion).order_by(ProgrammeVersion.number)).all()
    assert [version.data["items"] == first["items"] for version in kept] == [True, False]


def test_who_follows_keeps_their_version_until_they_take_the_newer_one(
    db: Session, ben: Actor, learner: Actor, given: GivenProgramme, time: HeldClock
) -> None:
    assert not follow(db, learner, time).newer_waits
    change(db, given, replace(CONTENT, title="Second term", items=CONTENT.items[:2]), ben, time)
    found = as_found(db, learner)
    assert found.newer_waits
    assert found.shown
    assert (found.shown.number, found.shown.content.title) == (1, "First term")
    services.take_newest(db, found, learner=learner)
    found = as_found(db, learner)
    assert not found.newer_waits
    assert found.shown
    assert found.shown.number == 2


def test_home_and_its_map_follow_the_order_of_the_version(
    db: Session, learner: Actor, given: GivenProgramme, time: HeldClock
) -> None:
    follow(db, learner, time)
    home = programmes.chosen_programme(db, person_id=learner.id, progress=studied(db, learner.id))
    assert home
    assert home.given
    assert [stop.code for stop in home.stops] == ["C2-S1", "C1-S3", "C2-S2"]  # its own; the session is not studied
    assert [(unit.code, len(unit.stops)) for unit in home.units] == [("C2", 2), ("C1", 1)]  # by unit


def test_a_programme_of_another_trainer_is_no_programme_of_the_course(
    db: Session, learner: Actor, given: GivenProgramme, time: HeldClock
) -> None:
    assert programmes.chosen_programme(db, person_id=learner.id, progress={}) is None
    assert programmes.listed(db, person_id=learner.id) == []
    assert programmes.programme(db, "bens", person_id=learner.id, progress={}) is None
    follow(db, learner, time)
    assert programmes.listed(db, person_id=learner.id) == []  # it has a list of its own
    assert programmes.programme(db, "bens", person_id=learner.id, progress={}) is not None


@pytest.mark.parametrize("local", [True, False])
def test_publishing_the_course_leaves_what_is_given_away(db: Session, given: GivenProgramme, local: bool) -> None:
    entry = {"id": "starter", "title": "Starter", "summary": "", "units": ["C1"]}
    keep_programmes(db, [entry], at=factories.LONG_AGO, local=local)
    keep_programmes(db, [], at=factories.LONG_AGO, local=local)
    assert db.scalars(select(Programme.public_id)).all() == ["bens"]


def test_suggested_programmes_stay_as_they_are_whatever_is_given_away(
    db: Session, ben: Actor, given: GivenProgramme, time: HeldClock
) -> None:
    entry = {"id": "starter", "title": "Starter", "summary": "Ten.", "units": ["C1"], "award": None}
    keep_programmes(db, [entry], at=factories.LONG_AGO, local=False)
    before = programmes.programme(db, "starter", person_id=ben.id, progress={})
    change(db, given, replace(CONTENT, items=(segment("C1-S5"), segment("C1-S1"))), ben, time)
    assert before
    assert programmes.programme(db, "starter", person_id=ben.id, progress={}) == before
    assert [stop.code for stop in before.stops] == [f"C1-S{n}" for n in range(1, 6)]


def test_a_withdrawn_programme_takes_nobody_more_and_lets_those_under_way_go_on(
    db: Session, ben: Actor, learner: Actor, given: GivenProgramme, time: HeldClock
) -> None:
    follow(db, learner, time)
    late = factories.actor(db, factories.person(db, name="Late"), on=TODAY)
    looked_before = as_found(db, late)
    services.withdraw(db, given, at=time())
    with pytest.raises(services.NotFollowed):
        services.follow(db, looked_before, learner=late, reader=looked_before.reader(late.id), at=time())
    assert queries.given_to(db, person_id=late.id, most=9) == []
    assert [line.followed for line in queries.given_to(db, person_id=learner.id, most=9)] == [True]
    assert follow(db, learner, time).followed  # on the home page again
    services.offer_again(db, given)
    assert follow(db, late, time).followed


def test_a_link_leads_there_until_it_is_taken_back(
    db: Session, ben: Actor, learner: Actor, given: GivenProgramme, time: HeldClock
) -> None:
    services.give_to(db, given, Audience.LINK, new_token="first")
    services.give_to(db, given, Audience.LINK, new_token="not needed")
    assert given.link_token == "first"
    assert queries.given_to(db, person_id=learner.id, most=9) == []
    with pytest.raises(services.NotFollowed):
        follow(db, learner, time)
    looked = queries.given_by_link(db, "first", person_id=learner.id)
    assert looked
    services.renew_link(db, given, new_token="second")
    with pytest.raises(services.NotFollowed):  # who had looked, and comes after it was taken back
        services.follow(db, looked, learner=learner, reader=looked.reader(learner.id, token="first"), at=time())
    assert queries.given_by_link(db, "first", person_id=learner.id) is None
    assert follow(db, learner, time, token="second").followed
    services.renew_link(db, given, new_token=None)
    assert queries.given_by_link(db, "second", person_id=learner.id) is None
    assert as_found(db, learner).followed
    services.give_to(db, given, Audience.EVERYBODY, new_token="never")
    assert given.link_token is None


def test_a_group_or_a_part_is_named_by_its_public_id(
    db: Session, learner: Actor, given: GivenProgramme, time: HeldClock
) -> None:
    with pytest.raises(ValueError, match="has an id"):
        services.give_to(db, given, Audience.GROUP, new_token="x")
    with pytest.raises(ValueError, match="has an id"):
        services.give_to(db, given, Audience.EVERYBODY, audience_id="group1", new_token="x")
    services.give_to(db, given, Audience.GROUP, audience_id="group1", new_token="x")
    assert queries.given_to(db, person_id=learner.id, most=9) == []
    assert queries.given_to(db, person_id=learner.id, belongs_to=["group2"], most=9) == []
    [line] = queries.given_to(db, person_id=learner.id, belongs_to=["part7", "group1"], most=9)
    assert (line.title, line.giver, line.minutes) == ("First term", "Ben Okafor", 180)
    found = as_found(db, learner)
    reader = found.reader(learner.id, belongs_to=["group1"])
    services.follow(db, found, learner=learner, reader=reader, at=time())
    assert as_found(db, learner).followed


def test_a_copy_has_the_same_order_and_is_the_readers_to_change(
    db: Session, ben: Actor, learner: Actor, given: GivenProgramme, time: HeldClock
) -> None:
    found = as_found(db, learner)
    assert found.shown
    copy = services.copy(db, found.shown.content, owner=learner, at=time(), public_id="copy")
    assert programmes.order_picked(db, copy.id) == ["C2-S1", "C1-S3", "C1-S2", "C2-S2"]
    picking.repick(
        db, owner=learner, programme=copy, title="Mine", segment_codes=["C1-S1", "C1-S3", "C2-S1", "C2-S2"], at=time()
    )
    assert programmes.order_picked(db, copy.id) == ["C2-S1", "C1-S3", "C2-S2", "C1-S1"]
    shown = as_found(db, learner).shown
    assert shown
    assert shown.content == found.shown.content
    other = factories.actor(db, factories.person(db, name="Other"), on=TODAY)
    assert programmes.own_programme(db, "copy", person_id=other.id) is None


def test_what_is_not_fit_is_not_published(db: Session, ben: Actor, given: GivenProgramme, time: HeldClock) -> None:
    with pytest.raises(services.NotFit) as unchanged:
        services.publish(db, given, by=ben, note="", at=time())
    assert [found.fault for found in unchanged.value.faults] == [PublishingFault.UNCHANGED]
    services.save(db, given, replace(CONTENT, items=(segment("C9-S9"),)), seen=0)
    with pytest.raises(services.NotFit) as gone:
        services.publish(db, given, by=ben, note="", at=time())
    assert [found.fault for found in gone.value.faults] == [PublishingFault.SEGMENT_GONE]
    assert len(queries.versions_of(db, given.programme_id)) == 1


def test_two_windows_notice_each_other(db: Session, given: GivenProgramme) -> None:
    services.save(db, given, CONTENT, seen=0)
    with pytest.raises(services.GivenSavedElsewhere):
        services.save(db, given, replace(CONTENT, title="The other window"), seen=0)
    assert given.draft["title"] == "First term"


def test_a_draft_is_thrown_away_and_what_was_published_is_not(
    db: Session, ben: Actor, given: GivenProgramme, time: HeldClock
) -> None:
    draft = services.begin(db, giver=ben, content=CONTENT, at=time(), public_id="draft")
    services.throw_away(db, draft)
    db.expire_all()
    assert db.scalars(select(Programme.public_id)).all() == ["bens"]
    with pytest.raises(services.InUse):
        services.throw_away(db, given)
    with pytest.raises(services.GivenGone):
        services.withdraw(db, GivenProgramme(programme_id=draft.programme_id), at=time())


def test_a_trainer_gives_no_more_than_a_page_of_programmes(
    db: Session, ben: Actor, time: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MAX_GIVEN", 2)
    for number in range(2):
        services.begin(db, giver=ben, content=CONTENT, at=time(), public_id=f"no{number}")
    with pytest.raises(services.TooManyGiven):
        services.begin(db, giver=ben, content=CONTENT, at=time(), public_id="onemore")
    assert [line.public_id for line in queries.own_given(db, ben.id)] == ["no1", "no0"]


def test_who_closes_their_account_leaves_what_others_follow_and_nobody_can_begin_it(
    db: Session, ben: Actor, learner: Actor, given: GivenProgramme, time: HeldClock
) -> None:
    follow(db, learner, time)
    services.give_to(db, given, Audience.LINK, new_token="bens link")
    services.save(db, given, replace(CONTENT, title="Words of mine alone"), seen=0)
    services.begin(db, giver=ben, content=CONTENT, at=time(), public_id="draft")
    services.let_go_of(db, ben.id)
    db.expire_all()
    assert db.scalars(select(Programme.public_id)).all() == ["bens"]
    left = db.scalars(select(GivenProgramme)).one()
    assert (left.draft["title"], left.link_token) == ("First term", None)
    found = as_found(db, learner)
    assert (found.offer.withdrawn, found.followed is not None) == (True, True)
