"""Where files and archives lie: stored, sealed, zipped, backed up, and what a disk says when it cannot."""
