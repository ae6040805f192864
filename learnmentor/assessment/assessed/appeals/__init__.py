"""Appeals: a learner asks, within some days of release and with reasons, that somebody else looks at a result.

Nouns: an *appeal*, the moderator who has it, the *answer*. It refuses a second appeal about a result, a moderator or an
assessor who judged this before or is too close, and any change of the first result: a new one stands beside it.
"""
