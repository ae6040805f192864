"""Many people in and out: a table looked over and brought in by the worker, and members as the same table."""
