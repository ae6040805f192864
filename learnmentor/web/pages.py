"""How a page gets what it shows: one frozen dataclass, whose fields its template knows by their names."""

from dataclasses import Field, fields
from functools import cache
from typing import Any, ClassVar, Protocol

from flask import render_template, request


class PageContext(Protocol):
    """Any dataclass. Those of pages are frozen, and named for their page: `YearPage`."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


def page(template: str, context: PageContext) -> str:
    """The page as HTML."""
    return render_template(template, **values(context))


def page_number(last: int) -> int:
    """The page of a list that the address asks for, from 1 on; beyond `last` nobody turns pages."""
    return min(max(request.args.get("page", 1, type=int), 1), last)


def values(context: PageContext) -> dict[str, object]:
    """The fields by their names, the very values: for a piece of a page that is drawn without the application's own."""
    return {name: getattr(context, name) for name in _names(type(context))}


@cache
def _names(kind: type[PageContext]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
