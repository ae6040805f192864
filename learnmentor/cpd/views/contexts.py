"""What the pages about entries show: a new one, one with its history, and the forms to correct and to withdraw it."""

from dataclasses import dataclass

from learnmentor.accounts.models import Person
from learnmentor.cpd.forms.entries import EntryCorrectionForm, EntryForm, WithdrawalForm
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.queries.entries import EntryRow
from learnmentor.cpd.rules import CpdYear


@dataclass(frozen=True)
class NewEntryPage:
    """`logged`: what this form was sent for already; `earlier`: to log again; `like`: the public id of a model.

    `keep` is the name under which the browser keeps unsent words.
    """

    form: EntryForm
    year: CpdYear
    logged: CpdEntry | None
    earlier: list[EntryRow]
    like: str | None
    keep: str


@dataclass(frozen=True)
class EntryPage:
    """An entry with its `versions`, newest first; a prose is None where no key of this server opens it."""

    entry: CpdEntry
    year: CpdYear
    type_label: str
    prose: Prose | None
    versions: list[tuple[CpdEntry, Prose | None]]
    newest: CpdEntry
    may_change: bool
    may_withdraw: bool
    earlier: Person | None  # the account that had it, where that one was merged into this


@dataclass(frozen=True)
class CorrectionPage:
    """The form beside the entry as it stands."""

    form: EntryCorrectionForm
    entry: CpdEntry
    year: CpdYear


@dataclass(frozen=True)
class WithdrawalPage:
    """The question beside the entry that would be taken out."""

    form: WithdrawalForm
    entry: CpdEntry
    year: CpdYear
