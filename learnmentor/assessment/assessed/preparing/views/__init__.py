"""Pages of choosing and preparing: one's submissions, one of them, its parts and files."""
