"""What the check of an evidence pack proves and what it does not: one wording for the command and for VERIFY.txt."""

PROVED = """\
What this proves: each file is the one in the list (manifest.json), the chain of the ledger (cpd.json) holds, its lines
add up to its totals, the entries in cpd.csv are those of the ledger, and the uploaded files and the words in the ledger
are those that were written down with each entry."""

NOT_PROVED = """\
What this does not prove: who made the pack. It is not signed, so somebody who changes evidence.pdf or the ledger, and
the list and the hashes with it, has a pack that agrees with itself too. Nor does it prove what people declared.
Certificates can be checked by number, each at the address printed on it; the last hash of the ledger can be compared
with one that you were given by another way."""

UNPROVED = """\
An honest pack has none for words that were erased or that the server could not open; otherwise somebody took it out."""
