"""Looking after the accounts of one's own people: names, a link to a new password, an invitation sent again."""
