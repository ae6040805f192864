"""What two organisations agreed to share: proposed with the other's code, accepted by the other, ended by either.

Refuses: a list of organisations to choose from, and to tell of the other more than the name it gave itself.
"""
