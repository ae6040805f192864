"""Awards as rules of combination, how far somebody is on the way to one, and the pages that show it."""
