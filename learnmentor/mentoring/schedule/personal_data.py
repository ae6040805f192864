"""What is kept of people here: what is taken out, what goes with an account, what stays and why."""

from learnmentor.ground.personal_data import PersonalTable
from learnmentor.mentoring.schedule.models import ScheduleTick

TABLES = (
    PersonalTable(
        ScheduleTick.by_id,
        taken_as="ticks-in-schedules",
        holds="what you ticked in schedules of your pairs",
    ),
)
