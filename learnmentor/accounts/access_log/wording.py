"""What a record says of one look, to the person whose it is."""

from learnmentor.accounts.access_log.rules import AccessTo

A_JUDGE = "An assessor or moderator"
"""Who opened assessed work, where its learner is not told the name."""

_DONE = {
    AccessTo.ACCOUNT: "opened the page of the account: names, address and roles",
    AccessTo.CERTIFICATE: "opened the page on which certificate {subject} is looked after",
    AccessTo.CERTIFICATE_FILE: "downloaded certificate {subject}",
    AccessTo.NAMES: "changed a name",
    AccessTo.PASSWORD_LINK: "made a link with which a new password can be chosen",
    AccessTo.ADDRESS: "asked for another mail address",
    AccessTo.SUSPENDED: "suspended the account",
    AccessTo.RETURNED: "let the account be used again",
    AccessTo.LEFT: "ended all roles",
    AccessTo.MERGED: "had another account of yours merged into this one",
    AccessTo.ROLE_GIVEN: "gave the role of {subject}",
    AccessTo.ROLE_ENDED: "set the last day of the role of {subject}",
    AccessTo.MEMBER: "opened your page among the people they look after: names, address, where you belong",
    AccessTo.OFFERED_AS_MENTOR: "proposed to share you as a mentor with another organisation, by your printed name",
    AccessTo.MENTOR_SEARCH: "opened what you look for in a mentor, to find you one",
    AccessTo.SUBMISSION: "opened what you handed in for {subject}, to judge it",
    AccessTo.SUBMISSION_FILE: "opened a file that you handed in for {subject}",
    AccessTo.RESULT: "saw how far your assessed work is: {subject}",
    AccessTo.GROUP_PROGRESS: "saw how far you are in a group: your line in its report",
}


def done(what: str, subject: str) -> str:
    """What somebody did, to follow their name: opened the page of the account."""
    known = _DONE.get(AccessTo(what)) if what in list(AccessTo) else None
    return (known or f"opened {what} {{subject}}").format(subject=subject).strip()
