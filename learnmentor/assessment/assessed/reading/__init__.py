"""A try as it is read: its parts with texts, links, files, released records and witness notes.

Nouns: opened work, part, file, reader. Refuses: whoever neither wrote it nor judges it; a file that the try does not
name; anything in a file that would act.
"""
