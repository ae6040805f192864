"""Pages of released records: a learner chooses and reads copies, the other of a pair answers."""
