"""How the two sides of a judgement are called: by name, or not where the installation hides names."""

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed.queries import TryFound
from learnmentor.web import installation


def names_hidden() -> bool:
    """Whether learner and assessor do not see each other's names."""
    return installation.settings().assessment_names_hidden


def learner_called(found: TryFound) -> str:
    """How whoever judges a try is told whose it is."""
    return "A learner" if names_hidden() else found.learner.name


def assessor_called(person: Person) -> str:
    """How a learner is told who judged."""
    return "An assessor" if names_hidden() else person.name
