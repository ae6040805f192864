"""Letters to the mail server, by the standard library."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import SplitResult, unquote, urlsplit

_PATIENCE = 30  # seconds for each answer of the server
_LOCAL = {"localhost", "127.0.0.1", "::1"}


class UnsafeServer(Exception):
    """The server wants a password over a connection that everybody can read."""


@dataclass(frozen=True)
class MailServer:
    """Where letters leave from: smtp://user:password@host:587, or smtps://…; `sender` stands on every letter."""

    address: str
    sender: str

    def deliver(self, *, to: str, subject: str, body: str, at: datetime) -> None:
        """Hand one letter over; raises what smtplib raises, or OSError when the server does not answer."""
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self.sender, to, subject
        letter["Date"] = format_datetime(at)
        letter["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2].rstrip(">") or None)
        letter["Auto-Submitted"] = "auto-generated"  # so that absence notes are not sent back
        letter.set_content(body)
        with _connected(urlsplit(self.address)) as server:
            server.send_message(letter)


@contextmanager
def _connected(parts: SplitResult) -> Iterator[smtplib.SMTP]:
    host = parts.hostname or ""
    with _opened(parts, host) as server:
        server.ehlo()
        encrypted = parts.scheme == "smtps"
        if not encrypted and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            encrypted = True
        if parts.username:
            if not encrypted and host not in _LOCAL:
                raise UnsafeServer(f"{host} offers no encryption; use smtps:// or a server with STARTTLS")
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server


def _opened(parts: SplitResult, host: str) -> smtplib.SMTP:
    if parts.scheme == "smtps":
        return smtplib.SMTP_SSL(host, parts.port or 465, timeout=_PATIENCE, context=ssl.create_default_context())
    return smtplib.SMTP(host, parts.port or 25, timeout=_PATIENCE)
