"""What a person types about an entry: shapes and wording."""
