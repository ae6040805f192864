"""Which files people may add: judged by their bytes, named to fit them, or refused with a remedy."""
