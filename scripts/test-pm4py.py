"""Compares what PM4Py reads of our exports with what we measured. Takes the folder that scripts/test-pm4py filled.

`rewrite` lets PM4Py write our object-centric log anew, in both its forms; `compare` does the rest."""

import collections
import json
import pathlib
import sys
import warnings

warnings.filterwarnings("ignore")

import pm4py  # noqa: E402


def rewrite(work: pathlib.Path) -> None:
    ocel = pm4py.read_ocel2_json(str(work / "all.ocel2"))
    pm4py.write_ocel2_json(ocel, str(work / "all.pm4py.json"))
    pm4py.write_ocel2_xml(ocel, str(work / "all.pm4py.xml"))


def compare(work: pathlib.Path) -> None:
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
    raw = document("all.ocel2")["events"]
    same("events written to OCEL", len(raw), report["contacts"] + report["events"])
    # PM4Py leaves out events that are about no object.
    about = [it for it in raw if it["relationships"]]
    same("events in OCEL", len(ocel.events), len(about))
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
    same("rows of OCEL imported again", document("again-ocel2.json")["imported"], len(raw))
    same("volume after OCEL and back", document("again-ocel2-volume.json")["rows"], document("volume.json")["rows"])
    for form in ("ocel2", "pm4py.json", "pm4py.xml"):
        same(f"journeys after {form} and back", document(f"again-{form}-journeys.json")["rows"], [journeys])
        if form != "ocel2":
            same(f"rows of {form}", document(f"again-{form}.json")["imported"], len(about))
    # XES holds the journeys only.
    same("rows of XES imported again", document("again-xes.json")["imported"], len(log))
    same("journeys after XES and back", document("again-xes-journeys.json")["rows"], [journeys])

    if (work / "receipt.xes").exists():
        on_receipt(work, document("receipt.json"), document("receipt-journeys.json")["rows"][0])
    print("PM4Py reads what we measured.")


def on_receipt(work: pathlib.Path, report, journeys) -> None:
    """Ours begins each journey with the contact of its arrival; the rest are the events of the file."""
    log = pm4py.read_xes(str(work / "receipt.xes"), return_legacy_log_object=False)
    cases = log["case:concept:name"].nunique()
    same("rows of receipt", report["imported"], cases + len(log))
    same("traces of receipt", journeys["requests"], cases)

    edges, starts, ends = pm4py.discover_dfg(log)
    status = lambda step: step.removeprefix("status:")  # noqa: E731
    ours = {(it["from"], it["to"]): it["count"] for it in journeys["edges"]}
    same("edges of receipt", dict(edges), {tuple(map(status, it)): n for it, n in ours.items() if it[0].startswith("status:")})
    arrivals = collections.Counter()
    for (before, after), count in ours.items():
        if not before.startswith("status:"):
            arrivals[status(after)] += count
    same("first steps of receipt", dict(starts), dict(arrivals))
    same("last steps of receipt", dict(ends), {status(it["step"]): it["count"] for it in journeys["ends"]})

    words = {"Internet": "web", "Desk": "counter", "Post": "post", "e-mail": "email", "Intern": "other"}
    channels = log.groupby("case:concept:name")["case:channel"].first().map(words)
    same("channels of receipt", channels.value_counts().to_dict(), {it["step"]: it["count"] for it in journeys["starts"]})

    variants = collections.Counter()
    for steps, count in pm4py.get_variants(log).items():
        variants[tuple(steps)] += count if isinstance(count, int) else len(count)
    ours = collections.Counter()
    for it in journeys["variants"]:
        ours[tuple(status(step) for step in it["steps"][1:])] += it["count"]
    same("variants of receipt", dict(variants), dict(ours))


def same(what: str, left, right) -> None:
    if left != right:
        if isinstance(left, dict) and isinstance(right, dict):
            left, right = dict(left.items() - right.items()), dict(right.items() - left.items())
        sys.exit(f"{what}: {str(left)[:2000]}\nis not {str(right)[:2000]}")
    size = len(left) if hasattr(left, "__len__") else left
    print(f"  {what}: {size}")


{"rewrite": rewrite, "compare": compare}[sys.argv[1]](pathlib.Path(sys.argv[2]))
