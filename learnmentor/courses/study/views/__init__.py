"""The page of a segment, and what it sends while somebody studies."""
