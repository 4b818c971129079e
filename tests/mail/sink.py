"""A mail server for tests: it speaks enough SMTP for smtplib and keeps what it is given."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        sink = self.server.sink
        recipients = []
        self.say("220 sink")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word in (b"EHLO", b"HELO"):
                self.say("250 sink")
            elif word == b"RCPT":
                recipients.append(line.split(b"<")[1].split(b">")[0].decode())
                self.say(sink.answers.get("RCPT", "250 ok"))
            elif word == b"DATA":
                self.say("354 go on")
                self.keep(sink, recipients)
                if sink.breaks_after_data:
                    return  # the mail was taken, and nobody hears of it
                self.say(sink.answers.get("DATA", "250 kept"))
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def keep(self, sink, recipients):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        mail = message_from_bytes(b"".join(lines).replace(b"\r\n", b"\n"), policy=policy.default)
        sink.mails.append((recipients, mail))


class Sink:
    def __init__(self, port):
        self.port = port
        self.mails = []
        self.answers = {}
        self.breaks_after_data = False


@contextmanager
def smtp_sink():
    """Run the server on a free port of this machine for the time of the block."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        server.daemon_threads = True
        server.sink = Sink(server.server_address[1])
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        try:
            yield server.sink
        finally:
            server.shutdown()
