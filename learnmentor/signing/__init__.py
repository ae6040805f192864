"""Keys of the installation: what is signed with them can be checked by anybody, for as long as the key is published.

Nouns: signing key, key id (`kid`). Evidence packs and credentials name the key; the public halves are at
/.well-known/jwks.json. Refuses: to sign with a key that was retired or revoked, and to show a private half.
"""
