"""Pages of matching: a mentee's, a mentor's, a coordinator's, and the change of a pair."""
