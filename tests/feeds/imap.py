"""A small real IMAP server on a thread: LOGIN, SELECT, UID SEARCH, FETCH and STORE (RFC 3501)."""

from __future__ import annotations

import re
import socketserver
import threading
from dataclasses import dataclass, field

PASSWORD = "geheim-woord"


@dataclass
class Mail:
    data: bytes
    flags: set[str] = field(default_factory=set)


class Server(socketserver.ThreadingTCPServer):
    """Holds one folder; ``mails`` are known by their place in the list, from 1 on."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, mails: list[bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mails = [Mail(data) for data in mails]
        self.fetched: list[int] = []
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


class Talk(socketserver.StreamRequestHandler):
    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def handle(self) -> None:
        self.say(b"* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, command, rest = [*line.split(" ", 2), ""][:3]
            if command == "UID":
                command, rest = rest.split(" ", 1)
            problem = getattr(self, f"do_{command.lower()}")(rest)
            self.say(f"{tag} {problem or 'OK done'}".encode())
            if command == "LOGOUT":
                return

    def do_capability(self, _rest: str) -> str | None:
        self.say(b"* CAPABILITY IMAP4rev1")

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
