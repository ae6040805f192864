"""One letter a day at most about assessed work: what waits for somebody, in numbers and without names.

Nouns: digest, news (something that began to wait for somebody at a moment). Refuses: a letter without news since the
last one, and any word of what was handed in or decided.
"""
