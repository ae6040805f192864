"""The pair whose records are released: Amina mentors Mei."""

from tests.mentoring.conftest import pair

__all__ = ["pair"]
