"""Pages of the list: looking through it, one's own place in it, messages by relay."""
