"""What leaves the house as proof, and what comes back to be checked.

Nouns: evidence pack, manifest, signature, check, verdict. A pack holds a year's ledger, files and certificates and is
verified without us; a check says what was looked at and what was not. Refuses: to keep what a stranger sends, to read
more of it than the bounds say, and to call anything ours that does not prove it.
"""
