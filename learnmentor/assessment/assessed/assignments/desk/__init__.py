"""What coordinators see of judging: who waits, with whom, how late, what nobody can judge, and what came of it.

Outcomes and dates, by name for coordinators of the learner's part; never the work, its files or what was said of it.
Administrators see the same without names and without outcomes.
"""
