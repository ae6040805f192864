"""Two accounts of one person become one: the story, and how each row that knows them goes on."""
