"""Activities inside segments: what an author writes, what its page may show, and the work a learner keeps on one.

Nouns: activity, response. `formats/` reads what authors write into values; the rest is about one person's work on them.
"""
