"""Files that cannot back an entry, and what to add instead: by their bytes, by their names where bytes say little."""

MAIL = "is a mail, and mails cannot be added: few programs open them. Print it to a PDF, and add that."
PUBLISHER = (
    "is a Publisher document, which cannot be added: few programs open it. In Publisher choose File, Export, PDF, and "
    "add that."
)
PROTECTED = (
    "is protected by a password, so nobody you show it to could open it, and it cannot be added. Save it again without "
    "the password, and add that."
)
PROTECTED_OR_OLDER = (
    "seems to be protected by a password, or saved in an older format than its name says. Save it again without, then "
    "choose it."
)
MACROS = (
    "can hold macros, small programs that run when it is opened, and cannot be added. Save it as a document without "
    "macros, or export it as a PDF, and add that."
)
PAGES = (
    "was made by Pages, Numbers or Keynote and cannot be added: other computers do not open it. There choose File, "
    "Export To, PDF, and add that."
)
ARCHIVE = "is an archive and cannot be added. Unpack it, and add the files that are in it, one by one."
DAMAGED = (
    "cannot be added: it is not whole, or it is locked. Open it to see whether it is as it should be, save or download "
    "it again, and add that."
)
SHORTCUT = (
    "is only a shortcut, which leads nowhere on another computer, and cannot be added. Open it, and add the file that "
    "it leads to; the address of a web page goes under Links."
)
ONLINE = (
    "is only a link to a document that lies online, and cannot be added. Open it, choose File, Download, PDF, and add "
    "that."
)
NOT_HERE_YET = (
    "holds nothing yet: what is in it still lies in the cloud. Open it once, so that it is downloaded to your device, "
    "then choose it again."
)
WEB_PAGE = "is a web page and cannot be added. Print it to a PDF, or put its address under Links."
DRAWING = "is a drawing that can act on its own, and cannot be added. Save it as PNG or PDF, and add that."
PICTURE = "is a picture that browsers do not show, and cannot be added. Save it as JPEG, PNG or PDF, and add that."
FILM = "is a film or a sound and cannot be added. Put it where others can see it, and add its address under Links."
EXPORT = "is of a kind that few programs open, and cannot be added. Export or print it as a PDF, and add that."
ANYTHING = "is of a kind that cannot be added. You can add PDFs, pictures, Office documents and plain text."
TEXT_INSIDE = (
    "holds only text, which is not what its name says; it may not have been downloaded whole. Open it to see, then "
    "save or download it again and add that."
)

_BEGINNINGS = (
    (b"L\x00\x00\x00\x01\x14\x02\x00", SHORTCUT),
    *((beginning, ARCHIVE) for beginning in (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"PK\x05\x06")),
    *((beginning, PICTURE) for beginning in (b"II*\x00", b"MM\x00*", b"BM", b"8BPS", b"\x00\x00\x00\x0cjP  ")),
    *((beginning, FILM) for beginning in (b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"\x30\x26\xb2\x75", b"#!AMR")),
)
_AT_ROOT = (
    ("encryptedpackage", PROTECTED),
    ("__properties_version1.0", MAIL),
    ("quill", PUBLISHER),
    ("visiodocument", EXPORT),
)
_ENDINGS = {
    **dict.fromkeys(("eml", "emlx", "msg", "oft", "mbox"), MAIL),
    "pub": PUBLISHER,
    **dict.fromkeys(("docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "ppsm", "potm"), MACROS),
    **dict.fromkeys(("url", "webloc", "lnk", "desktop", "website"), SHORTCUT),
    **dict.fromkeys(("gdoc", "gsheet", "gslides", "gdraw", "gform"), ONLINE),
    "icloud": NOT_HERE_YET,
    **dict.fromkeys(("html", "htm", "xhtml", "mht", "mhtml", "webarchive"), WEB_PAGE),
    "svg": DRAWING,
    **dict.fromkeys(("zip", "rar", "7z", "gz", "tgz", "tar", "bz2"), ARCHIVE),
    **dict.fromkeys(("tif", "tiff", "bmp", "avif", "psd", "dng", "cr2", "nef", "jp2", "ico"), PICTURE),
    **dict.fromkeys(("mp4", "mov", "m4v", "avi", "wmv", "mkv", "webm", "mp3", "m4a", "wav", "ogg", "amr", "3gp"), FILM),
    **dict.fromkeys(("vsd", "vsdx", "mpp", "one", "onepkg", "xps", "oxps", "wps", "wpd", "epub", "ics", "vcf"), EXPORT),
    **dict.fromkeys(("odg", "odb", "odf", "ott", "ots", "otp", "otg", "fodt", "fods", "fodp", "ps", "eps"), EXPORT),
}
ENDINGS = frozenset(_ENDINGS) | {"pages", "numbers", "key"}


def by_name(ending: str) -> str:
    """What to say of a file of which only its name tells anything; "" for nothing."""
    return _ENDINGS.get(ending, "")


def by_bytes(head: bytes, ending: str) -> str:
    """What to say of a file that begins with these bytes, and is of no kind that can be added."""
    if not head.strip(b"\x00"):
        return NOT_HERE_YET
    if found := next((says for beginning, says in _BEGINNINGS if head.startswith(beginning)), ""):
        return found
    if head[4:8] == b"ftyp":
        return PICTURE if head[8:12] in {b"avif", b"avis", b"mif1", b"msf1"} else FILM
    if head[:4] == b"RIFF":
        return FILM
    return by_name(ending) or ANYTHING


def by_names_at_root(names: frozenset[str]) -> str:
    """What to say of a compound file; "" where its names tell nothing against it."""
    return next((says for name, says in _AT_ROOT if name in names), "")


def by_members(names: set[str], ending: str) -> str:
    """What to say of a ZIP file with these names in it, which is no document that can be added."""
    if any(name.endswith((".iwa", "index.apxl", "index.xml.gz")) or name == "Index.zip" for name in names):
        return PAGES
    if ending in {"pages", "numbers", "key"}:
        return PAGES
    if any(name.endswith(("vbaProject.bin", "workbook.bin")) for name in names):
        return MACROS
    return EXPORT if {"[Content_Types].xml", "mimetype"} & names else ARCHIVE
