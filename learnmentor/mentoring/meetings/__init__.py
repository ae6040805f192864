"""Meetings of a pair: planned, held and recorded, cancelled; the private calendar of one's own."""
