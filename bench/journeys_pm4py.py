"""Directly-follows counts, mean gaps and variants of requests by PM4Py, from our Parquet files. Run by compare.py."""

import json
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import pandas  # noqa: E402
import pm4py  # noqa: E402

files = json.loads(sys.argv[1])
columns = ["request", "started_at", "contact_id", "channel"]
frame = pandas.concat(
    pandas.read_parquet(it, columns=columns, dtype_backend="numpy_nullable") for it in files
).dropna(subset=["request"])

usage = resource.getrusage(resource.RUSAGE_SELF)
before, started = usage.ru_utime + usage.ru_stime, time.monotonic()
frame["channel"] = frame["channel"].astype(str)
frame["request"] = frame["request"].astype(str)
# PM4Py keeps the order of rows at one instant.
frame = frame.sort_values(["request", "started_at", "contact_id"])
log = pm4py.format_dataframe(frame, case_id="request", activity_key="channel", timestamp_key="started_at")
edges, starts, ends = pm4py.discover_dfg(log)
gaps, _, _ = pm4py.discover_performance_dfg(log)
variants = pm4py.get_variants(log)
wall = time.monotonic() - started
usage = resource.getrusage(resource.RUSAGE_SELF)
figures = [
    sorted([a, b, n] for (a, b), n in edges.items()),
    sorted([step, n] for step, n in starts.items()),
    sorted([step, n] for step, n in ends.items()),
    sorted([list(steps), n if isinstance(n, int) else len(n)] for steps, n in variants.items()),
]
print(json.dumps({"figures": figures, "cpu": usage.ru_utime + usage.ru_stime - before, "wall": wall}))
