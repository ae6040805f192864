"""Handing in: what goes, once a try and whole; its receipt; and what its learner reads of it until and after release.

Nouns: what goes (`contents`), a *receipt* with the SHA-256 of the work. It refuses to hand in what lacks something,
what changed while it was looked over, and the same try twice.
"""
