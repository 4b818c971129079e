"""A small real IMAP server on a thread: LOGIN, SELECT, UID SEARCH, FETCH and STORE (RFC 3501).

With a certificate it speaks TLS from the first byte, or after STARTTLS.
"""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lllo import clock

PASSWORD = "geheim-woord"


@dataclass
class Mail:
    data: bytes
    flags: set[str] = field(default_factory=set)


def make_certificate(path, address="127.0.0.1"):
    """Write a key and a certificate for an address, which vouches for itself, into a file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), clock.real_now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "postbus (test)")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
    made = made.add_extension(names, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
        + made.sign(key, hashes.SHA256()).public_bytes(pem)
    )
    return path


class Server(socketserver.ThreadingTCPServer):
    """Holds one folder; ``mails`` are known by their place in the list, from 1 on.

    ``said`` is what a client said in the clear, before any TLS.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, mails: list[bytes], security: str = "none", certificate=None) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.security, self.context, self.said = security, None, []
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)
        self.mails = [Mail(data) for data in mails]
        self.fetched: list[int] = []
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def handle_error(self, request, client_address) -> None:
        """Say nothing of a client that hangs up at a certificate it does not trust."""

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


class Talk(socketserver.StreamRequestHandler):
    def setup(self) -> None:
        super().setup()
        self.is_secret = False
        if self.server.security == "tls":
            self.encrypt()

    def finish(self) -> None:
        super().finish()
        self.request.close()  # the one of TLS, which the server does not know

    def encrypt(self) -> None:
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
        self.is_secret = True

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def handle(self) -> None:
        self.say(b"* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, command, rest = [*line.split(" ", 2), ""][:3]
            if not self.is_secret:
                self.server.said.append(command)
            if command == "STARTTLS":
                self.say(f"{tag} OK begin".encode())
                self.encrypt()
                continue
            if command == "UID":
                command, rest = rest.split(" ", 1)
            problem = getattr(self, f"do_{command.lower()}")(rest)
            self.say(f"{tag} {problem or 'OK done'}".encode())
            if command == "LOGOUT":
                return

    def do_capability(self, _rest: str) -> str | None:
        more = b" STARTTLS" if self.server.security == "starttls" and not self.is_secret else b""
        self.say(b"* CAPABILITY IMAP4rev1" + more)

    def do_login(self, rest: str) -> str | None:
        return None if PASSWORD in rest else "NO wrong password"

    def do_select(self, rest: str) -> str | None:
        if rest.strip('"') != "INBOX":
            return "NO there is no such folder"
        self.say(f"* {len(self.server.mails)} EXISTS".encode())
        return None

    def do_search(self, rest: str) -> str | None:
        match = re.fullmatch(r"UNSEEN UNKEYWORD (\w+) SMALLER (\d+)", rest)
        found = [
            str(number)
            for number, mail in enumerate(self.server.mails, start=1)
            if not mail.flags & {r"\Seen", match[1]} and len(mail.data) < int(match[2])
        ]
        self.say(f"* SEARCH {' '.join(found)}".encode())

    def do_fetch(self, rest: str) -> str | None:
        number = int(rest.split(maxsplit=1)[0])
        assert rest.rsplit(maxsplit=1)[1] == "(BODY.PEEK[])", "it must not mark the mail as read"
        self.server.fetched.append(number)
        data = self.server.mails[number - 1].data
        self.say(f"* {number} FETCH (UID {number} BODY[] {{{len(data)}}}".encode())
        self.wfile.write(data)
        self.say(b")")

    def do_store(self, rest: str) -> str | None:
        number, how, flags = rest.split(" ", 2)
        assert how == "+FLAGS"
        self.server.mails[int(number) - 1].flags |= set(flags.strip("()").split())

    def do_logout(self, _rest: str) -> str | None:
        self.say(b"* BYE")
