"""The check table: one predicate for each rule of a content file, grouped by what it looks at."""
