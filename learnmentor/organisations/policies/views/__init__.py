"""Routes of policies: what coordinators do with them, and what members read."""
