"""Runs every engine on the same files, checks that they find the same figures, then prints what each one took."""

import argparse
import datetime
import importlib.metadata
import json
import os
import pathlib
import platform
import subprocess
import sys
import time

from figures import MEASURES, ours, same

SIZES = {"small": 1_000_000, "default": 40_000_000, "full": 400_000_000}
JOURNEYS_CONTACTS = 1_000_000
HERE = pathlib.Path(__file__).parent


class Run:
    """One process: what it printed, its CPU seconds (user and system), wall seconds and peak memory."""

    def __init__(self, command: list):
        started = time.monotonic()
        with subprocess.Popen([str(it) for it in command], stdout=subprocess.PIPE) as process:
            self.text = process.stdout.read().decode()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"failed ({process.returncode}): {' '.join(map(str, command))[:2000]}")
        self.wall = time.monotonic() - started
        self.cpu = usage.ru_utime + usage.ru_stime
        self.gigabytes = usage.ru_maxrss / 1e6

    @property
    def document(self) -> dict:
        return json.loads(self.text)


def best(repeat: int, make) -> Run:
    return min((make() for _ in range(repeat)), key=lambda it: it.cpu)


class Bench:
    def __init__(self, options):
        self.program, self.threads, self.repeat = options.program, options.threads, options.repeat
        self.wrong, self.times = [], {}

    def efficaces(self, *words) -> Run:
        return Run([self.program, *words])

    def peer(self, engine: str, measure: str, files: list) -> Run:
        def make():
            run = Run([sys.executable, HERE / "peers.py", engine, measure, self.threads, json.dumps(files)])
            said = run.document
            run.cpu, run.wall, run.figures = said["cpu"], said["wall"], said["figures"]
            return run

        return best(self.repeat, make)

    def measure(self, log: pathlib.Path, name: str, *words) -> Run:
        return best(
            self.repeat,
            lambda: self.efficaces("measure", name, "--log", log, "--threads", self.threads, "--json", *words),
        )

    def check(self, what: str, left, right) -> None:
        if not same(left, right):
            self.wrong.append(f"{what}: {str(left)[:300]} is not {str(right)[:300]}")


def make_log(bench: Bench, folder: pathlib.Path, contacts: int) -> pathlib.Path:
    """The raw file and the log made from it, once; a folder is kept for the next run."""
    folder.mkdir(parents=True, exist_ok=True)
    raw, log = folder / "contacts.parquet", folder / "log"
    if not raw.exists():
        bench.efficaces("simulate", "--contacts", contacts, "--seed", 1, "--out", raw)
    if not log.exists():
        bench.efficaces("import", raw, "--log", log, "--json")
    return log


def files_of(bench: Bench, log: pathlib.Path) -> list:
    files = bench.efficaces("log", "files", "--log", log, "--json").document
    return [str(pathlib.Path(it["location"]).resolve()) for it in files if it["kind"] == "contacts"]


def measures(bench: Bench, log: pathlib.Path, peers: list) -> None:
    files = files_of(bench, log)
    for path in files:
        pathlib.Path(path).read_bytes()  # all engines read from the page cache
    for name in MEASURES:
        run = bench.measure(log, name)
        expected = ours(name, run.document)
        bench.times["efficaces", name] = run
        for peer in peers:
            theirs = bench.peer(peer, name, files)
            bench.check(f"{name}, {peer}", theirs.figures, expected)
            bench.times[peer, name] = theirs
    bench.times["efficaces", "all"] = bench.measure(log, "all")


def raw(bench: Bench, folder: pathlib.Path, log: pathlib.Path, contacts: int) -> dict:
    """From a file as a partner gives it to the answers: importing it and measuring, beside DuckDB on the file itself."""
    times = {}
    expected = {name: ours(name, bench.measure(log, name).document) for name in MEASURES}
    for suffix in ["parquet", "csv"]:
        path = folder / f"contacts.{suffix}"
        if not path.exists():
            bench.efficaces("simulate", "--contacts", contacts, "--seed", 1, "--out", path)
        again = folder / f"log-{suffix}-{os.getpid()}"
        imported = bench.efficaces("import", path, "--log", again, "--preset", "canonical", "--json")
        measured = bench.measure(again, "all")
        subprocess.run(["rm", "-rf", again], check=True)
        theirs = Run([sys.executable, HERE / "peers.py", "duckdb-raw", "all", bench.threads, json.dumps([str(path)])])
        for name in MEASURES:
            bench.check(f"{name}, duckdb from {suffix}", theirs.document["figures"][name], expected[name])
        times[suffix] = (imported, measured, theirs, contacts / imported.wall)
    return times


