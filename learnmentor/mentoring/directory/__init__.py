"""The list of mentors, and of practice: who agreed to be found by colleagues, until a day, contacted by relay.

Nouns: listing (a mentor's place in the list, or an entry of how mentoring is done somewhere), listing answer (that
somebody was asked to be in the list, and said no), listing message (a message by relay, and its answer). Refuses: to
list anybody who did not say yes, for longer than a year at once, and to show an address before whoever owns it answers.
"""
