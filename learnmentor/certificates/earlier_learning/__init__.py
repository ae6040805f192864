"""Recognition of earlier learning: which units can be claimed towards which awards, and a claim that is begun."""
