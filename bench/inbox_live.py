"""How fast the pages of the desk answer when many agents work at once, and how soon a message that came is on the screen.

    scripts/test-mail python3 bench/inbox_live.py agents PROGRAM AGENTS [DATABASE]      the register already holds requests, see bench/inbox
    scripts/test-mail python3 bench/inbox_live.py messages PROGRAM A_SECOND SECONDS

An agent looks at the queue, opens a request, searches, writes a note or answers, and thinks in between: THINK seconds (8) in the mean. Prints
tables in Markdown.
"""

import os
import pathlib
import random
import re
import smtplib
import sys
import tempfile
import threading
import time

from product import Person, Product, add_mailbox, address, share

THINK_S = float(os.environ.get("THINK", "8"))
LASTS_S = float(os.environ.get("LASTS", "60"))
SEED = 20261128


def agents(program: str, count: str, folder: str, database: str | None = None) -> None:
    product = Product(program, pathlib.Path(folder), database)
    passwords = ready(product, int(count))
    product.start()
    try:
        people = [Person(product, f"agent{it}@ville.example", passwords) for it in range(int(count))]
        begun = time.monotonic()
        gates = [threading.Thread(target=lambda part: [it.sign_in() for it in part], args=(people[place::8],)) for place in range(8)]
        [it.start() for it in gates]
        [it.join() for it in gates]
        print(f"{count} agents signed in within {time.monotonic() - begun:.0f} s", file=sys.stderr)
        times, lock, over = {}, threading.Lock(), time.monotonic() + LASTS_S

        def measured(what: str, do):
            begun = time.monotonic()
            answer = do()
            with lock:
                times.setdefault(what, []).append(time.monotonic() - begun)
                if answer[0] >= 400 and answer[0] != 409:
                    times.setdefault(f"failed: {what}", []).append(0)
            return answer

        def work(person: Person, place: int) -> None:
            draw = random.Random(SEED + place)
            time.sleep(draw.uniform(0, THINK_S))
            while time.monotonic() < over:
                dice = draw.random()
                view = draw.choice(["miennes", "equipes", "toutes"])
                if dice < 0.15:
                    _, _, page = measured("search", lambda: person.get(f"/demandes?vue=toutes&q=ru{draw.randrange(9973)}"))
                else:
                    _, _, page = measured("queue", lambda: person.get(f"/demandes?vue={view}"))
                found = re.findall(r'href="(/demandes/req_[^"?#]+)"', page)
                if found and dice < 0.6:
                    time.sleep(draw.expovariate(1 / THINK_S))
                    path = draw.choice(found)
                    _, _, page = measured("request", lambda: person.get(path))
                    if dice < 0.35:
                        time.sleep(draw.expovariate(1 / THINK_S))
                        if dice < 0.25:
                            measured("note written", lambda: person.post(f"{path}/note", {"note": "Vu avec le service.", "appelle": ""}))
                        else:
                            measured("answer sent", lambda: person.reply(page, path, "Votre demande est traitée."))
                time.sleep(draw.expovariate(1 / THINK_S))

        workers = [threading.Thread(target=work, args=(it, place)) for place, it in enumerate(people)]
        [it.start() for it in workers]
        [it.join() for it in workers]
        total = sum(len(it) for it in times.values())
        print(f"\n{count} agents at once, {total / LASTS_S:.0f} pages a second\n")
        print("| page | asked | p50 ms | p95 ms | worst ms |\n| --- | --- | --- | --- | --- |")
        for what, all_of in sorted(times.items()):
            print(f"| {what} | {len(all_of)} | {share(all_of, 0.5):.0f} | {share(all_of, 0.95):.0f} | {share(all_of, 1):.0f} |")
        everything = [it for what, all_of in times.items() if not what.startswith("failed") for it in all_of]
        print(f"| all | {len(everything)} | {share(everything, 0.5):.0f} | {share(everything, 0.95):.0f} | {share(everything, 1):.0f} |", flush=True)
    finally:
        product.stop()


