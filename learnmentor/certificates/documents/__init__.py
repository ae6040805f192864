"""The documents of a certificate and the transcript: typeset, handed out, and known again by their SHA-256."""
