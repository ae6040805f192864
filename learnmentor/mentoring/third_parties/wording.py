"""What a third party is called."""

from learnmentor.mentoring.third_parties.rules import ThirdRole

CALLED = {
    ThirdRole.TUTOR: "course tutor",
    ThirdRole.MANAGER: "manager",
    ThirdRole.COORDINATOR: "coordinator",
}
