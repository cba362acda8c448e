"""Messages under load, through the running product: its API, its pages, an SMPP centre.

    scripts/test-sms python3 bench/notices_live.py PROGRAM FOLDER [DATABASE]

1. With an almost empty register: messages that programs ask for, one a call, each answered after its commit; then how many of them a second the
   centre gets and the product knows to have arrived; how long pages and lists take.
2. The same with WAITING messages that wait for tomorrow.
3. While that campaign leaves, and another is taken up line by line: how long an urgent message takes from the answer of the API to the centre.

Prints tables in Markdown. MESSAGES (20000), WAITING (1000000), CALLERS (256), URGENT_S (60) change the sizes.
"""

import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import threading
import time
import uuid

from notices_world import FINAL, Centre, call_all, number, opened
from product import share

MESSAGES = int(os.environ.get("MESSAGES", "20000"))
WAITING = int(os.environ.get("WAITING", "1000000"))
CALLERS = int(os.environ.get("CALLERS", "256"))
URGENT_S = float(os.environ.get("URGENT_S", "60"))
URGENT_A_S = 5
# Lines of the campaign that is taken up while the other one leaves.
LINES = min(200_000, WAITING)
READ_TIMES = 7
HOURS_US = 3_600_000_000
COLUMNS = (
    "notice_id, partner, service_id, template_id, version, medium, lane, language, recipient, recipient_key, person_keys, meaning, subject, body, "
    "personalisation, reference, job_id, code, segments, cost, state, due_at_us, next_try_at_us, tries, created_at_us"
)


