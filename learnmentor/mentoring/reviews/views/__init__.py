"""The pages of reviews: looking back, one's own part, the summary that may leave."""
