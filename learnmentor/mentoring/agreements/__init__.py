"""What the two agree on before they meet (form F1): a draft that both edit, signed by each, and then a version.

A version is never changed: a change is a new draft from the last version, which both sign. It makes a list with days.
"""
