"""Form F13: whoever holds a second role towards the other one of a pair says so, and the other one signs that they saw.

A change is a new declaration; the ones before stay. Assessment asks `queries.declared_roles`.
"""
