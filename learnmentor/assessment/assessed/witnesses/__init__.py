"""Notes of colleagues who saw something, asked for by a letter with a link that needs no account."""
