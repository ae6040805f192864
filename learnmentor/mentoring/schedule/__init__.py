"""The year of a pair on one page: how many talks and visits by when, what took place, and what moved: form F2.

Nouns: schedule (one academic year), period (a stretch of it, usually half a term), tick (what was done without a record
here). Refuses: a norm; words of the pair for anybody who counts.
"""
