"""Dated meetings of a group: where and when, what belongs to them, and who was there."""
