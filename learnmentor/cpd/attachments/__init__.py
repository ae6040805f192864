"""Which files may back an entry: judged by their bytes, named to fit them, or refused with a remedy."""
