"""People and how they come in.

Sub-rooms: `lives` (suspended, returned, left, another address), `invitations` (after they were sent), `access_log`.
Nouns: person, role, sign-up, invitation, password reset, attempt (of signing in, signing up, asking for a letter).
Everyone is a learner; the other roles have a start and an end date. Refuses: to say whether an address is known,
passwords that are easily guessed, and more attempts than a person would make.
"""
