"""Pages of invitations: sending them, and answering them."""