def ready(product: Product, count: int) -> str:
    """Gives the agents of the filled register one password; says which."""
    password = product.add("first@ville.example", "agent")
    of_first = "(SELECT password_hash FROM account WHERE email = 'first@ville.example')"
    product.rows(f"UPDATE account SET partner = 'ville', password_hash = {of_first} WHERE email LIKE 'agent%@ville.example'", change=True)
    known = product.number("SELECT COUNT(*) FROM account WHERE email LIKE 'agent%@ville.example'")
    if known < count:
        sys.exit(f"the register has {known} agents")
    return password


def messages(program: str, a_second: str, seconds: str) -> None:
    """Messages at this rate; each is looked for on the screen of an agent as soon as the server of the mailbox has it."""
    rate, lasts = float(a_second), float(seconds)
    imap, smtp = address(os.environ["TEST_IMAP"]), address(os.environ["TEST_SMTP"])
    name = "boite9"
    with tempfile.TemporaryDirectory() as folder:
        product = Product(program, pathlib.Path(folder))
        password = product.add("manager@example.org", "manager")
        product.start()
        try:
            add_mailbox(Person(product, "manager@example.org", password).sign_in(), imap, smtp, name)
            watchers = [Person(product, "manager@example.org", password).sign_in() for _ in range(2)]
            waiting, found, lock, done = {}, [], threading.Lock(), threading.Event()

            def watch(place: int, person: Person) -> None:
                while not done.is_set():
                    with lock:
                        looked = list(waiting)
                    for mark in looked[place::2]:
                        _, _, page = person.get(f"/demandes?vue=toutes&q={mark}")
                        if f">Instantane {mark}<" in page:
                            with lock:
                                came = waiting.pop(mark, None)
                                if came is not None:
                                    found.append(time.monotonic() - came)
                    time.sleep(0.05)

            threads = [threading.Thread(target=watch, args=it) for it in enumerate(watchers)]
            # A mailbox that was just added is read within half a minute: measured is what comes once it is.
            first = f"From: a@mail.example\r\nTo: {name}@mail.example\r\nSubject: Avant\r\nMessage-ID: <avant@live.example>\r\n\r\nBonjour\r\n"
            with smtplib.SMTP(*smtp) as it:
                it.sendmail("a@mail.example", [f"{name}@mail.example"], first)
            while ">Avant<" not in watchers[0].get("/demandes?vue=toutes")[2]:
                time.sleep(0.5)
            sender = smtplib.SMTP(*smtp)
            [it.start() for it in threads]
            sent, begun = 0, time.monotonic()
            while (elapsed := time.monotonic() - begun) < lasts:
                if sent > elapsed * rate:
                    time.sleep(0.005)
                    continue
                mark = f"m{sent}x"
                text = (
                    f"From: Usager {sent} <u{sent}@mail.example>\r\nTo: {name}@mail.example\r\nSubject: Instantane {mark}\r\n"
                    f"Message-ID: <{mark}@live.example>\r\nDate: {time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime())}\r\n\r\nBonjour\r\n"
                )
                sender.sendmail(f"u{sent}@mail.example", [f"{name}@mail.example"], text)
                with lock:
                    waiting[mark] = time.monotonic()
                sent += 1
            limit = time.monotonic() + 60
            while waiting and time.monotonic() < limit:
                time.sleep(0.2)
            done.set()
            [it.join() for it in threads]
            print(
                f"| {rate:g} a second ({rate * 86400:,.0f} a day) | {sent} | {len(found)} | {share(found, 0.5):.0f} | {share(found, 0.95):.0f} "
                f"| {share(found, 1):.0f} |",
                flush=True,
            )
        finally:
            product.stop()


if __name__ == "__main__":
    {"agents": agents, "messages": messages}[sys.argv[1]](*sys.argv[2:])
