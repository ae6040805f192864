"""Two people who work together, a mentor and a mentee, and what they make, keep and check.

Nouns: pair (one relationship, with its roles in time), line (what one of the two wrote in a record of the pair), target
(what was agreed, until it is met or dropped), agreement (what both signed), review (what each says looking back), paper
(a form as data: page, PDF, Markdown). Refuses: anybody but the two reading what is in a pair, whatever their role;
changing the words of the other; writing after the end; a grade.
"""
