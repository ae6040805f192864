"""Invitations to a part, by address: sent, answered, and a membership only once they were accepted."""
