"""Pairs in numbers, for those who coordinate: sums of five people and more, by part and by year, and no word of any.

It lies here and not with pairs because it keeps the rules of reports: which cells go hidden, what is printed daily.
"""
