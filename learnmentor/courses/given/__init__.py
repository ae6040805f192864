"""Programmes that a trainer gives away: to everybody, by a link, to an organisation or to a group.

Nouns: giver, audience, item (a segment, or a session that may fill a segment's place), version, link, attendance.
A published version never changes. Whoever follows one keeps it until they take the newer one, and a copy is the
reader's own. Refuses: to show a programme to anybody whom it is not for, and to take away from those under way.
"""
