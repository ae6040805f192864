"""Which segments help with an area of the subject audit. The only list of them; a test holds it to the course."""

AREA_SEGMENTS = {
    "currency": ("O6-S5", "C6-S5"),
    "breadth": ("O6-S1", "O6-S4"),
    "ordering": ("O6-S1", "O6-S3"),
    "explanations": ("O6-S1", "O6-S3"),
    "tasks": ("O6-S3", "C6-S4"),
    "misconceptions": ("O6-S1", "C4-S3"),
    "trade": ("O6-S5",),
    "minimum_core": ("O6-S2", "O6-S3"),
    "curriculum": ("C6-S1", "C6-S2", "C8-S2"),
    "assessment": ("O3-S2", "O3-S3"),
    "people": ("C6-S5", "C7-S4", "O6-S4"),
}
EVERY_SEGMENT = frozenset(code for codes in AREA_SEGMENTS.values() for code in codes)
