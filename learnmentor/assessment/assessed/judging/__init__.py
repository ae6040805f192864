"""Criterion by criterion: met or not yet, the place in the work that shows it, a comment; then pass or refer.

Nouns: judgement, draft, place, outcome. Refuses: a pass while a criterion is not met; a refer without what is missing;
a judgement by somebody's mentor or manager, or by whoever's role has ended; a change of what was saved.
"""
