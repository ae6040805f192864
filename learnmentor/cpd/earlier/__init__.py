"""The record of an account that was merged: closed with its head, shown beside, and counted once."""
