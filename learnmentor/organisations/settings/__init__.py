"""Whose settings hold for somebody: those of the organisation that they have belonged to longest."""
