"""How a pair begins: one invites the other, or a coordinator names two; it opens when everybody who is asked accepted.

Whether an address has an account is told to nobody: the letter, the page and the answer are the same.
"""
