"""People in groups: somebody leads, somebody follows, and each knows what the other sees.

Nouns: group (a cohort, a network, a peer group of one part of an organisation), leader, member, link and code by which
people come, session with its attendance, assignment with a date, nudge. Joining is in `joining/`, what a group meets
for in `sessions/`, what its members are asked to study in `assignments/`. Refuses: to show a leader anything that a
member has not accepted, what anybody writes or answers to anybody, and what a former member does; to take a code alone
for attendance; to leave a group without a leader; and more than one nudge a week.
"""
