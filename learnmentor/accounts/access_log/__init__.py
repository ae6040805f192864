"""Who opened what is somebody else's, or changed it: written before the page is sent, readable by its owner.

Noun: access record. Refuses: a page of another's that could not be written down, and any word of what stood on it.
"""
