"""When a role is held, how a change of address and an invitation stand: claims that need no database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.accounts.access_log.rules import AccessTo, Look
from learnmentor.accounts.invitations.rules import LIVE, InvitationStanding, invitation_standing, may_invite
from learnmentor.accounts.lives import rules
from learnmentor.accounts.lives.rules import AddressStanding, RoleTime
from learnmentor.accounts.rules import Actor, RoleHeld, RoleName

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
DAYS = st.dates(date(2025, 1, 1), date(2028, 1, 1))
MOMENTS = st.none() | st.integers(-20, 20).map(lambda days: NOON + timedelta(days=days))


def actor(*roles: RoleName) -> Actor:
    return Actor(1, "one", "One", "One", frozenset(roles))


def test_administrators_look_after_others_and_nobody_does_so_for_themselves() -> None:
    administrator, trainer = actor(RoleName.ADMINISTRATOR), actor(RoleName.TRAINER, RoleName.COORDINATOR)
    assert rules.may_look_after(administrator)
    assert may_invite(administrator)
    assert not rules.may_look_after(trainer)
    assert not may_invite(trainer)
    assert rules.may_act_for(administrator, person_id=2)
    assert not rules.may_act_for(administrator, person_id=1)
    assert not rules.may_act_for(trainer, person_id=2)


@pytest.mark.parametrize(
    ("starts", "ends", "time"),
    [
        (-1, None, RoleTime.TODAY),
        (0, None, RoleTime.TODAY),
        (1, None, RoleTime.TO_COME),
        (-9, -1, RoleTime.OVER),
        (-9, 0, RoleTime.SOON),
        (-9, 30, RoleTime.SOON),
        (-9, 31, RoleTime.TODAY),
    ],
)
def test_a_role_is_to_come_held_ending_or_over(starts: int, ends: int | None, time: RoleTime) -> None:
    last = None if ends is None else TODAY + timedelta(days=ends)
    assert rules.role_time(RoleHeld(RoleName.TRAINER, TODAY + timedelta(days=starts), last), on=TODAY) == time


@given(first=DAYS, last=st.none() | DAYS, left=DAYS, day=DAYS)
def test_who_has_left_holds_nothing_afterwards_and_keeps_what_was(
    first: date, last: date | None, left: date, day: date
) -> None:
    held = RoleHeld(RoleName.TRAINER, first, max(last, first) if last else None)
    after = rules.left_on(held, last_day=left)
    assert (after is not None and after.holds(day)) == (held.holds(day) and day <= left)


@pytest.mark.parametrize(
    ("confirmed", "stopped", "after", "standing"),
    [
        (False, False, timedelta(0), AddressStanding.WAITING),
        (False, False, timedelta(days=1), AddressStanding.OVER),
        (False, True, timedelta(0), AddressStanding.STOPPED),
        (True, False, timedelta(days=3, seconds=-1), AddressStanding.CHANGED),
        (True, False, timedelta(days=3), AddressStanding.SETTLED),
        (True, True, timedelta(0), AddressStanding.STOPPED),
    ],
)
def test_a_change_of_address_waits_is_made_and_can_be_taken_back(
    *, confirmed: bool, stopped: bool, after: timedelta, standing: AddressStanding
) -> None:
    found = rules.address_standing(
        expires_at=NOON + rules.CONFIRMED_WITHIN, confirmed_at=NOON if confirmed else None,
        stopped_at=NOON if stopped else None, at=NOON + after,
    )  # fmt: skip
    assert found == standing


@given(opened=MOMENTS, used=MOMENTS, withdrawn=MOMENTS, replaced=MOMENTS)
def test_an_invitation_lets_in_only_while_nothing_ended_it(
    opened: datetime | None, used: datetime | None, withdrawn: datetime | None, replaced: datetime | None
) -> None:
    standing = invitation_standing(
        expires_at=NOON, opened_at=opened, used_at=used, withdrawn_at=withdrawn, replaced_at=replaced,
        at=NOON - timedelta(seconds=1),
    )  # fmt: skip
    assert (standing in LIVE) == (used is withdrawn is replaced is None)
    assert (standing == InvitationStanding.USED) == (used is not None)
    over = invitation_standing(
        expires_at=NOON, opened_at=opened, used_at=used, withdrawn_at=withdrawn, replaced_at=replaced, at=NOON
    )
    assert over not in LIVE


def test_a_look_at_ones_own_is_nobody_elses_business() -> None:
    assert Look(1, 1, AccessTo.ACCOUNT).at_ones_own
    assert not Look(1, 2, AccessTo.ACCOUNT).at_ones_own
    assert not Look(1, None, AccessTo.ACCOUNT).at_ones_own
