"""Cells of a table: text that no spreadsheet takes for a formula, and the same text back again."""

_STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a mark goes in front, as people put one there themselves."""
    return f"'{text}" if _risky(text) else text


def as_written(cell: str) -> str:
    """The text of which `harmless` made the cell. A cell that needed no mark and has one keeps it."""
    return cell[1:] if cell.startswith("'") and _risky(cell[1:]) else cell


def _risky(text: str) -> bool:
    """Whether it begins a formula, or could be taken for one that was made harmless already."""
    return text.lstrip(" '").startswith(_STARTS_A_FORMULA)
