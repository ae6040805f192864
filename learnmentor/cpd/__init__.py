"""The CPD ledger: what a person did for their own development, and how long it took.

Nouns: entry, line, CPD year, target, profile, post, absence, declaration. An entry is what a person
sees; it is kept as lines that are only ever added: a correction supersedes, a withdrawal is a line too. Each is chained
to the one before by hash; prose enters the chain only as a salted digest, so that it can be erased. Refuses: to merge
planned, active, claimed and attended minutes, to change a line, and to show one person's entries to another.
"""
