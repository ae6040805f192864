"""What the forms of one person ask, in our own words: curriculum section 4, content/forms."""
