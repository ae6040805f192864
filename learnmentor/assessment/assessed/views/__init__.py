"""How pages of assessed work are reached."""
