"""Runs every engine on the same files, checks that they find the same figures, then prints what each one took, as Markdown."""

import argparse
import datetime
import importlib.metadata
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import time

from figures import MEASURES, ours, same
from post import post_rate

SIZES = {"small": 1_000_000, "default": 40_000_000, "full": 400_000_000}
JOURNEYS_CONTACTS = 1_000_000
FOLLOWING = ["needs", "recontact", "fcr", "escape"]
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
    def __init__(self, options, peers: list):
        self.program, self.threads, self.repeat, self.peers = options.program, options.threads, options.repeat, peers
        self.kernels = options.kernels
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

    def inside(self, log: pathlib.Path, name: str) -> Run:
        """What the engine's own example takes for something that has no command."""

        def make():
            run = Run([self.kernels, log, self.threads, 0, name])
            found = re.search(r"([\d.]+) CPU s +([\d.]+) s", run.text.splitlines()[-1])
            run.cpu, run.wall = float(found[1]), float(found[2])
            return run

        return best(self.repeat, make)

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


def measures(bench: Bench, log: pathlib.Path) -> None:
    files = files_of(bench, log)
    for path in files:
        pathlib.Path(path).read_bytes()  # all engines read from the page cache
    expected = {}
    for name in MEASURES:
        run = bench.times["efficaces", name] = bench.measure(log, name)
        expected[name] = ours(name, run.document)
        for peer in bench.peers:
            theirs = bench.times[peer, name] = bench.peer(peer, name, files)
            bench.check(f"{name}, {peer}", theirs.figures, expected[name])
    if "duckdb" in bench.peers:
        together = bench.times["duckdb", "together"] = bench.peer("duckdb", "together", files)
        for name in FOLLOWING:
            bench.check(f"{name}, duckdb together", together.figures[name], expected[name])
    bench.times["efficaces", "all"] = bench.measure(log, "all")
    bench.times["efficaces", "seven"] = bench.inside(log, "seven")
    bench.times["efficaces", "decode"] = bench.inside(log, "decode")


def from_raw(bench: Bench, folder: pathlib.Path, log: pathlib.Path, contacts: int) -> dict:
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
        subprocess.run(["rm", "-rf", again, again.with_suffix(".key")], check=True)
        theirs = Run([sys.executable, HERE / "peers.py", "duckdb-raw", "all", bench.threads, json.dumps([str(path)])])
        for name in MEASURES:
            bench.check(f"{name}, duckdb from {suffix}", theirs.document["figures"][name], expected[name])
        times[suffix] = (imported, measured, theirs)
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


def table(bench: Bench) -> None:
    engines = ["efficaces", *bench.peers]
    print("CPU s (wall s) [peak GB]\n")
    print("| measure | " + " | ".join(engines) + " |")
    print("| --- |" + " ---: |" * len(engines))
    for name in MEASURES:
        print(f"| {name} | " + " | ".join(cell(bench.times[it, name]) for it in engines) + " |")
    print("| sum of the seven | " + " | ".join(cell(total(bench, it)) for it in engines) + " |")
    others = ["–"] * len(bench.peers)
    if "duckdb" in bench.peers:
        others[bench.peers.index("duckdb")] = cell(seven_of_duckdb(bench))
    print("| the seven in one pass; DuckDB: 3 to 6 in one query | " + " | ".join([cell(bench.times["efficaces", "seven"]), *others]) + " |")
    none = ["–"] * len(bench.peers)
    print("| **all twelve measures** | " + " | ".join([cell(bench.times["efficaces", "all"]), *none]) + " |")
    print("| only decoding their columns | " + " | ".join([cell(bench.times["efficaces", "decode"]), *none]) + " |")


class Sum:
    def __init__(self, runs: list):
        self.cpu, self.wall = sum(it.cpu for it in runs), sum(it.wall for it in runs)
        self.gigabytes = max(it.gigabytes for it in runs)


def total(bench: Bench, engine: str) -> Sum:
    return Sum([bench.times[engine, name] for name in MEASURES])


def seven_of_duckdb(bench: Bench) -> Sum:
    alone = [name for name in MEASURES if name not in FOLLOWING]
    return Sum([bench.times["duckdb", name] for name in [*alone, "together"]])


def cell(run) -> str:
    return f"{run.cpu:.2f} ({run.wall:.2f}) [{run.gigabytes:.2f}]"