class Load:
    def __init__(self, program: str, folder: pathlib.Path, database: str | None):
        user = "live-p" if database else "live-s"
        self.centre = Centre(user)
        self.centre.behave()
        self.product, self.manager, self.program = opened(program, folder, [self.centre.address()], database)
        self.database, self.place = database, 0
        self.campaign = uuid.UUID(int=int(time.time() * 1000) << 80 | 0x7000_8000_0000_0000_0001)
        self.rows = []

    def accepted(self, count: int, when: str) -> None:
        """Messages are asked for; says how many a second, and how long an answer took."""
        begin, self.place = self.place, self.place + count
        times, failed = [], []

        def told(_what, status, body, seconds):
            times.append(seconds)
            if status != 201:
                failed.append((status, body[:300]))

        calls = ((it, self.program.call(number(it), "normal", f"n{it}")) for it in range(begin, self.place))
        cpu_s = self.product.cpu_s()
        seconds = call_all(self.product.port, calls, CALLERS, told)
        cpu_s = self.product.cpu_s() - cpu_s
        if failed:
            sys.exit(f"{len(failed)} calls were refused: {failed[0]}")
        more = f"{spread(times)}; {1e6 * cpu_s / count:.0f} µs of processor each"
        self.say(f"accepted by the API, on disk, a second{when}", f"{count / seconds:,.0f}", more)

    def sent(self, count: int, before: int, when: str) -> None:
        """Waits until the centre and the product have ended them; says how many a second."""
        begun, cpu_s = time.monotonic(), self.product.cpu_s()
        known = f"SELECT COUNT(*) FROM notice WHERE lane = 'normal' AND state IN {FINAL}"
        while (ended := self.product.number(known)) < self.place and time.monotonic() - begun < 300:
            time.sleep(0.5)
        if ended < self.place:
            sys.exit(f"only {ended} of {self.place} ended")
        cpu_s = self.product.cpu_s() - cpu_s
        times = [it[2] for it in self.centre.got()[before:]]
        if len(times) != count:
            sys.exit(f"the centre got {len(times)} of {count}")
        rate = count / (max(times) - min(times))
        more = f"{1e6 * cpu_s / count:.0f} µs of processor each"
        self.say(f"handed to the SMPP centre, receipts on, a second{when}", f"{rate:,.0f}", more)

    def measured(self) -> None:
        """Accepting alone and sending alone, for the centre is shut meanwhile, then both at once."""
        before = len(self.centre.got())
        self.centre.behave(is_refused=True)
        self.centre.tell("drop")
        self.accepted(MESSAGES, "")
        self.centre.behave()
        self.sent(MESSAGES, before, "")
        self.accepted(MESSAGES, ", while they leave")
        self.sent(MESSAGES, before + MESSAGES, ", while they come")

    def pages(self) -> None:
        template = self.program.templates["normal"]
        paths = [
            "/messages", "/messages/envois", "/messages/envois?etat=waiting", "/messages/envois?etat=delivered", "/messages/envois?etat=failed",
            f"/messages/envois?modele=ntp_{template}", "/messages/envois?reference=n17", f"/messages/envois?adresse=%2B{number(17)[1:]}",
            "/messages/campagnes", f"/messages/campagnes/cmp_{self.campaign.hex}", "/messages/modeles", "/messages/injoignables",
        ]  # fmt: skip
        for path in paths:
            times = []
            for _ in range(READ_TIMES):
                begun = time.monotonic()
                status, _, _ = self.manager.get(path)
                times.append(time.monotonic() - begun)
            if status == 200:
                self.say(re.sub(r"(=ntp_|cmp_|=%2B)\w+", r"\1…", path), f"{share(times, 0.5):.0f} ms", f"longest {share(times, 1):.0f} ms")
        for path in ("/v2/notifications", "/v2/notifications?status=delivered", "/v2/notifications?status=failed", "/v2/notifications?reference=n17"):
            times = [self.program.get(self.product.port, path) for _ in range(READ_TIMES)]
            self.say(path, f"{share(times, 0.5):.0f} ms", f"longest {share(times, 1):.0f} ms")

    def say(self, what: str, figure: str, more: str) -> None:
        self.rows.append((what, figure, more))
        print(f"  {what}: {figure} {more}", file=sys.stderr, flush=True)

    def table(self, first: list, second: list) -> None:
        print(f"\n| what | almost empty | | {WAITING:,} messages wait | |\n| --- | --- | --- | --- | --- |")
        of_first = {}
        for what, figure, more in first:
            of_first.setdefault(what, []).append((figure, more))
        for what, figure, more in second:
            earlier = of_first.get(what)
            figure_1, more_1 = earlier.pop(0) if earlier else ("–", "")
            print(f"| {what} | {figure_1} | {more_1} | {figure} | {more} |")
        sys.stdout.flush()

    def seed(self) -> None:
        """A campaign's messages wait for tomorrow, and another campaign is a draft: written by the database at once, counted by the governor's
        table as if they had come one by one."""
        self.product.stop()
        begun = time.monotonic()
        now = int(time.time() * 1e6)
        seed = Seed(self.program, self.campaign, now)
        (seed.postgres if self.database else seed.sqlite)(self.database or self.product.data / "register.sqlite")
        print(f"  seeded within {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        self.started()

    def started(self) -> None:
        self.manager.connection = None
        self.product.start()

    def urgent(self) -> None:
        """The campaign is due; meanwhile a program asks for urgent messages, some a second."""
        now = int(time.time() * 1e6)
        self.product.stop()
        changed = f"UPDATE notice SET next_try_at_us = {now} WHERE state = 'waiting' AND lane = 'bulk'"
        self.product.rows(changed, change=True)
        self.product.rows("UPDATE notice_campaign SET state = 'ready' WHERE state = 'draft'", change=True)
        before = self.product.number("SELECT COUNT(*) FROM notice WHERE state = 'delivered'")
        taken = self.product.number("SELECT COUNT(*) FROM notice_campaign_line WHERE notice_id IS NOT NULL")
        self.started()
        time.sleep(5)
        answered, begun = {}, time.monotonic()
        answers = []

        def calls():
            place = 0
            while (passed := time.monotonic() - begun) < URGENT_S:
                if place > passed * URGENT_A_S:
                    time.sleep(0.01)
                    continue
                yield place, self.program.call(number(self.place + place), "urgent", f"u{place}")
                place += 1

        def told(what, status, body, seconds):
            if status != 201:
                sys.exit(f"an urgent message was refused: {status} {body[:300]}")
            answered[number(self.place + what)] = time.time()
            answers.append(seconds)

        lists = []
        over = threading.Event()

        def read():
            while not over.wait(1):
                began = time.monotonic()
                self.manager.get("/messages")
                lists.append(time.monotonic() - began)

        reader = threading.Thread(target=read)
        reader.start()
        call_all(self.product.port, calls(), 4, told)
        over.set()
        reader.join()
        lasted = time.monotonic() - begun
        done = self.product.number("SELECT COUNT(*) FROM notice WHERE state = 'delivered'") - before
        lines = self.product.number("SELECT COUNT(*) FROM notice_campaign_line WHERE notice_id IS NOT NULL") - taken
        time.sleep(10)
        came = {}
        for to, _, at, _ in self.centre.got():
            came.setdefault(to, at)
        lost = [it for it in answered if it not in came]
        times = [max(0.0, came[it] - at) for it, at in answered.items() if it in came]
        print(f"\n| urgent messages while a campaign of {WAITING:,} leaves | |\n| --- | --- |")
        print(f"| asked for, {URGENT_A_S} a second | {len(answered)} |\n| not at the centre ten seconds after | {len(lost)} |")
        print(f"| from the API's answer to the centre | {spread(times)} |\n| the API's answer | {spread(answers)} |")
        print(f"| of the campaign meanwhile delivered, a second | {done / (lasted + 5):,.0f} |")
        print(f"| lines of the other campaign taken up, a second | {lines / (lasted + 5):,.0f} |")
        print(f"| `/messages` meanwhile | {spread(lists)} |\n| most memory of the product | {self.product.memory_mb()} MB |", flush=True)


def spread(times: list) -> str:
    return f"p50 {share(times, 0.5):.0f} ms, p99 {share(times, 0.99):.0f} ms, longest {share(times, 1):.0f} ms"


class Seed:
    """Rows as the product writes them."""

    def __init__(self, program, campaign: uuid.UUID, now: int):
        self.program, self.campaign, self.now = program, campaign, now
        self.draft = uuid.UUID(int=campaign.int + 1)
        self.template = uuid.UUID(program.templates["bulk"])
        self.fills = json.dumps({"": 0, "dossier": 1})

    def campaigns(self) -> list:
        """Each as (id, state)."""
        return [(self.campaign, "done"), (self.draft, "draft")]

    def sqlite(self, file: pathlib.Path) -> None:
        service, now = uuid.UUID(self.program.id).bytes, self.now
        with sqlite3.connect(file, timeout=60, isolation_level=None) as db:
            db.execute("PRAGMA cache_size = -200000")
            db.execute("BEGIN IMMEDIATE")
            partner = db.execute("SELECT partner FROM notice_service").fetchone()[0]
            for campaign, state in self.campaigns():
                db.execute(
                    "INSERT INTO notice_campaign (campaign_id, partner, service_id, template_id, version, name, titles, fills, state, created_by, key_kind, "
                    "begins_at_us, created_at_us) VALUES (?, ?, ?, ?, 1, ?, '[\"tel\", \"dossier\"]', ?, ?, 'banc', 'live', ?, ?)",
                    (campaign.bytes, partner, service, self.template.bytes, f"Rappel {state}", self.fills, state, now, now),
                )
            governed = db.execute("SELECT sql FROM sqlite_master WHERE name = 'notice_governed'").fetchone()[0]
            db.execute("DROP TRIGGER notice_governed")
            begin = 3_000_000

            def rows():
                for it in range(WAITING):
                    to, key = number(begin + it), f"{it:032x}"
                    yield (
                        uuid.UUID(int=((now // 1000) << 80) | (7 << 76) | (2 << 62) | it).bytes, partner, service, self.template.bytes, to, key, f'["{key}"]',
                        f"Votre dossier c{it} avance.", f'{{"dossier": "c{it}"}}', self.campaign.bytes, f"W{it:07}", now + 24 * HOURS_US,
                        now + 24 * HOURS_US, now,
                    )  # fmt: skip

            db.executemany(
                f"INSERT INTO notice ({COLUMNS}) VALUES (?, ?, ?, ?, 1, 'sms', 'bulk', 'fr', ?, ?, ?, 'bulk', '', ?, ?, NULL, ?, ?, 1, 450, 'waiting', "
                "?, ?, 0, ?)",
                rows(),
            )
            db.execute(
                "INSERT INTO notice_mark (person_key, notice_id, is_urgent, meaning, at_us) "
                "SELECT recipient_key, notice_id, 0, meaning, due_at_us FROM notice WHERE job_id = ?",
                (self.campaign.bytes,),
            )
            db.execute(governed)
            db.execute(
                "INSERT INTO notice_campaign_line (campaign_id, line, cells, notice_id) "
                "SELECT job_id, ROW_NUMBER() OVER (ORDER BY notice_id), json_array(recipient, 'c'), notice_id FROM notice WHERE job_id = ?",
                (self.campaign.bytes,),
            )
            lines = ((self.draft.bytes, it + 2, json.dumps([number(begin + WAITING + it), f"d{it}"])) for it in range(LINES))
            db.executemany("INSERT INTO notice_campaign_line (campaign_id, line, cells) VALUES (?, ?, ?)", lines)
            db.execute("COMMIT")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def postgres(self, database: str) -> None:
        service, template, now = self.program.id, self.template, self.now
        due = now + 24 * HOURS_US
        places = "SELECT it, '+336' || lpad(((it + {0}) / 90 * 100 + (it + {0}) % 90)::text, 8, '0') AS tel FROM generate_series(0, {1} - 1) AS it"
        begin = 13_000_000
        campaigns = "".join(
            f"INSERT INTO notice_campaign (campaign_id, partner, service_id, template_id, version, name, titles, fills, state, created_by, key_kind, "
            f"begins_at_us, created_at_us) SELECT '{campaign}', partner, service_id, '{template}', 1, 'Rappel {state}', '[\"tel\", \"dossier\"]', "
            f"'{self.fills}', '{state}', 'banc', 'live', {now}, {now} FROM notice_service;"
            for campaign, state in self.campaigns()
        )
        head = f"{now // 1000:012x}"
        sql = f"""
            SET session_replication_role = replica;
            {campaigns}
            INSERT INTO notice ({COLUMNS})
            SELECT ('{head[:8]}-{head[8:]}-7000-8000-' || lpad(to_hex(it), 12, '0'))::uuid, (SELECT partner FROM notice_service), '{service}', '{template}', 1,
                'sms', 'bulk', 'fr', tel, md5(tel), '["' || md5(tel) || '"]', 'bulk', '', 'Votre dossier c' || it || ' avance.',
                '{{"dossier": "c' || it || '"}}', NULL, '{self.campaign}', 'W' || lpad(it::text, 7, '0'), 1, 450, 'waiting', {due}, {due}, 0, {now}
            FROM ({places.format(begin, WAITING)}) AS places;
            INSERT INTO notice_mark (person_key, notice_id, is_urgent, meaning, at_us)
                SELECT recipient_key, notice_id, 0, meaning, due_at_us FROM notice WHERE job_id = '{self.campaign}';
            INSERT INTO notice_campaign_line (campaign_id, line, cells, notice_id)
                SELECT job_id, ROW_NUMBER() OVER (ORDER BY notice_id), '["", "c"]', notice_id FROM notice WHERE job_id = '{self.campaign}';
            INSERT INTO notice_campaign_line (campaign_id, line, cells)
                SELECT '{self.draft}', it + 2, '["' || tel || '", "d' || it || '"]' FROM ({places.format(begin + WAITING, LINES)}) AS places;
            ANALYZE notice; ANALYZE notice_mark; ANALYZE notice_campaign_line;
        """
        done = subprocess.run(["psql", database, "-X", "-q", "-v", "ON_ERROR_STOP=1"], input=sql, capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr)


def main(program: str, folder: str, database: str | None = None) -> None:
    load = Load(program, pathlib.Path(folder), database)
    try:
        load.measured()
        load.pages()
        first, load.rows = load.rows, []
        load.seed()
        load.measured()
        load.pages()
        load.table(first, load.rows)
        load.urgent()
    finally:
        load.product.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
