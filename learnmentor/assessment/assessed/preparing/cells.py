"""What a part's page has typed, as cells by key, from what is kept and back."""

from collections.abc import Iterable, Mapping
from typing import Any

from learnmentor.assessment.assessed.preparing.queries import PreparedPart
from learnmentor.assessment.assessed.preparing.rules import LINKS_CELL, TEXT_CELL, part_cell, where_cell
from learnmentor.assessment.assessed.rules import CriterionShown


def cells_of(part: PreparedPart, shown: Iterable[CriterionShown]) -> dict[str, str]:
    """The cells of a part: its text and links, and where each criterion of the whole work is shown."""
    cells = {TEXT_CELL: part.text, LINKS_CELL: "\n".join(part.links)}
    for each in shown:
        cells[part_cell(each.criterion)] = next(iter(each.parts), "")
        cells[where_cell(each.criterion)] = each.where
    return cells


def criteria_from(cells: Mapping[str, str]) -> dict[str, Any]:
    """Where criteria are shown, as it is kept; those of which nothing is said are left out."""
    keys = dict.fromkeys(key.rpartition(".")[0] for key in cells if key not in {TEXT_CELL, LINKS_CELL})
    said = {key: (cells.get(part_cell(key), ""), cells.get(where_cell(key), "")) for key in keys}
    return {
        key: {"parts": [part] if part else [], "where": where} for key, (part, where) in said.items() if part or where
    }
