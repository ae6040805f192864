"""Tests of what happens across rooms."""
