"""Who judges and moderates here: for which levels and units, until when, trained how; and whose work never.

The role has its dates and perhaps a part of an organisation; its scope says the rest. Nobody judges the work of
somebody whose mentor, mentee or manager they are, or were within a year, and no role lifts that.
"""
