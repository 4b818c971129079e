"""A small OpenID Connect service on this machine: discovery, sign-in page, tokens, user info.

It checks what a real one checks: client, secret, redirect address, PKCE.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

CLIENT, SECRET = "lllo-test", "geheim-van-de-dienst"
KEY = "k" * 32  # nobody checks the signature: the token comes straight from the service


class Service:
    """Who signs in (``claims``), and what was asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.claims = {"sub": "urn:collab:1", "email": "iemand@example.org"}
        self.userinfo = None  # other claims than those of the token
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []

    def discovery(self) -> dict:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the browser goes after someone signed in at the service."""
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        self.asked.append(asked)
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str]) -> dict | None:
        asked = self.codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        is_ours = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        if asked is None or not is_ours or proof != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300}
        token = jwt.encode(claims | {"sub": self.claims["sub"]}, KEY, algorithm="HS256")
        return {"access_token": "toegang", "token_type": "Bearer", "id_token": token}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        service, url = self.server.service, urlsplit(self.path)
        if url.path == "/.well-known/openid-configuration":
            return self.say(service.discovery())
        if url.path == "/userinfo" and self.headers["Authorization"] == "Bearer toegang":
            return self.say(service.userinfo or service.claims)
        return self.say({"error": "not found"}, 404)

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        sent = {key: value[0] for key, value in parse_qs(self.rfile.read(length).decode()).items()}
        tokens = self.server.service.token(sent)
        self.say(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)

    def say(self, content: dict, status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def oidc_service():
    """Run the service on a free port of this machine for the time of the block."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.service = Service(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.service
        finally:
            server.shutdown()
            thread.join()
