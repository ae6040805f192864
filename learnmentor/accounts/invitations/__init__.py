"""Invitations after they were sent: seen, sent again with another link, withdrawn, or replaced by another one.

The invitation itself and its link stand in `accounts`. Refuses: to change one that was used, and two links that work
for one invitation.
"""
