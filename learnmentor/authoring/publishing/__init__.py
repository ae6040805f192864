"""A content folder or a draft made ready and published: revisions, what points at them, files written back."""
