"""The individual learning plan of a pair: what the two are to learn, from gaps that a subject audit showed.

A line of the plan is a target with the need behind it and who or where can help. The owner of an audit makes a line of
a gap, by hand, one by one and once each; nothing becomes a target by itself.
"""
