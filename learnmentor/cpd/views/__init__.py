"""The pages of a CPD year, of its entries, and of the check of the ledgers."""
