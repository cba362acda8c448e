"""What measurements of messages share: a product with services and keys, programs that call its API, and the SMPP centre."""

import base64
import hashlib
import hmac
import html
import json
import os
import pathlib
import re
import selectors
import socket
import sys
import time
import urllib.request

from product import Person, Product

CENTRE = os.environ.get("TEST_SMS_CENTRE", "")
SMPP = os.environ.get("TEST_SMPP", "")
TEXT = "Votre dossier {{dossier}} avance."
FINAL = "('delivered', 'failed', 'cancelled')"


def number(place: int) -> str:
    """A mobile number; the centre has other plans for those that end in 98 or 99."""
    place += 10_000_000
    return f"+336{place // 90 * 100 + place % 90:08}"


class Centre:
    """A user of the SMPP centre: how it behaves, and what it got."""

    def __init__(self, user: str):
        self.user = user

    def address(self, window: int = 120) -> str:
        return SMPP.replace("smpp://", f"smpp://{self.user}:secret@") + f"?window={window}#{self.user}"

    def tell(self, action: str, **said) -> None:
        request = urllib.request.Request(f"{CENTRE}/{self.user}/{action}", json.dumps(said).encode(), method="POST")
        urllib.request.urlopen(request, timeout=60).read()

    def behave(self, **how) -> None:
        usual = {
            "delay_ms": 0, "status": 0, "receipts": "once", "is_refused": False, "drop_next": 0, "silent_next": 0, "throttle_next": 0, "stat": "DELIVRD",
            "is_honest": True,
        }  # fmt: skip
        self.tell("behave", **{**usual, **how})

    def got(self) -> list:
        """What it took, in order: number, text, when in seconds, id."""
        with urllib.request.urlopen(f"{CENTRE}/{self.user}", timeout=120) as answer:
            received = json.load(answer)["received"]
        return [("+" + it["to"].lstrip("+"), it["text"], it["at_ms"] / 1000, it["id"]) for it in received if it["status"] == 0]


