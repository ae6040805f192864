"""The pages of agreements: what holds, the parts of the draft, signing, versions."""
