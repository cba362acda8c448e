"""Contacts a second through `POST /api/v1/contacts`, each answer durable: 16 clients, batches of 100."""

import http.client
import json
import pathlib
import sys
import tempfile
import threading
import time

from product import PARTNER, Product

CLIENTS, BATCH, BATCHES = 16, 100, 100
TOKEN = "contacts:write"


def bodies(client: int) -> list:
    def contact(number: int) -> dict:
        return {
            "contact_id": f"{client}-{number}", "usager": f"{client}-{number % 997}", "request": f"D-{number % 4999}",
            "started_at": f"2026-03-{1 + number % 28:02}T09:{number % 60:02}:00Z", "channel": "phone",
            "direction": "inbound", "reason": "APL", "outcome": "resolved", "wait_s": number % 600, "duration_s": 240,
        }  # fmt: skip

    batches = [range(it * BATCH, (it + 1) * BATCH) for it in range(BATCHES)]
    return [json.dumps([contact(number) for number in batch]).encode() for batch in batches]


def post_rate(program: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        product = Product(program, pathlib.Path(folder))
        token = product.command("token", "add", "bench", "--partner", PARTNER, "--scopes", TOKEN).split()[-1]
        product.start()
        try:
            return rate(product.port, token)
        finally:
            product.stop()


def rate(port: int, token: str) -> float:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    ready = [bodies(it) for it in range(CLIENTS)]
    accepted = [0] * CLIENTS

    def send(client: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for body in ready[client]:
            connection.request("POST", "/api/v1/contacts", body, headers)
            answer = connection.getresponse()
            text = answer.read()
            if answer.status != 200:
                sys.exit(f"POST: {answer.status} {text[:500]!r}")
            accepted[client] += json.loads(text)["accepted"]

    clients = [threading.Thread(target=send, args=(it,)) for it in range(CLIENTS)]
    started = time.monotonic()
    for it in clients:
        it.start()
    for it in clients:
        it.join()
    seconds = time.monotonic() - started
    if sum(accepted) != CLIENTS * BATCH * BATCHES:
        sys.exit(f"POST: {sum(accepted)} contacts were accepted")
    return sum(accepted) / seconds
