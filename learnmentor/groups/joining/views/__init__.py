"""The pages of coming in and going, and those on which a leader looks after it."""
