"""Visits at which an assessor watches a learner for a try: told beforehand, by criteria, never for learning alone."""
