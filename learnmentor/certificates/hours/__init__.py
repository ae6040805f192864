"""Certificates of hours: for a finished programme that somebody picked or was given, of ten segments or more.

Each segment counts in one such certificate only, whatever programmes it stands in.
"""
