"""Dates on their way to a calendar: what an entry says, and the file that holds it."""
