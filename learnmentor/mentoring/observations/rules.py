"""How an observation stands, and who reads and writes what in it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FEWEST_ROWS = 5  # of evidence, on a sheet about a visit
FEWEST_ROWS_IN_PRACTICE = 1
MOST_ROWS = 12
MOST_TARGETS_OF_ONE = 3  # "two people can remember three"
MOST_OBSERVATIONS = 200  # of one pair, practice runs among them
SEEN_COLUMNS = ("teacher", "learners")
COMMENTS = ("questions", "strengths", "develop")
FACTS = ("observer_role", "setting", "topic", "learners_number")


class ObservationPurpose(StrEnum):
    """What an observation is for, fixed when it is begun (curriculum I5)."""

    FORMATIVE = "formative"
    JOINT_FORMATIVE = "joint-formative"
    ASSESSED = "assessed"  # begun by an assessor, elsewhere


class WatchDirection(StrEnum):
    """Who watches whom."""

    MENTOR_WATCHES = "mentor-watches"
    MENTEE_WATCHES = "mentee-watches"
    PARTNERS = "partners"  # co-coaches, one of whom watches


class ObservationSheet(StrEnum):
    """A part of an observation that one person writes."""

    FACTS = "facts"  # the observer: where, what about, how many learners
    FOCUS = "focus"  # either: what to look at
    EVIDENCE = "evidence"  # each observer: rows, questions, strengths, what to develop
    ACCOUNT = "account"  # the observed: how it was
    LEARNED = "learned"  # each observer, when all is open
    EVALUATION = "evaluation"  # the observed, when all is open


class ObservationStage(StrEnum):
    """How far it is."""

    FOCUS = "focus"  # to be proposed and agreed
    WRITING = "writing"  # sheets and account are being written
    OPEN = "open"  # everybody reads everything
    CALLED_OFF = "called-off"


class SheetLack(StrEnum):
    """What a sheet lacks to be called ready."""

    FACTS = "facts"
    ROWS = "rows"
    TIMES = "times"
    QUESTIONS = "questions"
    STRENGTHS = "strengths"
    DEVELOP = "develop"
    ACCOUNT = "account"


class ObservationStep(StrEnum):
    """What somebody can do next."""

    PROPOSE_FOCUS = "propose-focus"
    AGREE_FOCUS = "agree-focus"
    WRITE_SHEET = "write-sheet"
    WRITE_ACCOUNT = "write-account"
    SET_TARGETS = "set-targets"
    SAY_LEARNED = "say-learned"
    EVALUATE = "evaluate"


@dataclass(frozen=True)
class ObservationFacts:
    """An observation as rules see it. `observed_id` None: the lesson is a fictional one."""

    observer_id: int
    observed_id: int | None
    held_on: date | None = None
    second_id: int | None = None
    focus_by: int | None = None
    focus_agreed: bool = False
    account_given: bool = False
    ready: frozenset[int] = frozenset()
    opened: bool = False
    evaluated: bool = False
    called_off: bool = False

    @property
    def practice(self) -> bool:
        """Whether it is a practice run."""
        return self.observed_id is None

    @property
    def observers(self) -> frozenset[int]:
        """Who writes what was seen."""
        return frozenset({self.observer_id} if self.second_id is None else {self.observer_id, self.second_id})

    @property
    def all_ready(self) -> bool:
        """Whether every observer is ready."""
        return self.observers <= self.ready

    @property
    def stage(self) -> ObservationStage:
        """How far it is."""
        if self.called_off:
            return ObservationStage.CALLED_OFF
        if self.opened:
            return ObservationStage.OPEN
        return ObservationStage.WRITING if self.focus_agreed else ObservationStage.FOCUS


def may_begin(purpose: ObservationPurpose) -> bool:
    """The two begin what they learn from; an assessed one is an assessor's, and its mentee is told beforehand (I4)."""
    return purpose != ObservationPurpose.ASSESSED


def opens(facts: ObservationFacts) -> bool:
    """Whether all is written, so that all is read: every observer is ready, and the account is given."""
    return facts.all_ready and (facts.practice or facts.account_given)


def may_see_observation(person_id: int, facts: ObservationFacts) -> bool:
    """The two of a visit and its second observer; of a practice run whoever writes in it."""
    return person_id in facts.observers or person_id == facts.observed_id


def may_read_sheet(reader_id: int, sheet: ObservationSheet, *, writer_id: int, facts: ObservationFacts) -> bool:
    """Whether somebody who sees the observation reads what a writer wrote on a sheet."""
    if reader_id == writer_id or sheet in {ObservationSheet.FACTS, ObservationSheet.FOCUS}:
        return True
    if sheet == ObservationSheet.EVIDENCE:
        return facts.all_ready if reader_id in facts.observers else facts.opened
    if sheet == ObservationSheet.ACCOUNT:
        return facts.account_given
    guest = reader_id == facts.second_id and not facts.practice
    return facts.opened and not guest and (sheet == ObservationSheet.LEARNED or facts.evaluated)


def may_write_sheet(writer_id: int, sheet: ObservationSheet, facts: ObservationFacts) -> bool:
    """Whether somebody may write on a sheet now: what others were told is ready stays as it is."""
    return not facts.called_off and writer_id in _writers(sheet, facts)


