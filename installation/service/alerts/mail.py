"""A message as e-mail, over SMTP; the only file that speaks it."""

import base64
import email.utils
import os
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path

from installation.common import files, system_errors
from installation.config.schema import AlertsConfig
from installation.faults import Fault
from installation.service.alerts.alert_text import AlertMessage

PATIENCE_S = 20.0
PASSWORD_FILE = "mail-password"
_PASSWORD_BYTES = 4096
_LOGGED_IN = 235  # RFC 4954
_ENVIRONMENT = "LATENZRAUM_MAIL_PASSWORD"


def send(settings: AlertsConfig, state: Path, message: AlertMessage) -> None:
    """Hands it to the mail server. Raises `Fault` in words, which never hold the password."""
    server = f"{settings.mail_server}:{settings.mail_port}"
    try:
        with _connected(settings) as smtp:
            if settings.mail_security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if settings.mail_username and settings.mail_security != "none":
                _log_in(smtp, settings.mail_username, password(state))
            refused = smtp.send_message(_letter(settings, message))
    except smtplib.SMTPAuthenticationError as error:
        raise Fault(f"{server} does not take this name and password") from error
    except smtplib.SMTPResponseException as error:
        said = error.smtp_error
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        raise Fault(f"{server} says: {error.smtp_code} {words}") from error
    except smtplib.SMTPRecipientsRefused as error:
        raise Fault(f"{server} takes nothing for {', '.join(error.recipients)}") from error
    except ssl.SSLError as error:
        raise Fault(f"{server}: the encryption fails: {error.reason or error}") from error
    except smtplib.SMTPException as error:
        raise Fault(f"{server}: {error}") from error
    except OSError as error:
        raise Fault(f"{server} cannot be reached: {system_errors.words(error)}") from error
    if refused:
        raise Fault(f"{server} takes nothing for {', '.join(refused)}")


def password(state: Path) -> str:
    """From a credential of systemd, the environment, or the file in the state folder. Raises `Fault`."""
    credentials = os.environ.get("CREDENTIALS_DIRECTORY", "")
    if credentials and (Path(credentials) / PASSWORD_FILE).is_file():
        return _read(Path(credentials) / PASSWORD_FILE)
    named = os.environ.get(_ENVIRONMENT, "")
    return named or _read(state / PASSWORD_FILE)


def _read(path: Path) -> str:
    try:
        return files.read_bounded(path, _PASSWORD_BYTES).decode("utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Fault(
            f"the password of the mail server is missing: write it into {path}, or on the page"
        ) from error


def _log_in(smtp: smtplib.SMTP, name: str, secret: str) -> None:
    """Raises `SMTPException`. What is not ASCII alone goes as UTF-8 (RFC 4616), which smtplib does not know."""
    if f"{name}{secret}".isascii():
        smtp.login(name, secret)
        return
    smtp.ehlo_or_helo_if_needed()
    given = base64.b64encode(f"\0{name}\0{secret}".encode()).decode()
    code, said = smtp.docmd("AUTH", f"PLAIN {given}")
    if code != _LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, said)


def _connected(settings: AlertsConfig) -> smtplib.SMTP:
    if settings.mail_security == "tls":
        return smtplib.SMTP_SSL(
            settings.mail_server,
            settings.mail_port,
            timeout=PATIENCE_S,
            context=ssl.create_default_context(),
        )
    return smtplib.SMTP(settings.mail_server, settings.mail_port, timeout=PATIENCE_S)


def _letter(settings: AlertsConfig, message: AlertMessage) -> EmailMessage:
    sender = settings.mail_from or settings.mail_to[0]
    letter = EmailMessage()
    letter["Subject"] = message.subject
    letter["From"] = sender
    letter["To"] = ", ".join(settings.mail_to)
    letter["Date"] = email.utils.formatdate(localtime=True)
    letter["Message-ID"] = email.utils.make_msgid(domain=sender.rpartition("@")[2])
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers it
    letter.set_content(message.body)
    return letter
