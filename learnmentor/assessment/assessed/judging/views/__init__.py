"""Pages on which somebody judges a try, and the list of what they judged."""
