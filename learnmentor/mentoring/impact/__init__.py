"""What somebody finds different before mentoring and after it (form F6): for a mentor, a mentee, an organisation.

Nouns: survey (one list of questions asked at several times), moment (before, half way, after), take (the answers of one
moment). Refuses: a score, a cause, anybody else reading it, and a count of fewer than five people.
"""
