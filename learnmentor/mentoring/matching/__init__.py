"""Who mentors whom: what a mentee looks for, offers with reasons, a choice, a yes, and a change (form F15).

Nouns: mentor search (what a mentee looks for), mentor offer (somebody they may choose, and why), pair change (that one
of a pair asked for another). Refuses: to put two people together by itself, to offer a line manager without a warning,
to fill a mentor above the load they named, and to ask anybody for a reason.
"""
