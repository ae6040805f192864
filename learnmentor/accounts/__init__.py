"""People and how they come in.

Nouns: person, role, sign-up, invitation, password reset, attempt (of signing in, signing up, asking for a letter).
Everyone is a learner; the other roles have a start and an end date. Refuses: to say whether an address is known,
passwords that are easily guessed, and more attempts than a person would make.
"""
