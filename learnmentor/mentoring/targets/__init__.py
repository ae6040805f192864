"""What the two agreed to do by a day: carried forward from meeting to meeting until it is met or dropped."""
