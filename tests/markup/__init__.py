"""Tests of Markdown as people write it."""
