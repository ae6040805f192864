"""Where a form of the course is filled in here: the page about it leads there."""

from dataclasses import dataclass

from learnmentor.mentoring.sheets.catalogue import BEGUN_ALONE

_OF_A_PAIR = ("F1", "F2", "F3", "F11", "F13", "F14", "F15")  # filled in with the other of a pair
_ELSEWHERE = {"F6": "impact.surveys", "F10": "entries.new_entry"}  # not a form in the list: a place of its own


@dataclass(frozen=True)
class WorkingForm:
    """A place where a form is filled in: its endpoint, and where on the page."""

    endpoint: str
    anchor: str | None = None


def working_form(kind: str, code: str) -> WorkingForm | None:
    """Where the form of a page is filled in, by the kind and code of the page; None where nothing is."""
    if kind == "form" and code in _OF_A_PAIR:
        return WorkingForm("pairs.mine")
    if kind == "form" and code in _ELSEWHERE:
        return WorkingForm(_ELSEWHERE[code])
    if (kind, code) == ("form", "F12"):
        return WorkingForm("sheets.mine", "f12-leaders")
    endpoint = {"form": "catalogue.form", "page": "pages.page"}.get(kind)
    text = (endpoint, code.lower())
    return next((WorkingForm("sheets.mine", form.anchor) for form in BEGUN_ALONE if form.text == text), None)
