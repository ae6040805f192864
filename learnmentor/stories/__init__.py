"""What happens across rooms, one module a story.

A story stands above all services and below the views: it is given its session, time, settings and actor, asks the
rules, and calls the services of every room that has a part in it.
"""