def _writers(sheet: ObservationSheet, facts: ObservationFacts) -> frozenset[int | None]:
    """Who writes on a sheet as things stand."""
    observed, real = frozenset({facts.observed_id}), not facts.practice
    after = facts.focus_agreed
    allowed: Mapping[ObservationSheet, tuple[bool, frozenset[int | None]]] = {
        ObservationSheet.FOCUS: (not facts.focus_agreed, observed | {facts.observer_id}),
        ObservationSheet.FACTS: (real and not facts.ready, frozenset({facts.observer_id})),
        ObservationSheet.EVIDENCE: (after, frozenset(facts.observers - facts.ready)),
        ObservationSheet.ACCOUNT: (after and not facts.account_given, observed),
        ObservationSheet.LEARNED: (real and facts.opened, frozenset(facts.observers)),
        ObservationSheet.EVALUATION: (facts.opened and not facts.evaluated, observed),
    }
    now, writers = allowed[sheet]
    return writers if now else frozenset()


def may_agree_focus(person_id: int, facts: ObservationFacts) -> bool:
    """The other one agrees to what was proposed: nobody agrees with themselves."""
    both = {facts.observer_id, facts.observed_id}
    open_still = not (facts.focus_agreed or facts.called_off)
    return open_still and facts.focus_by is not None and person_id in both and person_id != facts.focus_by


def may_take_back(person_id: int, facts: ObservationFacts) -> bool:
    """An observer who said "ready" may go on writing until somebody else read the sheet."""
    read = facts.opened or (facts.second_id is not None and facts.all_ready)
    return person_id in facts.ready and not read and not facts.called_off


def may_call_off(facts: ObservationFacts) -> bool:
    """A visit that took place stays; one that was only planned is called off."""
    return not (facts.practice or facts.called_off or facts.ready or facts.account_given)


def may_ask_second(purpose: ObservationPurpose, facts: ObservationFacts) -> bool:
    """A joint observation has one second observer, who is asked before anybody said "ready"."""
    return purpose == ObservationPurpose.JOINT_FORMATIVE and facts.second_id is None and may_call_off(facts)


def visit_has_been(facts: ObservationFacts, *, on: date) -> bool:
    """Whether its day has come: nobody writes up what has not been."""
    return facts.held_on is None or facts.held_on <= on


def sheet_lacks(values: Mapping[str, object], facts: ObservationFacts) -> list[SheetLack]:
    """What an observer's sheet lacks: rows with a time and with what was seen, and the comments."""
    rows = [each for each in _rows(values) if any(each.get(column) for column in SEEN_COLUMNS)]
    fewest = FEWEST_ROWS_IN_PRACTICE if facts.practice else FEWEST_ROWS
    found = [SheetLack.ROWS] if len(rows) < fewest else []
    if any(not each.get("time") for each in rows):
        found.append(SheetLack.TIMES)
    return [*found, *(SheetLack(key) for key in COMMENTS if not values.get(key))]


def facts_lack(values: Mapping[str, object], facts: ObservationFacts) -> list[SheetLack]:
    """Whether where, what about and how many is said, which a visit needs."""
    told = facts.practice or all(values.get(key) not in (None, "") for key in FACTS)
    return [] if told else [SheetLack.FACTS]


_OTHER_PURPOSES = re.compile(
    r"\b(quality assurance|appraisals?|performance (management|review)|probation|inspection|capability|assessed)\b",
    re.IGNORECASE,
)


def made_for_another_purpose(text: str) -> bool:
    """Whether a file says at its top that it was made to judge somebody: a record stays with its purpose [I5]."""
    top = text.partition("\n## ")[0]
    return _OTHER_PURPOSES.search(top) is not None


def _rows(values: Mapping[str, object]) -> Sequence[Mapping[str, object]]:
    rows = values.get("rows", [])
    return rows if isinstance(rows, list) else []


def waits_for(
    person_id: int, facts: ObservationFacts, *, targets: int, learned: bool, on: date
) -> list[ObservationStep]:
    """What one of the people can do next; nothing where it is others who do."""
    if facts.stage == ObservationStage.CALLED_OFF:
        return []
    if facts.stage == ObservationStage.FOCUS:
        return _focus_waits(person_id, facts)
    if facts.stage == ObservationStage.WRITING:
        return _writing_waits(person_id, facts, on=on)
    return _open_waits(person_id, facts, targets=targets, learned=learned)


def _focus_waits(person_id: int, facts: ObservationFacts) -> list[ObservationStep]:
    if may_agree_focus(person_id, facts):
        return [ObservationStep.AGREE_FOCUS]
    return [ObservationStep.PROPOSE_FOCUS] if facts.focus_by is None and person_id != facts.second_id else []


def _writing_waits(person_id: int, facts: ObservationFacts, *, on: date) -> list[ObservationStep]:
    if not visit_has_been(facts, on=on):
        return []
    steps = (
        (ObservationSheet.EVIDENCE, ObservationStep.WRITE_SHEET),
        (ObservationSheet.ACCOUNT, ObservationStep.WRITE_ACCOUNT),
    )
    return [step for sheet, step in steps if may_write_sheet(person_id, sheet, facts)]


def _open_waits(person_id: int, facts: ObservationFacts, *, targets: int, learned: bool) -> list[ObservationStep]:
    if facts.practice or person_id not in {facts.observer_id, facts.observed_id}:
        return []
    found = [] if targets else [ObservationStep.SET_TARGETS]
    if person_id == facts.observer_id:
        return found if learned else [*found, ObservationStep.SAY_LEARNED]
    return found if facts.evaluated else [*found, ObservationStep.EVALUATE]
