"""Programmes: segments picked for a purpose, published with the course or by one person for themselves."""
