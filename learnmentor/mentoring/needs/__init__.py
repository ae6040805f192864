"""What a new mentor would like to learn first: twelve questions, segments that answer them, and the same again later.

Nouns: question, take (all answers of one day), recommendation. Refuses: a score, and anybody else reading it.
"""
