"""A finished e-mail as bytes for an SMTP gateway: multipart/alternative, text first.

Most callers send the parts themselves; this is for those that take a whole message. It sets no
`To`, `Date` or `Message-ID`: those belong to whoever sends.
"""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from hashlib import blake2b

from service.channels.errors import UnsafeCharacters
from service.channels.syntax import unsafe_in_value
from service.domain.message import Message


class _WholeAddresses(EmailPolicy):
    """SMTP's rules, but folding changes no plain ASCII: it breaks lines where there is a space.

    Python writes a word that fits on no line as `=?utf-8?q?...?=`. Nobody decodes that in a header
    that holds an address (RFC 2369), and no mail program shows its button to unsubscribe. Of a
    sender's quoted name it loses the quotes where it breaks it: a comma in it makes two senders.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        """A header's bytes; where folding would change ASCII, its line as it is."""
        folded = super().fold_binary(name, value)
        if not value.isascii():
            return folded
        whole = f"{name}: {value}".encode("ascii")
        kept = folded.replace(self.linesep.encode("ascii"), b"") == whole
        return folded if kept else whole + self.linesep.encode("ascii")


_POLICY = _WholeAddresses(linesep=SMTP.linesep)


def to_mime(message: Message) -> bytes:
    """The same message gives the same bytes; its boundary is a digest of its words.

    Raises `ValueError` for another channel's message, and `UnsafeCharacters` where a header holds
    a line break, whoever built the message.
    """
    if message.channel != "email" or message.html is None or message.text is None:
        raise ValueError(f"a message of the channel {message.channel} is no e-mail")
    mail = EmailMessage(policy=_POLICY)
    for name, value in (*message.headers, ("Subject", message.subject or "")):
        if unsafe_in_value(value):
            raise UnsafeCharacters(name)
        mail[name] = value
    # Quoted-printable keeps every line of a part below 78 characters, however long a paragraph.
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    mail["Content-Language"] = message.locale
    digest = blake2b(f"{message.text}\0{message.html}".encode(), digest_size=16).hexdigest()
    mail.set_boundary(f"=_bedside_{digest}")
    return mail.as_bytes()
