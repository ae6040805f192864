"""Awards, and the certificates that say they were met.

Nouns: award, certificate, certificate event. Rules are pure and explain what is missing; a certificate is a frozen
snapshot, and page, PDF and JSON read nothing else. Refuses: to change a certificate. A revocation is a new fact that
the old link shows.
"""
