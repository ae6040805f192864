"""Where standardisation meets its readers."""
