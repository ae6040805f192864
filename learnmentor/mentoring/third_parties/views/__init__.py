"""Pages of third parties: those of the pair, and the one that a third party sees."""
