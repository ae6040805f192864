"""One of the two watches the other teach, and both write: form F3.

Nouns: observation (one visit), sheet (what one observer wrote in it), account (how it was for whoever was watched),
second observer (a guest who sees this visit alone), practice run (on a fictional lesson; it counts for nothing).
Refuses: a grade; another purpose than the one it was begun for; the observer's words before the account is given; the
rows of one observer to the other before both are ready.
"""
