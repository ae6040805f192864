"""Discussions about work that was handed in, where its brief asks for one, as P5's does.

Nouns: *proposals* of times, by the learner or whoever judges; the *record* of what was asked and answered; one
*correction* by the learner. It refuses a time that the other one did not propose, and any change of a record.
"""
