"""Awards, and the certificates that say they were met.

Nouns: award, certificate, edition, certificate event, credential, badge, status list, renewal. Rules are pure and
explain what is missing; a certificate is a frozen snapshot, and page, PDF, JSON and credential read nothing else.
Refuses: to change a certificate. A correction is the next edition and a revocation a new fact; the old link shows both.
"""
