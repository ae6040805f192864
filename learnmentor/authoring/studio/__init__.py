"""The studio: where a trainer finds, writes, compares and publishes a text in the browser."""
