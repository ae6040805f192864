"""Who belongs where: organisations and their parts, members, coordinators, and who manages whom.

Nouns: organisation, part (a department, a site, a partner), membership, management. All parts stand in one tree: an
organisation is a part without a parent, and a coordinator's role reaches everything below its part. A person belongs
to several parts, with dates. Refuses: to let one organisation know of another, to show what somebody studies or
writes, and to let anybody manage themselves, by any detour.
"""
