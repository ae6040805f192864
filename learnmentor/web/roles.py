"""The roles that some page asks for: each `with_role` names one here, so that no other is offered to anybody."""

_asked: set[str] = set()


def ask_for(role: str) -> None:
    """A page opens for this role."""
    _asked.add(role)


def roles_that_open() -> frozenset[str]:
    """The roles that some page asks for: to give anybody another one would change nothing for them."""
    return frozenset(_asked)
