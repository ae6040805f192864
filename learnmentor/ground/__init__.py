"""What every room stands on: database, clock, chance, private text, files, archives, typesetting, tables, words.

Nothing here knows a feature. `db.py` alone knows Flask, so that nobody who needs the database has to.
"""
