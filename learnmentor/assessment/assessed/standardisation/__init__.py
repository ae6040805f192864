"""Assessors judge the same lesson records before they judge anybody's work, and see how far they agree."""