class Program:
    """A service of the product with a template of each class, and a key by which a program sends."""

    def __init__(self, manager: Person, name: str):
        self.made(manager, "/messages/services", {"nom": name, "expediteur": "BANC"})
        self.service = self.latest
        self.templates = {lane: self.template(manager, lane, lane) for lane in ("urgent", "normal", "bulk")}
        page = manager.get(f"/messages/services/{self.service}")[2]
        usual = {it: form_value(page, it) for it in ("nom", "expediteur", "nom-courriel")}
        self.made(manager, f"/messages/services/{self.service}", {**usual, "calme-de": "08:00", "calme-a": "08:00"})
        self.made(manager, f"/messages/services/{self.service}/ouverture", {"certain": "on", "declare": "on"})
        status, _, page = manager.post(f"/messages/services/{self.service}/cles", {"nom": "banc", "genre": "live"})
        found = re.search(r"banc-([0-9a-f-]{36})-([0-9a-f-]{36})", page)
        if not found:
            sys.exit(f"no key: {status} {plain(page)}")
        self.id, self.secret = found.groups()
        self.token_at, self.made_token = 0, ""

    def made(self, manager: Person, path: str, fields: dict) -> None:
        manager.get("/messages/services")
        status, headers, page = manager.post(path, fields)
        if status != 303:
            sys.exit(f"{path}: {status} {plain(page)}")
        self.latest = headers["Location"].split("?")[0].rsplit("/", 1)[-1]

    def template(self, manager: Person, lane: str, meaning: str) -> str:
        fields = {"service": self.service, "canal": "sms", "nom": f"{lane} {meaning}", "texte-fr": TEXT}
        fields |= {"motif": "suivi", "annonce": meaning, "allure": lane, "version": "0"}
        self.made(manager, "/messages/modeles/nouveau", fields)
        return self.latest.split("_")[1]

    def token(self) -> str:
        """A JSON Web Token, some seconds old at most."""
        if time.time() - self.token_at > 10:
            self.token_at = int(time.time())
            code = lambda it: base64.urlsafe_b64encode(it).rstrip(b"=").decode()  # noqa: E731
            signed = code(b'{"typ":"JWT","alg":"HS256"}') + "." + code(json.dumps({"iss": self.id, "iat": self.token_at}).encode())
            self.made_token = signed + "." + code(hmac.new(self.secret.encode(), signed.encode(), hashlib.sha256).digest())
        return self.made_token

    def call(self, to: str, lane: str, reference: str, template: str | None = None) -> bytes:
        """The bytes of a call that asks for one text message."""
        body = {"phone_number": to, "template_id": template or self.templates[lane], "reference": reference}
        body = json.dumps({**body, "personalisation": {"dossier": reference}}).encode()
        return (
            f"POST /v2/notifications/sms HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token()}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body

    def get(self, port: int, path: str) -> float:
        """Seconds of a call that reads."""
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {self.token()}"})
        begun = time.monotonic()
        urllib.request.urlopen(request, timeout=120).read()
        return time.monotonic() - begun


def plain(page: str) -> str:
    main = page[page.find("<main"):]
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", main))[:1200]


def form_value(page: str, name: str) -> str:
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    found = tag and re.search(r'value="([^"]*)"', tag.group(0))
    return html.unescape(found.group(1)) if found else ""


def opened(program: str, folder: pathlib.Path, carriers: list, database: str | None = None):
    """A product that works, with its manager signed in and a program that may write to everybody."""
    folder.mkdir(parents=True, exist_ok=True)
    more = f'[notices]\nsms = "{" ".join(carriers)}"\n'
    product = Product(program, folder, database, more)
    password = product.add("manager@example.org", "manager")
    product.start()
    manager = Person(product, "manager@example.org", password).sign_in()
    return product, manager, Program(manager, "Banc d’essai")


class Line:
    """A connection of a program, which asks for one thing after the other."""

    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.asked, self.what, self.read = 0.0, None, b""

    def ask(self, what, call: bytes) -> None:
        self.asked, self.what, self.read = time.monotonic(), what, b""
        self.socket.sendall(call)

    def answer(self):
        """Status and text, once all of it is there."""
        chunk = self.socket.recv(65536)
        if not chunk:
            raise OSError("the line was closed")
        self.read += chunk
        head, found, body = self.read.partition(b"\r\n\r\n")
        if not found:
            return None
        length = re.search(rb"content-length: (\d+)", head, re.I)
        if len(body) < int(length.group(1)):
            return None
        return int(head[9:12]), body


def call_all(port: int, calls, callers: int, told=lambda what, status, body, seconds: None, until=lambda: False):
    """Makes calls from an iterator of (what, bytes), so many at once; `told` hears each answer, with status 0 if the line broke.

    Gives the seconds from the first call to the last answer."""
    waiting, open_lines = iter(calls), selectors.DefaultSelector()
    begun = time.monotonic()
    held = 0

    def go_on(line: Line | None) -> int:
        """Has a line ask for the next, a new one if it has none; 1 if it did."""
        while not until():
            try:
                line = line or connected()
            except OSError:
                time.sleep(0.05)
                continue
            following = next(waiting, None)
            if following is None:
                break
            try:
                line.ask(*following)
                return 1
            except OSError:
                told(following[0], 0, b"", 0.0)
                forget(line)
                line = None
        # Nothing is asked on it any more: that it ends is no answer.
        if line:
            forget(line)
        return 0

    def connected() -> Line:
        line = Line(port)
        open_lines.register(line.socket, selectors.EVENT_READ, line)
        return line

    def forget(line: Line) -> None:
        open_lines.unregister(line.socket)
        line.socket.close()

    held = sum(go_on(None) for _ in range(callers))
    while held:
        for key, _ in open_lines.select(timeout=60):
            line = key.data
            try:
                answer = line.answer()
            except OSError:
                forget(line)
                told(line.what, 0, b"", 0.0)
                held += go_on(None) - 1
                continue
            if answer:
                told(line.what, *answer, time.monotonic() - line.asked)
                held += go_on(line) - 1
    return time.monotonic() - begun
