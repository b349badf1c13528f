"""Telling editors by e-mail: a plain letter, in the newsroom's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from buzzfeed.config import EditorsEmail, NewsroomSettings
from buzzfeed.errors import DeliveryError, FetchError, one_line
from buzzfeed.model import Delivery
from buzzfeed.notify.holds import in_french, one_message, read
from buzzfeed.ports import Bundle, Mail, MailServer

_LONGEST_SUBJECT = 200
_FRENCH: Mapping[str, str] = {
    "one": "à relire : {title}",
    "many": "{count} articles à relire",
    "untitled": "sans titre",
    "intro": "buzzfeed ne publie pas encore ce qui suit et attend votre décision.",
    "edit": "L’article reste publié dans sa version précédente.",
    "from": "Source : {source}, {origin}",
    "release": "Pour publier : {command}",
    "reject": "Pour refuser : {command}",
    "more": "… et {count} de plus. La liste entière : buzzfeed held",
    "outro": "Corriger le fichier suffit aussi : il est relu aussitôt.",
}
_ENGLISH: Mapping[str, str] = {
    "one": "to review: {title}",
    "many": "{count} articles to review",
    "untitled": "untitled",
    "intro": "buzzfeed does not publish the following yet, and waits for your decision.",
    "edit": "The article stays published as it was before.",
    "from": "From: {source}, {origin}",
    "release": "To publish: {command}",
    "reject": "To refuse: {command}",
    "more": "… and {count} more. The whole list: buzzfeed held",
    "outro": "Mending the file is enough, too: it is read again at once.",
}


def server_of(settings: EditorsEmail) -> MailServer:
    """Return the mail server that the config names."""
    return MailServer(settings.host, settings.at, settings.security, settings.user, settings.password, settings.timeout)


class EmailTarget:
    """Mailboxes of editors, written to through a mail server."""

    type = "email"
    spacing = timedelta(0)
    pace = timedelta(0)
    latest_wins = False

    def __init__(self, settings: EditorsEmail, newsroom: NewsroomSettings, mail: Mail) -> None:
        """Write to the mailboxes of ``settings``."""
        self.name = settings.target
        self.coalesce = timedelta(seconds=settings.coalesce)
        self._settings = settings
        self._newsroom = newsroom
        self._mail = mail

    def merge(self, due: Sequence[Delivery]) -> tuple[Bundle, ...]:
        """Return one letter for all that is due."""
        return one_message(due)

    def send(self, delivery: Delivery) -> str:
        """Write.

        Raises:
            DeliveryError: the server did not take the letter.
        """
        letter = write(delivery, self._settings, self._newsroom)
        try:
            return self._mail.send_mail(
                server_of(self._settings), self._settings.written_by, self._settings.to, letter.as_bytes()
            )
        except FetchError as error:
            raise DeliveryError(error.subject, error.cause, error.hint, retryable=error.retryable) from error


def write(delivery: Delivery, settings: EditorsEmail, newsroom: NewsroomSettings) -> EmailMessage:
    """Return the letter: its ``Message-ID`` and date are the delivery's, so that the same letter is the same again."""
    words = _FRENCH if in_french(newsroom) else _ENGLISH
    holds, more = read(delivery)
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = _as_written(one_line(f"[{newsroom.title}] {_subject(holds, more, words)}")[:_LONGEST_SUBJECT])
    letter["From"] = settings.written_by
    letter["To"] = ", ".join(settings.to)
    letter["Date"] = format_datetime(delivery.created)
    letter["Message-ID"] = f"<{delivery.id}@{urlsplit(newsroom.url).hostname or 'localhost'}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5: no holiday replies
    parts = [words["intro"], *(_part(hold, words) for hold in holds)]
    if more:
        parts.append(words["more"].format(count=more))
    text = "\n\n".join([*parts, words["outro"]]) + "\n"
    letter.set_content(text, cte="quoted-printable")
    return letter


def _as_written(words: str) -> str:
    """Keep what looks like an encoded word (RFC 2047) from being decoded: line breaks in it would begin new headers."""
    return words.replace("=?", "= ?")


def _subject(holds: Sequence[Mapping[str, Any]], more: int, words: Mapping[str, str]) -> str:
    if len(holds) + more != 1:
        return words["many"].format(count=len(holds) + more)
    return words["one"].format(title=holds[0]["title"] or words["untitled"])


def _part(hold: Mapping[str, Any], words: Mapping[str, str]) -> str:
    lines = [f"* {hold['title'] or words['untitled']}"]
    for reason in hold["reasons"]:
        excerpt = f" [{reason['excerpt']}]" if reason["excerpt"] else ""
        lines.append(f"  - {reason['text']}{excerpt} ({reason['code']})")
    if hold["edit"]:
        lines.append(f"  {words['edit']}")
    lines.append("  " + words["from"].format(source=hold["source"], origin=hold["origin"]))
    lines += [f"  {words[name].format(command=hold[name])}" for name in ("release", "reject") if hold[name]]
    return "\n".join(lines)
