"""The people of a part as its page lists them: by name, searched, some at a time."""