def journeys(bench: Bench, folder: pathlib.Path) -> tuple:
    log = make_log(bench, folder, JOURNEYS_CONTACTS)
    run = bench.measure(log, "journeys", "--top", 100_000)
    row = run.document["rows"][0]
    expected = [
        sorted([it["from"], it["to"], it["count"]] for it in row["edges"]),
        sorted([it["step"], it["count"]] for it in row["starts"]),
        sorted([it["step"], it["count"]] for it in row["ends"]),
        sorted([it["steps"], it["count"]] for it in row["variants"]),
    ]
    theirs = Run([sys.executable, HERE / "journeys_pm4py.py", json.dumps(files_of(bench, log))])
    said = theirs.document
    theirs.cpu, theirs.wall = said["cpu"], said["wall"]
    bench.check("journeys, pm4py", said["figures"], expected)
    return run, theirs


def table(bench: Bench, peers: list) -> None:
    engines = ["efficaces", *peers]
    print("CPU s (wall s) [peak GB]\n")
    print("| measure | " + " | ".join(engines) + " |")
    print("| --- |" + " ---: |" * len(engines))
    for name in MEASURES:
        print(f"| {name} | " + " | ".join(cell(bench.times[it, name]) for it in engines) + " |")
    sums = {it: sum(bench.times[it, name].cpu for name in MEASURES) for it in engines}
    walls = {it: sum(bench.times[it, name].wall for name in MEASURES) for it in engines}
    print("| sum | " + " | ".join(f"{sums[it]:.2f} ({walls[it]:.2f})" for it in engines) + " |")
    everything = bench.times["efficaces", "all"]
    print("| all twelve measures at once | " + " | ".join([cell(everything)] + ["–"] * len(peers)) + " |")
    print("| times the CPU of `measure all` | 1 | " + " | ".join(f"{sums[it] / everything.cpu:.1f}" for it in peers) + " |")


def cell(run: Run) -> str:
    return f"{run.cpu:.2f} ({run.wall:.2f}) [{run.gigabytes:.2f}]"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=int(os.environ.get("BENCH_REPEAT", 3)))
    parser.add_argument("--peers", default="duckdb,polars,chdb")
    options = parser.parse_args()
    size = os.environ.get("BENCH", "default")
    contacts = SIZES[size]
    os.environ["POLARS_MAX_THREADS"] = str(options.threads)
    peers = [it for it in options.peers.split(",") if it]
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "contacts-efficaces/bench"

    bench = Bench(options)
    log = make_log(bench, cache / size, contacts)
    measures(bench, log, peers)
    from_raw = raw(bench, cache / size, log, contacts) if size != "full" else {}
    ours_pm4py, theirs_pm4py = journeys(bench, cache / "small")
    if bench.wrong:
        sys.exit("The engines do not agree:\n" + "\n".join(bench.wrong))

    version = importlib.metadata.version
    print(f"{contacts:,} contacts · {datetime.date.today()} · {options.threads} threads of {os.cpu_count()} cores, load "
          f"{os.getloadavg()[0]:.1f} · " + ", ".join(f"{it} {version(it)}" for it in [*peers, "pm4py"])
          + f" · Python {platform.python_version()} · best of {options.repeat}, page cache warm; figures equal\n")
    table(bench, peers)
    for suffix, (imported, measured, theirs, pace) in from_raw.items():
        print(f"\nFrom raw {suffix} to answers, CPU s (wall s): import {cell(imported)} at {pace:,.0f} rows/s, then "
              f"measure all {cell(measured)}; DuckDB, reading the file and asking the seven measures: {cell(theirs)}.")
    print(f"\nJourneys of {JOURNEYS_CONTACTS:,} contacts: measure {cell(ours_pm4py)}, PM4Py {cell(theirs_pm4py)}: "
          f"{theirs_pm4py.cpu / ours_pm4py.cpu:.0f} times the CPU.")


main()
