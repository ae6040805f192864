"""The pages of groups: mine, one of them, and who leads it."""
