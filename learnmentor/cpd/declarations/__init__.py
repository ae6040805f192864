"""A CPD year declared: looked over, signed off, and kept as it was declared."""
