"""What the check of an evidence pack proves and what it does not: one wording for command, page and VERIFY.txt."""

from learnmentor.evidence.packs.signatures import Signature
from learnmentor.signing.signer import Signer

PROVED = """\
What this proves: each file is the one in the list (manifest.json), the chain of the ledger (cpd.json) holds, its lines
add up to its totals, the entries in cpd.csv are those of the ledger, and the uploaded files and the words in the ledger
are those that were written down with each entry. Where the year was declared (declaration.json), each declaration
states what the ledger held when it was made."""

NOT_SIGNED = """\
What this does not prove: who made the pack. It is not signed, so somebody who changes evidence.pdf or the ledger, and
the list and the hashes with it, has a pack that agrees with itself too. Nor does it prove what people declared.
Certificates can be checked by number, each at the address printed on it; the last hash of the ledger can be compared
with one that you were given by another way."""

NOT_PROVED = """\
What this does not prove: that what people declared about their own learning is so. Nor that a certificate still holds
today: each can be checked by number at the address printed on it."""

UNPROVED = """\
An honest pack has none for words that were erased or that the server could not open; otherwise somebody took it out."""


def in_the_guide(signer: Signer | None) -> str:
    """The last words of VERIFY.txt."""
    if signer is None:
        return NOT_SIGNED
    base = signer.base_url
    return f"""\
Who made it: manifest.jws is our signature of the list, a JWS with RS256 whose payload, left out, is manifest.json. It
was made with the key that has this fingerprint:

  {_in_two_lines(signer.public.fingerprint)}

The key itself is in keys.json; but whoever makes a pack can put a key of their own into it. So take the keys from us:
compare the fingerprint with those at {base}/keys, or save
{base}/.well-known/jwks.json and let the command prove it:

  learnmentor verify PACK.zip --keys jwks.json

Or open {base}/check and choose the pack there. Nothing that you check there is kept.

{NOT_PROVED}"""


def who_made_it(signature: Signature) -> str:
    """What the signature of a good pack says about its maker, and what is left open."""
    if signature.checked is None:
        return NOT_SIGNED
    shown = _in_two_lines(signature.fingerprint)
    if signature.proved:
        return f"""\
Who made it: it is signed with a key that is among those you gave. Nobody without that key could have made or changed
it. Its fingerprint:

  {shown}

{NOT_PROVED}"""
    keys = signature.published_at or "the website of whoever you think made the pack"
    return f"""\
Who made it: its signature fits the key that came in the pack. Whoever makes a pack can put a key of their own into it,
so this alone does not prove who made it. The fingerprint of the key:

  {shown}

Compare it with those at {keys}
if you know that address to be theirs. Or give the keys that they publish, and it is proved: --keys FILE

{NOT_PROVED}"""


def _in_two_lines(fingerprint: str) -> str:
    return f"{fingerprint[:39]}\n  {fingerprint[40:]}"
