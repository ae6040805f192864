"""Forms that one person fills in: audits, self-assessments, reviews of a source, practice maps, notes on a page.

A sheet is one filled form. It belongs to its owner, who alone writes in it, finishes it, shows it to a pair, takes that
back and deletes it. A form that is filled in again is another sheet, and the earlier one stays. The other of a pair may
write a view of a subject audit or of the skills lists: that is a sheet of their own, which is read when both are ready.
No sheet carries a mark that somebody gave, and no sum of any kind.
"""
