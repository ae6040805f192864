"""Assessed options: work that is prepared, handed in, judged, moderated and released on its way to credit.

Nouns: submission (one person at one assessed version of a unit), try (what was handed in once, kept whole), judgement,
moderation, result, appeal. Refuses: anything of a core unit; a judgement by somebody's mentor or manager; a change of
what was judged; a result before its sample is done.
"""
