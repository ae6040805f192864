"""Activities inside segments, and what a learner did with them.

Nouns: activity, response. Everything a person writes or chooses is sealed before it is stored; of a quiz only the fact
remains that it was done. Refuses: scores, answers sent before they are asked for, and a reflection shown to anyone but
its writer.
"""
