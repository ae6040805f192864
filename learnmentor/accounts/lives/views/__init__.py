"""The pages of what happens to an account, by family."""
