"""Evidence packs made: what goes in, the ZIP and its signature, one year at once or several by the worker."""
