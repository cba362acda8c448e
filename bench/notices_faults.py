"""No message is lost, none is sent twice without need and nobody gets too many, whatever breaks: counted at the SMPP centre, not in the product.

    scripts/test-sms python3 bench/notices_faults.py PROGRAM [SCENARIO…]

A program asks for messages while providers, the database or the server fail. Among its people is a crowd for each of whom it asks for six
messages of different meanings in one go: the governor lets three through. At the end, once what waits for a later moment was brought forward,
each message that the register holds and did not cancel must be at the centre. Prints a row for each scenario, in Markdown; ends with 1 if a
message is lost, if one is there twice where somebody could have known, or if somebody got too many.
"""

import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from notices_world import Centre, call_all, number, opened

SEED = 20261129
MESSAGES = int(os.environ.get("FAULT_MESSAGES", "600"))
CROWD, ASKED_OF_EACH, LET_THROUGH = 30, 6, 3
PACE_S = 0.03
SETTLED_S = 240
SYSTEM_ERROR = 8
# Longer than a claim lasts, and than a doubt.
FORWARD_US = 16 * 60 * 1_000_000
OF_TEXT = re.compile(r"dossier (\S+) avance")


class World:
    def __init__(self, program: str, place: int, folder: pathlib.Path, database: str | None):
        self.centres = [Centre(f"f{place}{it}") for it in "ab"]
        for it in self.centres:
            it.behave()
        carriers = [it.address(40) for it in self.centres]
        self.product, manager, self.program = opened(program, folder, carriers, database)
        self.meanings = [self.program.template(manager, "normal", f"sens {it}") for it in range(ASKED_OF_EACH)]
        self.answered, self.unsure, self.asked = set(), 0, {}

    def orders(self) -> list:
        """(reference, number, lane, template) of all that is asked for, in an order of chance."""
        draw = random.Random(SEED)
        lanes = ["urgent", "normal", "normal", "normal", "bulk", "bulk"]
        orders = [(f"m{it}", number(it), draw.choice(lanes), None) for it in range(MESSAGES)]
        for person in range(CROWD):
            to = number(100_000 + person)
            orders += [(f"p{person}-{it}", to, "normal", template) for it, template in enumerate(self.meanings)]
        draw.shuffle(orders)
        return orders

    def work(self, breaking) -> None:
        """The program asks, at its pace, while `breaking` breaks things."""
        over = threading.Event()
        breaker = threading.Thread(target=breaking, args=(over,), daemon=True)
        breaker.start()

        def calls():
            for reference, to, lane, template in self.orders():
                self.asked[reference] = (to, lane)
                yield reference, self.program.call(to, lane, reference, template)
                time.sleep(PACE_S)

        def told(what, status, _body, _seconds):
            if status == 201:
                self.answered.add(what)
            else:
                self.unsure += 1

        call_all(self.product.port, calls(), 8, told)
        # What is held up goes on for a while, and is broken too.
        time.sleep(5)
        over.set()
        breaker.join()

    def settle(self) -> float:
        """All is well again; waits until nothing waits. Seconds that it took."""
        for it in self.centres:
            it.behave()
        begun = time.monotonic()
        while time.monotonic() - begun < SETTLED_S:
            last = -1
            # As long as something moves, nothing is brought forward: receipts have their time to come.
            while (left := self.number_open()) != last:
                last = left
                time.sleep(3)
            if left == 0:
                break
            # Nobody holds a claim while the server is stopped.
            self.product.stop()
            moved = f"UPDATE notice SET next_try_at_us = next_try_at_us - {FORWARD_US} WHERE state IN ('waiting', 'sending', 'doubtful')"
            self.product.rows(moved, change=True)
            self.product.start()
        return time.monotonic() - begun

    def number_open(self) -> int:
        return self.product.number("SELECT COUNT(*) FROM notice WHERE state IN ('waiting', 'sending', 'doubtful')")

    def counted(self) -> dict:
        """What the centre holds, and what the register says."""
        at_centre, of_person = {}, {}
        for centre in self.centres:
            for to, text, _, _ in centre.got():
                reference = OF_TEXT.search(text).group(1)
                at_centre[reference] = at_centre.get(reference, 0) + 1
                of_person.setdefault(to, set()).add(reference)
        rows = {it[0]: (it[1], it[2]) for it in self.product.rows("SELECT reference, state, why FROM notice")}
        due = {it for it, (state, _) in rows.items() if state != "cancelled"}
        urgent = {it for it, (_, lane) in self.asked.items() if lane == "urgent"}
        twice = {it for it, count in at_centre.items() if count > 1}
        # Of several messages to one number that were under way at once, a receipt does not say which it is of.
        of_crowd = {it for it in twice if it.startswith("p")}
        states = {}
        for state, why in rows.values():
            name = state if why in (None, "") else f"{state} ({why})"
            states[name] = states.get(name, 0) + 1
        return {
            "accepted": len(self.answered),
            "unsure": self.unsure,
            "due": len(due),
            "arrived": len(due & set(at_centre)),
            "lost": len(due - set(at_centre)) + len(self.answered - set(rows)),
            "twice": len(twice - of_crowd),
            "of crowd twice": len(of_crowd),
            "unasked": len(set(at_centre) - due),
            "over": sum(len(it - urgent) > LET_THROUGH for it in of_person.values()),
            "states": ", ".join(f"{count} {name}" for name, count in sorted(states.items())),
        }


def nothing(_world):
    return lambda over: over.wait()


def each(world: World, pause_s: float, *acts):
    """Does one act after the other, with a pause between, as long as the work lasts."""

    def breaking(over):
        place = 0
        while not over.wait(pause_s):
            acts[place % len(acts)]()
            place += 1

    return breaking


