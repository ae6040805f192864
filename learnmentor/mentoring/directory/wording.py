"""How people can meet, and what a practice is for, in words."""

from learnmentor.mentoring.directory.rules import ContactMode, RelayRefusal
from learnmentor.mentoring.wording import CONTEXTS

MODES = {
    ContactMode.FACE: "Face to face",
    ContactMode.TELEPHONE: "Telephone",
    ContactMode.VIDEO: "Video",
    ContactMode.WRITING: "In writing",
}
USES = {context.value: words for context, words in CONTEXTS.items()}
REFUSED = {
    RelayRefusal.OWN: "This is your own entry, so there is nobody to write to.",
    RelayRefusal.WAITS: "You have a message there that waits for an answer. Write again once it is answered.",
    RelayRefusal.TODAY: "You have left five messages today. Write to others tomorrow.",
    RelayRefusal.BUSY: "Many have written there and wait for an answer. Try again in some days.",
}
GONE = "This was taken out of the list a moment ago, so nobody can be written to there."
