"""Reads of the ledger: which lines are in force, the year, its entries, their files, the chain."""
