"""Activities as an author writes them, read line by line into values that know no Markdown and no web."""
