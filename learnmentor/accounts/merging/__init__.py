"""When somebody has two accounts: what must be proven, what stands in the way, and what counts once. Rules alone.

Nouns: proof, obstacle, achievement, attempt at a segment. Nothing calls them yet: no account is merged before all of it
can be done at once, and docs/decisions.md says what is missing. Refuses: to add up what was learned twice.
"""
