"""What happens to an account between its first day and its last.

Nouns: address change (confirmed from the new address, stopped from the old one), suspension, return, leaving, holder of
a role. Refuses: to say whether an address is taken, to suspend oneself, and to leave nobody who looks after people.
"""
