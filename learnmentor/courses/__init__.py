"""What can be studied, and how far somebody is.

Nouns: unit, segment, page, revision, programme, study (one person at one segment), beat. A learner's page reads one
revision already rendered. Refuses: completion by a button, more active minutes than minutes on the clock, changes to a
revision.
"""
