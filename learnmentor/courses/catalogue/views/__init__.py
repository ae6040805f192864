"""The catalogue as pages: what can be read, and programmes."""
