"""Pages of coming in, of one's own profile, of passwords, of closing an account, and of looking after people."""
