"""A mail server and a web server in the process of the test: they speak the real protocols, and keep what they got."""

import base64
import contextlib
import datetime
import http.server
import ipaddress
import socketserver
import ssl
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


def certificate(folder):
    """A file with the key and the certificate of 127.0.0.1, which whoever trusts it takes for an authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.BasicConstraints(True, None), True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "server.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


class _Mail(socketserver.StreamRequestHandler):
    """One conversation of SMTP (RFC 5321), with STARTTLS (RFC 3207) and AUTH PLAIN (RFC 4954)."""

    def handle(self):
        server = self.server
        if server.security == "tls":
            self._encrypt()
        self._say("220 here")
        with contextlib.suppress(OSError, ValueError):
            while line := self.rfile.readline().decode().strip():
                word = line.split()[0].upper()
                if word == "EHLO":
                    offers = "STARTTLS" if server.security == "starttls" else "8BITMIME"
                    self._say("250-here", "250-AUTH PLAIN", f"250 {offers}")
                elif word == "STARTTLS":
                    self._say("220 go on")
                    self._encrypt()
                elif word == "AUTH":
                    _, name, password = base64.b64decode(line.split()[2]).decode().split("\0")
                    server.logins.append((name, password, isinstance(self.request, ssl.SSLSocket)))
                    self._say("235 yes" if password == "right" else f"535 {password} is wrong")
                elif word == "DATA":
                    self._say("354 go on")
                    lines = iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), ".")
                    server.letters.append("\n".join(lines))
                    self._say("250 taken")
                elif word == "QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 fine")

    def _say(self, *lines):
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def _encrypt(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server.certificate)
        self.request = context.wrap_socket(self.request, server_side=True)
        self.rfile = self.request.makefile("rb")
        self.wfile = self.request.makefile("wb", buffering=0)


class _Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((self.path, self.headers["Content-Type"], body))
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served(kind, **about):
    """`kind` is "mail" or "hook"; attributes of the server: `letters`, `logins`, `posts`."""
    handler = {"mail": _Mail, "hook": _Hook}[kind]
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.letters, server.logins, server.posts, server.answer = [], [], [], 200
        vars(server).update(about)
        server.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()
