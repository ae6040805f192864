"""Pages of pairs; `seen.py` says how a page inside a pair is reached."""
