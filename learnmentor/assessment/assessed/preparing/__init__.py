"""Choosing an assessed version of a unit, and preparing the work for it part by part, over weeks and on any device."""
