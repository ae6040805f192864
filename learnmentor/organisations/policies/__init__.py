"""Texts that an organisation has adopted: a mentoring policy, what roles mean, a handbook, an agreement of providers.

Nouns: policy (the text that is being worked on), version (what was published, from a day on). Refuses: changing a
version that was published, and showing members what is still being worked on.
"""
