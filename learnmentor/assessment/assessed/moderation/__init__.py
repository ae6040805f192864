"""Judgements looked at again before anything is released: which are sampled, second judgements, agreed outcomes.

A *sample* says of a first judgement whether a second one is made without seeing it, by which rules and by which draw.
Where two differ, a moderator records an *agreed outcome*; both records stay. The *report* of a period says how often
two came to the same. It refuses a release before the sample is done, a second judgement by whoever made the first, and
figures that so few cases cannot carry.
"""