def targets(bench: Bench, contacts: int, raw: dict, ours_pm4py: Run, theirs_pm4py: Run, posted: float) -> None:
    """Each target of the product, what was measured, and whether it is met."""
    everything = bench.times["efficaces", "all"]
    rows = []

    def times(what: str, wanted: float, cpu: float, wall: float) -> None:
        rows.append((what, f"≥ {wanted}", f"{cpu:.1f} (wall {wall:.1f})", cpu >= wanted and wall >= wanted))

    for peer, wanted in [("duckdb", 10), ("polars", 8), ("chdb", 8)]:
        if peer in bench.peers:
            theirs = total(bench, peer)
            what = f"`measure all` (twelve) cheaper than {peer}’s sum (seven), times"
            times(what, wanted, theirs.cpu / everything.cpu, theirs.wall / everything.wall)
            seven = bench.times["efficaces", "seven"]
            what = f"the same seven in one pass cheaper than {peer}’s sum, times"
            times(what, wanted, theirs.cpu / seven.cpu, theirs.wall / seven.wall)
    times("journeys cheaper than PM4Py’s, times", 40, theirs_pm4py.cpu / ours_pm4py.cpu, theirs_pm4py.wall / ours_pm4py.wall)
    decode = everything.cpu / bench.times["efficaces", "decode"].cpu
    rows.append(("`measure all`, times merely decoding its columns", "≤ 4", f"{decode:.1f}", decode <= 4))
    memory, full = everything.gigabytes, contacts >= SIZES["full"]
    rows.append(("peak memory, GB" + ("" if full else " (target at 400 million)"), "< 2", f"{memory:.2f}", memory < 2))
    scaled = everything.wall * SIZES["full"] / contacts
    rows.append(("400 million in, s" + ("" if full else " (in proportion)"), "≤ 60", f"{scaled:.0f}", scaled <= 60))
    for suffix, (imported, measured, theirs) in raw.items():
        pace, wanted = contacts / imported.wall, {"csv": 1e6, "parquet": 2e6}[suffix]
        rows.append((f"import of {suffix}, million rows/s", f"≥ {wanted / 1e6:.0f}", f"{pace / 1e6:.2f}", pace >= wanted))
        ratio = theirs.wall / (imported.wall + measured.wall)
        what = f"raw {suffix} to answers, times faster than DuckDB reading it"
        rows.append((what, "≥ 1", f"{ratio:.2f}", ratio >= 1))
    rows.append(("`POST /api/v1/contacts`, contacts/s", "≥ 20 000", f"{posted:,.0f}".replace(",", " "), posted >= 20_000))
    print("\n| target | wanted | measured | |\n| --- | ---: | ---: | --- |")
    for what, wanted, found, met in rows:
        print(f"| {what} | {wanted} | {found} | {'met' if met else '**missed**'} |")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--kernels", required=True, help="the engine's example that measures itself")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=int(os.environ.get("BENCH_REPEAT", 3)))
    parser.add_argument("--peers", default="duckdb,polars,chdb")
    parser.add_argument("--no-raw", action="store_true", help="do not import again from raw files")
    options = parser.parse_args()
    size = os.environ.get("BENCH", "default")
    contacts = SIZES.get(size) or int(size)
    os.environ["POLARS_MAX_THREADS"] = str(options.threads)
    peers = [it for it in options.peers.split(",") if it]
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "contacts-efficaces/bench"

    bench = Bench(options, peers)
    folder = cache / str(contacts)
    log = make_log(bench, folder, contacts)
    measures(bench, log)
    raw = from_raw(bench, folder, log, contacts) if contacts < SIZES["full"] and not options.no_raw else {}
    ours_pm4py, theirs_pm4py = journeys(bench, cache / str(JOURNEYS_CONTACTS))
    if bench.wrong:
        sys.exit("The engines do not agree:\n" + "\n".join(bench.wrong))
    posted = post_rate(options.program)

    version = importlib.metadata.version
    print(f"{contacts:,} contacts · {datetime.date.today()} · {options.threads} threads of {os.cpu_count()} cores, load "
          f"{os.getloadavg()[0]:.1f} · " + ", ".join(f"{it} {version(it)}" for it in [*peers, "pm4py"])
          + f" · Python {platform.python_version()} · best of {options.repeat}, page cache warm; all figures equal\n")
    table(bench)
    for suffix, (imported, measured, theirs) in raw.items():
        print(f"\nFrom raw {suffix} to answers, CPU s (wall s) [peak GB]: import {cell(imported)}, then measure all "
              f"{cell(measured)}; DuckDB, reading the file and asking the seven measures: {cell(theirs)}.")
    print(f"\nJourneys of {JOURNEYS_CONTACTS:,} contacts: {cell(ours_pm4py)}, PM4Py {cell(theirs_pm4py)}.")
    targets(bench, contacts, raw, ours_pm4py, theirs_pm4py, posted)


main()
