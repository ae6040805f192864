"""A course tutor, manager or coordinator whom both of a pair let see parties, dates, hours and undertakings N1 to N3.

Nothing else is ever shown to them: what they see is put together here, from figures that other sub-rooms give.
"""
