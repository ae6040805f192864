"""Pages of the schedule of a pair."""
