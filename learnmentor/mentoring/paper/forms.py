"""The fields of a page for a form that is data. Rows grow by a button and shrink by being emptied."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from learnmentor.mentoring.paper.definition import (
    FieldKind,
    FormDefinition,
    PaperField,
    Rows,
    Values,
    is_blank,
    lacking,
)
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, FormPart, at_most, single_line, trimmed

_SPARE = 1  # empty rows that stand ready


class PaperForm(Form):
    """The base of forms made from a definition."""

    definition: FormDefinition
    more = HiddenField()  # the button that asks for another row: its value is the key of the rows

    @property
    def wants_more(self) -> bool:
        """Whether another row was asked for: the page is shown again with one, and nothing is kept."""
        return self.posted and bool(self.more.data)

    def values(self) -> dict[str, Any]:
        """What is filled in, by key; empty rows are left out."""
        return {part.key: _kept(part, self[part.key].data) for part in self.definition.parts()}

    def whole(self) -> bool:
        """Whether nothing is lacking; what is, is said beside its field. Ask after `accepted()`."""
        for each in lacking(self.definition, self.values()):
            field: Field = self[each.part.key]
            if isinstance(each.part, Rows):
                field.errors = [*field.errors, f"Add {each.more} more. This asks for {each.part.least} at least."]
            elif each.row is None:
                field.errors = [*field.errors, f"Fill this in: {each.part.label}"]
        self._say_what_rows_lack()
        return not self.errors

    def _say_what_rows_lack(self) -> None:
        for rows in (part for part in self.definition.parts() if isinstance(part, Rows)):
            listed: Any = self[rows.key]
            for entry in listed.entries:
                row = _row(rows, entry.data)
                for field in rows.fields if not is_blank(row) else ():
                    if field.required and row[field.key] in ("", None, False, []):
                        entry.form[field.key].errors = [f"Fill this in: {field.label}"]


def web_form(definition: FormDefinition, values: Values | None = None, *, blank: bool = False) -> PaperForm:
    """The form of a definition: with what was posted, else with `values`. Another row stands in it if asked for."""
    form = _form_class(definition)(blank=blank, data=_shown(definition, values or definition.empty))
    for rows in (part for part in definition.parts() if isinstance(part, Rows)):
        _let_rows_grow(form, rows)
    return form


def _let_rows_grow(form: PaperForm, rows: Rows) -> None:
    entries: Any = form[rows.key]
    filled = sum(not is_blank(_row(rows, entry.data)) for entry in entries)
    wanted = max(rows.least, filled + _SPARE)
    if form.posted:
        wanted = len(entries) + (form.more.data == rows.key)
    while len(entries) < min(wanted, rows.most):
        entries.append_entry()


@cache
def _form_class(definition: FormDefinition) -> type[PaperForm]:
    made = {part.key: _list(part) if isinstance(part, Rows) else _field(part) for part in definition.parts()}
    if taken := sorted(set(made) & set(dir(PaperForm))):
        raise ValueError(f"A form has no field of these names, which WTForms needs itself: {', '.join(taken)}")
    return type(f"PaperForm{definition.code}", (PaperForm,), {**made, "definition": definition})


def _list(rows: Rows) -> Any:
    row = type("PaperRow", (FormPart,), {field.key: _field(field) for field in rows.fields})
    return FieldList(FormField(row), label=rows.label, description=rows.why, max_entries=rows.most)


def _field(field: PaperField) -> Any:
    said: dict[str, Any] = {"label": field.label, "description": field.why}
    if field.kind in (FieldKind.PICK, FieldKind.MULTI):
        return _chosen(field, said)
    match field.kind:
        case FieldKind.LONG:
            return TextAreaField(**said, filters=[trimmed], validators=[at_most(field.limit)], render_kw={"rows": 3})
        case FieldKind.DATE:
            return DayField(**said, validators=[Optional()])
        case FieldKind.NUMBER:
            checks, shown = [_whole_number(field.limit)], {"inputmode": "numeric", "autocomplete": "off"}
            return StringField(**said, filters=[single_line], validators=checks, render_kw=shown)
        case FieldKind.TICK:
            return BooleanField(**said)
    return StringField(**said, filters=[single_line], validators=[at_most(field.limit)])


def _chosen(field: PaperField, said: dict[str, Any]) -> Any:
    offered = [SelectChoice(each.value, each.words) for each in field.choices]
    if field.kind == FieldKind.PICK:
        return RadioField(**said, choices=offered, validators=[Optional()])
    boxes: dict[str, Any] = {"widget": ListWidget(prefix_label=False), "option_widget": CheckboxInput()}
    return SelectMultipleField(**said, choices=offered, **boxes)


def _whole_number(largest: int) -> Any:
    def check(_form: object, field: Field) -> None:
        typed = str(field.data or "")
        if typed and not (typed.isascii() and typed.isdigit() and int(typed[:9]) <= largest and len(typed) < 10):
            raise ValidationError(f"Enter a whole number from 0 to {largest:,}, in figures.")

    return check


def _shown(definition: FormDefinition, values: Values) -> dict[str, Any]:
    """The values as WTForms takes them."""
    return {part.key: _for_field(part, values.get(part.key, part.nothing)) for part in definition.parts()}


def _for_field(part: PaperField | Rows, value: Any) -> Any:
    if isinstance(part, Rows):
        return [
            {field.key: _for_field(field, row.get(field.key, field.nothing)) for field in part.fields} for row in value
        ]
    match part.kind:
        case FieldKind.DATE:
            return date.fromisoformat(value) if value else None
        case FieldKind.NUMBER:
            return "" if value is None else str(value)
        case FieldKind.PICK:
            return value or None
    return value


def _kept(part: PaperField | Rows, data: Any) -> Any:
    """What a field holds, as it is kept."""
    if isinstance(part, Rows):
        return [row for row in (_row(part, each) for each in data) if not is_blank(row)]
    match part.kind:
        case FieldKind.DATE:
            return data.isoformat() if data else ""
        case FieldKind.NUMBER:
            return int(data) if data and str(data).isascii() and str(data).isdigit() else None
        case FieldKind.MULTI:
            return list(data or [])
        case FieldKind.TICK:
            return bool(data)
    return str(data or "")


def _row(rows: Rows, data: Mapping[str, Any]) -> dict[str, Any]:
    return {field.key: _kept(field, data.get(field.key)) for field in rows.fields}
