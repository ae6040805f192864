"""The second observer of a joint observation: a colleague whom both of the two ask to this one visit."""
