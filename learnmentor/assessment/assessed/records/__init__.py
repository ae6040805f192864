"""Copies of one's own records, released to a part of a submission; and the consent of whoever else they are of."""
