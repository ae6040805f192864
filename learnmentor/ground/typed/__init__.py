"""What people type or paste, read once for every room: letters and digits of any keyboard, lengths of time, days."""
