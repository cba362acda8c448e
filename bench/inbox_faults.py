"""Nothing is lost and nothing is sent twice, whatever breaks: counted at the servers, not in the product.

    scripts/test-mail python3 bench/inbox_faults.py PROGRAM SCENARIO…

Usagers write to a mailbox of Dovecot's, agents answer through Postfix, while one thing after the other breaks. At the end every message that
was delivered to the mailbox must be filed once, and every message that was written, an answer or an acknowledgement, must be at its recipient
once. Prints a row for each scenario, in Markdown; ends with 1 if a count is wrong.
"""

import email
import email.policy
import os
import pathlib
import random
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

from product import Person, Product, add_mailbox, address

SEED = 20261128
MESSAGES = int(os.environ.get("MESSAGES", "600"))
ANSWERS = int(os.environ.get("ANSWERS", "150"))
BOXES = pathlib.Path(os.environ["TEST_MAIL_BOXES"])
OUTSIDE = pathlib.Path(os.environ["TEST_MAILBOX"])
PACE_S = 0.1
SETTLED_S = 300


class Proxy:
    """Stands before a server and breaks its conversations as a draw says; `broken` is the share of those that break."""

    def __init__(self, target: tuple, kinds: list, broken: float):
        self.target, self.kinds, self.broken = target, kinds, broken
        self.draw, self.lock, self.done = random.Random(SEED), threading.Lock(), {}
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.place = self.listener.getsockname()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        with self.lock:
            kind = self.draw.choice(self.kinds) if self.draw.random() < self.broken else "honest"
            limit = self.draw.randrange(200, 20000)
            self.done[kind] = self.done.get(kind, 0) + 1
        try:
            getattr(self, kind)(client, limit)
        except OSError:
            pass
        finally:
            client.close()

    def relay(self, client, stop=lambda up, down, chunk, from_client: False, delay=0.0):
        """Carries bytes both ways until `stop` says so, before the chunk goes on."""
        server = socket.create_connection(self.target)
        up = down = 0
        try:
            while True:
                for it in select.select([client, server], [], [])[0]:
                    chunk = it.recv(65536)
                    if not chunk:
                        return
                    if it is client:
                        up += len(chunk)
                    else:
                        down += len(chunk)
                        time.sleep(delay)
                    if stop(up, down, chunk, it is client):
                        return
                    (server if it is client else client).sendall(chunk)
        finally:
            server.close()

    def honest(self, client, _limit):
        self.relay(client)

    def refuses(self, client, _limit):
        client.sendall(b"421 4.3.2 not now\r\n")

    def slow(self, client, _limit):
        self.relay(client, delay=1.0)

    def cut(self, client, limit):
        """Breaks after so many bytes of the server: in the middle of a fetch, or of a greeting."""
        self.relay(client, lambda up, down, chunk, from_client: not from_client and down > limit)

    def mid_data(self, client, limit):
        """The text of a message stops on its way."""
        self.relay(client, lambda up, down, chunk, from_client: from_client and up > limit // 12)

    def no_answer(self, client, _limit):
        """The server has the whole text; its answer never arrives."""
        seen = {"end": False}

        def stop(_up, _down, chunk, from_client):
            if from_client and chunk.endswith(b"\r\n.\r\n"):
                seen["end"] = True
                return False
            return seen["end"] and not from_client

        self.relay(client, stop)

    def later(self, client, _limit):
        """Refuses each recipient for now."""
        client.sendall(b"220 busy.example\r\n")
        lines = client.makefile("rb")
        for line in lines:
            verb = line[:4].upper()
            if verb == b"QUIT":
                client.sendall(b"221 bye\r\n")
                return
            client.sendall(b"451 4.3.0 try again later\r\n" if verb in (b"RCPT", b"DATA") else b"250 busy.example\r\n")

    def lies(self, client, _limit):
        """Takes everything, delivers nothing."""
        client.sendall(b"220 liar.example\r\n")
        lines = client.makefile("rb")
        for line in lines:
            verb = line[:4].upper()
            if verb == b"DATA":
                client.sendall(b"354 go on\r\n")
                for text in lines:
                    if text == b".\r\n":
                        break
                client.sendall(b"250 2.0.0 queued as NOTHING\r\n")
            elif verb == b"QUIT":
                client.sendall(b"221 bye\r\n")
                return
            else:
                client.sendall(b"250 liar.example\r\n")


class World:
    """A mailbox, an agent, usagers who write, and the count of what arrives where."""

    def __init__(self, program: str, name: str, imap: tuple, smtp: tuple, folder: pathlib.Path, database: str | None = None):
        self.name, self.folder = name, folder
        for box in (BOXES / name, OUTSIDE.parent):
            for one in box.glob("new/*"):
                one.unlink()
            for one in box.glob("cur/*"):
                one.unlink()
        self.product = Product(program, folder, database)
        self.manager_password = self.product.add("manager@example.org", "manager")
        self.product.start()
        self.agent = Person(self.product, "manager@example.org", self.manager_password).sign_in()
        add_mailbox(self.agent, imap, smtp, name)
        self.delivered, self.accepted, self.unsure = 0, set(), set()

    def deliver(self, place: int) -> None:
        """As a mail server puts a message into a Maildir: whole or not at all."""
        box = BOXES / self.name
        text = (
            f"From: Usager {place} <usager{place}@mail.example>\r\nTo: {self.name}@mail.example\r\nSubject: Demande {place}\r\n"
            f"Message-ID: <{self.name}-{place}@mail.example>\r\n\r\nBonjour, où en est ma demande {place} ?\r\n{'x' * 400}\r\n"
        )
        for part in ("tmp", "new", "cur"):
            (box / part).mkdir(parents=True, exist_ok=True)
        temporary = box / "tmp" / f"{place}.bench"
        temporary.write_bytes(text.encode())
        for one in (box, box / "tmp", box / "new", box / "cur", temporary):
            shutil.chown(one, "nobody", "nogroup")
        temporary.rename(box / "new" / f"{time.time_ns()}.{place}.bench")
        self.delivered += 1

    def answer(self, place: int) -> None:
        """An agent answers one of the requests; what the page accepted counts, what nobody knows is told apart."""
        subject = f"Demande {place}"
        try:
            _, _, page = self.agent.get(f"/demandes?vue=toutes&q=usager{place}@mail.example")
            found = re.search(r'href="(/demandes/req_[^"]+)"[^>]*>' + re.escape(subject) + "<", page)
            if not found:
                return
            _, _, page = self.agent.get(found.group(1))
            text = f"Réponse à la demande {place}."
            self.unsure.add(place)
            status, _, _ = self.agent.reply(page, found.group(1), text)
            if status == 303:
                self.accepted.add(place)
            self.unsure.discard(place)
        except OSError:
            return

    def work(self, breaking, messages=MESSAGES, answers=ANSWERS) -> None:
        """Messages come and answers leave while `breaking` breaks things; it ends when the work ends."""
        over = threading.Event()
        breaker = threading.Thread(target=breaking, args=(over,), daemon=True)
        breaker.start()
        draw = random.Random(SEED)
        begun = time.monotonic()
        for place in range(messages):
            self.deliver(place)
            if place > 10 and place % max(1, messages // answers) == 0:
                self.answer(draw.randrange(place - 8))
            time.sleep(PACE_S)
        # Answers that a broken server did not take are written again, as a person would.
        while len(self.accepted) < answers and time.monotonic() - begun < 300:
            place = draw.randrange(messages)
            if place not in self.accepted:
                self.answer(place)
        over.set()
        breaker.join()

    def settle(self) -> float:
        """Waits until nothing waits; what waits for a later moment is brought forward. Seconds that it took."""
        begun = last = time.monotonic()
        waiting = """SELECT (SELECT COUNT(*) FROM arrival WHERE state = 'kept')
            + (SELECT COUNT(*) FROM dispatch WHERE state IN ('waiting', 'sending', 'doubtful'))"""
        while time.monotonic() - begun < SETTLED_S:
            filed = self.product.number("SELECT COUNT(*) FROM arrival WHERE state <> 'kept' AND kind = 'ordinary'")
            if filed >= self.delivered and self.product.number(waiting) == 0:
                break
            # Delays of minutes and hours pass at once: those of the next try, of a claim, of the proof by a copy, of a mailbox.
            self.product.rows("UPDATE dispatch SET next_try_at_us = next_try_at_us - 900000000 WHERE state <> 'sent'", change=True)
            time.sleep(2)
            # A mailbox that something comes to is read, and then one knows whose copy lacks.
            if time.monotonic() - last > 15:
                last = time.monotonic()
                self.deliver(self.delivered)
        return time.monotonic() - begun

    def counted(self) -> dict:
        """What the receiving servers hold, and what the register says."""
        rows = self.product.rows("SELECT subject, COUNT(*) FROM contact WHERE direction = 'inbound' GROUP BY subject")
        inbound = {it[0]: int(it[1]) for it in rows}
        expected = {f"Demande {it}" for it in range(self.delivered)}
        kept = {it[0] for it in self.product.rows("SELECT body FROM contact WHERE direction = 'outbound'")}
        unkept = [it for it in self.accepted if f"Réponse à la demande {it}." not in kept]
        ids = {}
        for one in OUTSIDE.glob("*"):
            message = email.message_from_bytes(one.read_bytes(), policy=email.policy.default)
            ids[message["Message-ID"].strip("<> ")] = ids.get(message["Message-ID"].strip("<> "), 0) + 1
        written = [it[0] for it in self.product.rows("SELECT message_id FROM dispatch")]
        return {
            "came": self.delivered,
            "filed": sum(inbound.get(it, 0) == 1 for it in expected),
            "lost": len([it for it in expected if it not in inbound]),
            "filed twice": sum(it > 1 for it in inbound.values()),
            "accepted": len(self.accepted),
            "written": len(written),
            "arrived": sum(it in ids for it in written),
            "lost answers": len(unkept) + len([it for it in written if it not in ids]),
            "sent twice": sum(it > 1 for it in ids.values()),
        }


def killed(world: World):
    """`kill -9` every half second to three seconds."""

    def breaking(over):
        draw = random.Random(SEED)
        while not over.wait(draw.uniform(0.5, 3.0)):
            world.product.kill()
            world.product.start()

    return breaking


def nothing(_world):
    return lambda over: over.wait()


def dovecot_restarts(world: World):
    """Connections of Dovecot's are ended, again and again."""

    def breaking(over):
        while not over.wait(2):
            subprocess.run(["pkill", "-9", "-f", "dovecot/imap"], check=False)

    return breaking


def postgres_restarts(world: World):
    """PostgreSQL is stopped at once, and starts again."""

    def breaking(over):
        while not over.wait(4):
            subprocess.run(os.environ["TEST_POSTGRES_RESTART"], shell=True, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    return breaking


def full_disk(world: World):
    """The disk of the instance is full, again and again."""

    def breaking(over):
        filler = world.product.data / "filler"
        while not over.wait(4):
            with open(filler, "wb", buffering=0) as it:
                try:
                    while True:
                        it.write(b"x" * 4096)
                except OSError:
                    pass
            over.wait(4)
            filler.unlink()

    return breaking


SMTP_FAULTS = ["refuses", "slow", "mid_data", "no_answer", "later"]
SCENARIOS = {
    "nothing breaks": ("boite1", nothing, None, None),
    "killed at any point": ("boite2", killed, None, None),
    "SMTP refuses, slow, drops, says nothing": ("boite3", nothing, None, (SMTP_FAULTS, 0.6)),
    "IMAP cut in the middle": ("boite4", dovecot_restarts, (["cut"], 0.95), None),
    "all of these at once": ("boite5", killed, (["cut"], 0.8), (SMTP_FAULTS, 0.4)),
    "PostgreSQL stopped at once": ("boite6", postgres_restarts, None, None),
    "full disk": ("boite7", full_disk, None, None),
    "SMTP lies": ("boite8", nothing, None, (["lies"], 0.2)),
}


def run(program: str, scenario: str) -> bool:
    name, breaking, imap_faults, smtp_faults = SCENARIOS[scenario]
    imap, smtp = address(os.environ["TEST_IMAP"]), address(os.environ["TEST_SMTP"])
    # The mailbox is added while all is well; then it breaks.
    imap_proxy = Proxy(imap, imap_faults[0], 0.0) if imap_faults else None
    smtp_proxy = Proxy(smtp, smtp_faults[0], 0.0) if smtp_faults else None
    folder = pathlib.Path(tempfile.mkdtemp(prefix="inbox-faults."))
    database = os.environ.get("TEST_POSTGRES") if "PostgreSQL" in scenario else None
    mounted = False
    try:
        if scenario == "full disk":
            (folder / "data").mkdir()
            done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", folder / "data"], capture_output=True)
            if done.returncode:
                print(f"| {scenario} | not measured: no small disk can be mounted here |", flush=True)
                return True
            mounted = True
        world = World(program, name, imap_proxy.place if imap_proxy else imap, smtp_proxy.place if smtp_proxy else smtp, folder, database)
        for proxy, faults in ((imap_proxy, imap_faults), (smtp_proxy, smtp_faults)):
            if proxy:
                proxy.broken = faults[1]
        world.work(breaking(world))
        seconds = world.settle()
        found = world.counted()
        world.product.stop()
        right = found["lost"] == found["filed twice"] == found["sent twice"] == 0
        lied = world.product.number("SELECT COUNT(*) FROM dispatch WHERE state = 'sent' AND copied_at_us IS NULL") if scenario == "SMTP lies" else 0
        right &= found["lost answers"] <= lied
        broken = {k: v for proxy in (imap_proxy, smtp_proxy) if proxy for k, v in proxy.done.items() if k != "honest"}
        what = ", ".join(f"{v} {k.replace('_', ' ')}" for k, v in sorted(broken.items())) or f"{world.product.starts} starts"
        print(
            f"| {scenario} ({what}) | {found['came']} | {found['filed']} | {found['lost']} | {found['filed twice']} | {found['accepted']} "
            f"| {found['written']} | {found['arrived']} | {found['lost answers']} | {found['sent twice']} | {seconds:.0f} |",
            flush=True,
        )
        if not right:
            print(found, (folder / "server.log").read_text()[-3000:], file=sys.stderr)
        return right
    finally:
        if mounted:
            subprocess.run(["umount", "-l", folder / "data"], check=False)
        if not os.environ.get("KEEP"):
            shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    program, *wanted = sys.argv[1:]
    columns = ["what breaks", "came", "filed once", "lost", "filed twice", "answers accepted", "messages written", "arrived", "lost"]
    columns += ["sent twice", "settled after s"]
    print("| " + " | ".join(columns) + " |\n|" + " --- |" * len(columns), flush=True)
    scenarios = [it for it in SCENARIOS if not wanted or any(word in it for word in wanted)]
    if not all([run(program, it) for it in scenarios]):
        sys.exit(1)


if __name__ == "__main__":
    main()
