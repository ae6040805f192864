"""The pages of sessions and their attendance."""
