"""Observations of a pair and the guest of one. All words lie in lines (`mentoring/lines`), so each has one writer."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from learnmentor.ground.db import Base
from learnmentor.mentoring.observations.rules import ObservationFacts, ObservationPurpose, WatchDirection


def guest_place(observation_id: str) -> str:
    """What the address of a second observer is sealed for, by the public id of the observation."""
    return f"observation-guest:{observation_id}"


class Observation(Base):
    """One visit, or with `record_code` a practice run on a fictional lesson, in which nobody is observed.

    `purpose` is written once. `focus_by` says who proposed the focus, `focus_no` how often one was proposed, so that
    nobody agrees to words that they have not read. `opened_at`: when all was read by all, and each had their copy.
    """

    __tablename__ = "pair_observation"
    __table_args__ = (
        CheckConstraint("purpose in ('formative', 'joint-formative', 'assessed')", name="purpose"),
        CheckConstraint("direction in ('mentor-watches', 'mentee-watches', 'partners')", name="direction"),
        CheckConstraint("(record_code is null) = (observed_id is not null)", name="practice"),
        CheckConstraint("(record_code is null) = (held_on is not null)", name="day"),
        CheckConstraint("observer_id <> observed_id", name="two_people"),
        CheckConstraint("focus_by in ('observer', 'observed')", name="focus_by"),
        CheckConstraint("opened_at is null or ready_at is not null", name="ready_first"),
        CheckConstraint("opened_at is null or account_at is not null or record_code is not null", name="account_first"),
        Index("ix_pair_observation_pair_id", "pair_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    pair_id: Mapped[int] = mapped_column(Integer, ForeignKey("pair.id"))
    purpose: Mapped[ObservationPurpose] = mapped_column(String(16))
    direction: Mapped[WatchDirection] = mapped_column(String(16))
    record_code: Mapped[str | None] = mapped_column(String(20))
    observer_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    observed_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    second_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    held_on: Mapped[date | None]
    focus_by: Mapped[str | None] = mapped_column(String(8))
    focus_no: Mapped[int] = mapped_column(default=0)
    focus_agreed_at: Mapped[datetime | None]
    ready_at: Mapped[datetime | None]
    second_ready_at: Mapped[datetime | None]
    account_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    evaluated_at: Mapped[datetime | None]
    called_off_at: Mapped[datetime | None]
    begun_at: Mapped[datetime]

    @property
    def facts(self) -> ObservationFacts:
        """What rules ask of it."""
        said = ((self.observer_id, self.ready_at), (self.second_id, self.second_ready_at))
        return ObservationFacts(
            self.observer_id,
            self.observed_id,
            held_on=self.held_on,
            second_id=self.second_id,
            focus_by={"observer": self.observer_id, "observed": self.observed_id}.get(self.focus_by or ""),
            focus_agreed=self.focus_agreed_at is not None,
            account_given=self.account_at is not None,
            ready=frozenset(person for person, at in said if person is not None and at is not None),
            opened=self.opened_at is not None,
            evaluated=self.evaluated_at is not None,
            called_off=self.called_off_at is not None,
        )


class ObservationGuest(Base):
    """Somebody who is asked to be the second observer of one visit: by one of the two, then with the other's consent.

    `address` is there until the other agreed; `person_id` from then on, where the address is somebody's here.
    """

    __tablename__ = "pair_observation_guest"
    __table_args__ = (CheckConstraint("answer in ('yes', 'no')", name="answer"),)

    observation_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("pair_observation.id", ondelete="CASCADE"), primary_key=True
    )
    public_id: Mapped[str] = mapped_column(String(24))  # of the observation, which `guest_place` asks
    asked_by_id: Mapped[int] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    address: Mapped[bytes | None]  # sealed for `guest_place`
    asked_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    person_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("person.id"), index=True)
    answer: Mapped[str | None] = mapped_column(String(3))
    answered_at: Mapped[datetime | None]
