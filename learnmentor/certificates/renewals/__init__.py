"""Certificates that hold for a time: reminded of, and renewed."""
