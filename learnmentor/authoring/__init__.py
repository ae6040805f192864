"""From a trainer's words to a published page.

Nouns: content file, check, draft, shelf. Files in `content/` and the browser write the same format; a check says file,
line and remedy; publishing makes revisions and does nothing twice. Refuses: summative keys in core units, mistyped
activities, and to let file and browser overwrite each other.
"""
