"""Pages of a discussion: the learner's, and those of whoever judges."""
