"""What those who lead and coordinate see: a line for whoever accepted that, counts that give nobody away for the rest.

Nouns: member standing (what stands in a line), headcount (what is counted of people in one place and one year), printed
counts (what is shown of it, kept by day). Refuses: free filters over people who are only counted, and any word that
somebody wrote.
"""
