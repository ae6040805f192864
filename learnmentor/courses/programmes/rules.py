"""How much one person may pick."""

MAX_PROGRAMME_SEGMENTS = 200


MAX_PROGRAMMES = 50  # that one person keeps
