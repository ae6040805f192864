"""What was posted, in the words of the page: labels where a form of ours is recognised, else readable names."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from wtforms import HiddenField

from learnmentor.web.forms import Form

# fields of our pages that nobody typed into
_MACHINE = frozenset({"token", "seen", "browser", "step", "stage", "do", "base", "next", "held"})


def in_words(fields: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each field that a person filled in, as its label or readable name and what was typed or chosen."""
    typed = [(name, value) for name, value in fields if value.strip() and name not in _MACHINE]
    known = _form_of({name for name, _ in fields if name not in _MACHINE})
    return [_as_on_the_page(known.get(name), name, value) for name, value in typed if not _hidden(known.get(name))]


def _form_of(names: set[str]) -> dict[str, Any]:
    """The fields of the smallest form that has every one of these names, or none."""
    fitting = [fields for form in _forms(Form) if names <= (fields := _fields(form)).keys()]
    return min(fitting, key=len, default={})


def _forms(form: type[Form]) -> Iterator[type[Form]]:
    for each in form.__subclasses__():
        yield each
        yield from _forms(each)


def _fields(form: type[Form]) -> dict[str, Any]:
    declared = (pair for part in reversed(form.__mro__) for pair in vars(part).items())
    return {name: field for name, field in declared if hasattr(field, "field_class")}


def _hidden(field: Any) -> bool:
    return field is not None and issubclass(field.field_class, HiddenField)


def _as_on_the_page(field: Any, name: str, value: str) -> tuple[str, str]:
    readable = name.replace("_", " ").replace("-", " ").strip()
    readable = readable[:1].upper() + readable[1:]
    if field is None:
        return readable, value
    label = field.args[0] if field.args else field.kwargs.get("label", readable)
    return str(label), _chosen(field.kwargs.get("choices"), value)


def _chosen(choices: Iterable[Any] | None, value: str) -> str:
    return next((str(each.label) for each in choices or () if getattr(each, "value", None) == value), value)
