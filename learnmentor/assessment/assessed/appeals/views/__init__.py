"""Pages of appeals: the learner's, and the moderators'."""
