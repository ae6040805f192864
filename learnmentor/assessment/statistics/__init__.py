"""What a segment does with people, counted without anybody's id: first tries, where people stop, whether it was useful.

Nouns: anonymous answer (an answer as it came, under a random key and by month), segment tally (how many, by month). An
answer is never tied to a person; all that a person's own rows say is that an activity was done before, and that they
were asked. Shown from five people on, rounded to the nearest five.
"""
