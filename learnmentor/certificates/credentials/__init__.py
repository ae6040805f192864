"""Open Badges: a certificate as a signed credential, and the picture that carries it."""
