"""Pages of sheets: one's own, and those in a pair."""
