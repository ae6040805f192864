"""The pages of "is this working?", of its letters, and of evaluations."""
