"""Compares what PM4Py reads of our exports with what we measured. Takes the folder that scripts/test-pm4py filled."""

import collections
import json
import pathlib
import sys
import warnings

warnings.filterwarnings("ignore")

import pm4py  # noqa: E402


def main(work: pathlib.Path) -> None:
    def document(name: str):
        return json.loads((work / name).read_text())

    journeys = document("journeys.json")["rows"][0]

    log = pm4py.read_xes(str(work / "all.xes"), return_legacy_log_object=False)
    report = document("xes.json")
    same("events in XES", len(log), report["contacts"] + report["events"])
    same("traces", log["case:concept:name"].nunique(), journeys["requests"])

    edges, starts, ends = pm4py.discover_dfg(log)
    same("edges", dict(edges), {(it["from"], it["to"]): it["count"] for it in journeys["edges"]})
    same("first steps", dict(starts), {it["step"]: it["count"] for it in journeys["starts"]})
    same("last steps", dict(ends), {it["step"]: it["count"] for it in journeys["ends"]})

    variants = collections.Counter()
    for steps, cases in pm4py.get_variants(log).items():
        variants[tuple(steps)] += cases if isinstance(cases, int) else len(cases)
    ours = {tuple(it["steps"]): it["count"] for it in journeys["variants"]}
    same("variants", dict(variants), ours)

    ocel = pm4py.read_ocel2_json(str(work / "all.ocel2"))
    report = document("ocel2.json")
    same("events in OCEL", len(ocel.events), report["contacts"] + report["events"])
    same("contacts in OCEL", report["contacts"], document("volume.json")["rows"][0]["contacts"])
    same("objects", len(ocel.objects), report["objects"])
    same("object types", set(pm4py.ocel_get_object_types(ocel)), {"usager", "request"})
    unknown = set(ocel.relations["ocel:oid"]) - set(ocel.objects["ocel:oid"])
    same("events about unknown objects", unknown, set())

    for name in ("csv", "parquet"):
        again = document(f"again-{name}-volume.json")["rows"]
        same(f"volume after {name} and back", again, document("volume.json")["rows"])
        report, back = document(f"{name}.json"), document(f"again-{name}.json")
        same(f"rows of {name} imported again", back["imported"], report["contacts"] + report["events"])
    print("PM4Py reads what we measured.")


def same(what: str, left, right) -> None:
    if left != right:
        if isinstance(left, dict) and isinstance(right, dict):
            left, right = dict(left.items() - right.items()), dict(right.items() - left.items())
        sys.exit(f"{what}: {str(left)[:2000]}\nis not {str(right)[:2000]}")
    size = len(left) if hasattr(left, "__len__") else left
    print(f"  {what}: {size}")


main(pathlib.Path(sys.argv[1]))
