"""Asking, weeks later, what has come of an entry; and letting people say that they do not want to be asked."""