def down(world: World):
    """One provider lets nobody in, then the other one, then both."""
    a, b = world.centres

    def shut(*shut_ones):
        for it in world.centres:
            it.behave(is_refused=it in shut_ones)
            if it in shut_ones:
                it.tell("drop")

    return each(world, 2.5, lambda: shut(a), lambda: shut(b), lambda: shut(a, b), lambda: shut())


def slow(world: World):
    a, b = world.centres
    return each(world, 3, lambda: a.behave(delay_ms=2500), lambda: b.behave(delay_ms=1500), lambda: a.behave(), lambda: b.behave())


def refusing(world: World):
    a, b = world.centres
    return each(
        world, 2, lambda: a.behave(status=SYSTEM_ERROR), lambda: b.behave(throttle_next=30), lambda: b.behave(status=SYSTEM_ERROR), lambda: a.behave(),
        lambda: b.behave(),
    )  # fmt: skip


def cutting(world: World):
    """Messages are taken and the line is cut, or nothing is answered; receipts tell of them later, by their numbers alone."""
    return cuts(world, True)


def mute(world: World):
    """The same, and no receipt ever tells of them: nobody can know that they were taken."""
    return cuts(world, False)


def cuts(world: World, is_honest: bool):
    a, b = world.centres
    how = {"is_honest": is_honest}
    return each(
        world, 1.5, lambda: a.behave(drop_next=2, **how), lambda: b.behave(silent_next=3, **how), lambda: a.behave(drop_next=1, **how), lambda: b.behave(),
    )  # fmt: skip


def lying(world: World):
    """Receipts come before the answer, twice, and of messages that nobody sent to numbers that wait."""
    a, b = world.centres
    draw = random.Random(SEED)

    def of_nothing():
        for it in world.centres:
            for _ in range(5):
                stat = draw.choice(["DELIVRD", "UNDELIV"])
                it.tell("receipt", id=f"FFFF{draw.randrange(10**8)}", stat=stat, number=number(draw.randrange(MESSAGES))[1:])

    return each(world, 1, of_nothing, lambda: a.behave(receipts="before"), of_nothing, lambda: b.behave(receipts="twice"), of_nothing)


def killed(world: World):
    """`kill -9` every half second to three seconds."""

    def breaking(over):
        draw = random.Random(SEED)
        while not over.wait(draw.uniform(0.5, 3.0)):
            world.product.kill()
            world.product.start()

    return breaking


def restarted(world: World):
    """PostgreSQL is stopped at once, and starts again."""
    command = os.environ.get("TEST_POSTGRES_RESTART", "false")
    quiet = {"shell": True, "check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return each(world, 4, lambda: subprocess.run(command, **quiet))


def together(*all_of):
    """Several at once."""

    def of(world: World):
        def breaking(over):
            threads = [threading.Thread(target=it(world), args=(over,)) for it in all_of]
            [it.start() for it in threads]
            [it.join() for it in threads]

        return breaking

    return of


# What breaks, whether by PostgreSQL, and whether a message may be there twice because nobody can know.
SCENARIOS = {
    "nothing breaks": (nothing, False, False),
    "providers down, one and both": (down, False, False),
    "providers slow": (slow, False, False),
    "providers refuse": (refusing, False, False),
    "lines cut, no answer": (cutting, False, False),
    "the same, and no receipt": (mute, False, True),
    "receipts first, twice, of nothing": (lying, False, False),
    "server killed": (killed, False, False),
    "server killed, PostgreSQL": (killed, True, False),
    "PostgreSQL stopped at once": (restarted, True, False),
    "killed, cut, down, refusing at once": (together(killed, cutting, down, refusing), False, True),
}


def run(program: str, scenario: str) -> bool:
    breaking, is_postgres, may_be_twice = SCENARIOS[scenario]
    folder = pathlib.Path(tempfile.mkdtemp(prefix="notices-faults."))
    database = os.environ.get("TEST_POSTGRES") if is_postgres else None
    if is_postgres and not database:
        print(f"| {scenario} | not measured: no PostgreSQL here |", flush=True)
        return True
    if database:
        # Each scenario in an empty database.
        name = f"faults{list(SCENARIOS).index(scenario)}"
        subprocess.run(["psql", database, "-X", "-q", "-c", f"CREATE DATABASE {name}"], check=True)
        database = database.rsplit("/", 1)[0] + f"/{name}"
    world = World(program, list(SCENARIOS).index(scenario), folder, database)
    try:
        world.work(breaking(world))
        starts = world.product.starts
        seconds = world.settle()
        found = world.counted()
    finally:
        world.product.stop()
    is_right = found["lost"] == found["over"] == found["unasked"] == 0 and (found["twice"] == 0 or may_be_twice)
    twice = found["twice"] + found["of crowd twice"]
    counts = [starts - 1, found["accepted"], found["due"], found["arrived"], found["lost"], twice, found["over"], f"{seconds:.0f} s"]
    print(f"| {scenario} | {' | '.join(map(str, counts))} |{'' if is_right else ' **wrong**'}", flush=True)
    print(f"  {scenario}: {json.dumps(found)}", file=sys.stderr, flush=True)
    if is_right:
        shutil.rmtree(folder)
    else:
        print(f"  kept: {folder}", file=sys.stderr)
    return is_right


if __name__ == "__main__":
    wanted = sys.argv[2:] or list(SCENARIOS)
    print("| what breaks | starts | answered 201 | due | at the centre | lost | twice | people over the limit | settled within |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
    sys.exit(not all([run(sys.argv[1], it) for it in wanted]))
