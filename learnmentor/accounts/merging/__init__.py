"""When somebody has two accounts: how both are proven to be theirs, what stands in the way, and what counts once.

Nouns: merged account, merge request, proof, obstacle, achievement, attempt at a segment. Refuses: to add up what was
learned twice, and to merge an account that nobody has shown to be theirs. The story: `stories/merging/accounts.py`.
"""
