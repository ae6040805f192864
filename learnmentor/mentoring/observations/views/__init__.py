"""Pages of observations; `inside.py` says how one is reached by the pair, and by its second observer."""
