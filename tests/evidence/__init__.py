"""Tests of evidence packs and of checks."""
