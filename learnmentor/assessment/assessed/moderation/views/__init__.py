"""Pages of moderation: what waits, two judgements side by side, and the report of a period."""
