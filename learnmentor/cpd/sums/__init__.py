"""What a ledger adds up to, kept beside it: one row a person and CPD year, written with what changes it."""
