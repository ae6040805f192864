"""Work that happens after the answer: mail, packs, reminders.

Nouns: job, letter (a row of outgoing mail). A job is a row written in the same transaction as the change that asks
for it, so neither exists without the other; `learnmentor worker` carries it out at least once. Refuses: work that is
not safe to do twice, and anybody's text in a log.
"""
