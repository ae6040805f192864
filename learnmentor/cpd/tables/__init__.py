"""Many entries in and out: a pasted table or a file looked over and brought in, and the ledger as a table."""
