"""What one of the two wrote in a record of the pair: a meeting, an observation, a review.

A line has one writer, who alone changes it and takes it away. It is read by both, or held back as the writer's own
note. So two people never write over each other; one person on two devices is given both texts as one.
"""
