"""The CPD ledger: what a person did for their own development, and how long it took.

Nouns: entry, CPD year, target, evidence pack. Entries are only ever added: a correction supersedes, a withdrawal is an entry. Each
is chained to the one before by hash; prose enters the chain only as a salted digest, so that it can be erased. Refuses: to
merge planned, active and claimed minutes, and to change a line.
"""
