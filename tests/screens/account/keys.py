"""What people hold: an app that computes codes (RFC 6238), and a passkey (WebAuthn, ES256)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import struct
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor

ORIGIN = "http://testserver"


def code(secret: str, *, steps: int = 0) -> str:
    """Return the code that an app shows now, or some steps of 30 seconds later."""
    key = base64.b32decode(secret)
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def plain(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Passkey:
    """A software authenticator: makes a key pair, and signs what it is asked to sign."""

    def __init__(self, host: str = "testserver") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.host = hashlib.sha256(host.encode()).digest()
        self.user_handle = b""
        self.count = 0

    def _told(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": ORIGIN}).encode()

    def _state(self, flags: int) -> bytes:
        self.count += 1
        return self.host + bytes([flags]) + struct.pack(">I", self.count)

    def _public(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        return cbor.encode({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def make(self, options: dict, *, rk: bool = True) -> str:
        """Answer ``navigator.credentials.create``."""
        key = options["publicKey"]
        self.user_handle = plain(key["user"]["id"])
        held = bytes(16) + struct.pack(">H", len(self.id)) + self.id + self._public()
        attested = {"fmt": "none", "attStmt": {}, "authData": self._state(0x45) + held}
        response = {
            "clientDataJSON": text(self._told("webauthn.create", key["challenge"])),
            "attestationObject": text(cbor.encode(attested)),
        }
        return self._answer(response, {"credProps": {"rk": rk}})

    def sign(self, options: dict) -> str:
        """Answer ``navigator.credentials.get``."""
        told = self._told("webauthn.get", options["publicKey"]["challenge"])
        state = self._state(0x05)
        signed = self.key.sign(state + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": text(told),
            "authenticatorData": text(state),
            "signature": text(signed),
            "userHandle": text(self.user_handle),
        }
        return self._answer(response, {})

    def _answer(self, response: dict, extensions: dict) -> str:
        name = text(self.id)
        return json.dumps(
            {
                "type": "public-key",
                "id": name,
                "rawId": name,
                "response": response,
                "clientExtensionResults": extensions,
            }
        )
