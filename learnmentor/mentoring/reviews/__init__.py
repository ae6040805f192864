"""Looking back together (form F14): what each says apart, and one summary that may leave, when the mentee signs it."""
