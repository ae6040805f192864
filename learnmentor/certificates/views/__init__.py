"""My certificates, the public page behind a number, and what administrators do with certificates."""
