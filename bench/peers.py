"""One measure by one engine, in the best form that we know for it. Run by compare.py, one process each.

Keys are (usager, reason): pseudonyms are keyed by partner, so the partner would only make the key longer. The order among contacts of one
instant changes no count but that of channel escape, so only that one sorts by contact_id too.
"""

import json
import os
import pathlib
import resource
import sys
import tempfile
import time

from figures import ESCAPE_US, MEASURES, UNIT_COST, UNIT_COST_OUTBOUND_CALL, WINDOW_US


def cost_case(when: str = "channel") -> str:
    cases = " ".join(f"WHEN {when} = '{name}' THEN {cost}" for name, cost in UNIT_COST.items())
    return f"CASE WHEN {when} = 'phone' AND direction = 'outbound' THEN {UNIT_COST_OUTBOUND_CALL} {cases} END"


def spread(pairs) -> list:
    counts = dict(pairs)
    contacts = sum(n * k for n, k in counts.items())
    few = [counts.get(n, 0) for n in range(1, 10)]
    return [contacts, sum(counts.values())] + few + [sum(k for n, k in counts.items() if n >= 10)]


def duckdb(measure: str, source: str, threads: int, database: str = ":memory:"):
    import duckdb as engine

    db = engine.connect(database)
    db.execute(f"SET threads = {threads}")
    db.execute("SET preserve_insertion_order = false")
    rows = lambda sql: db.execute(keyed(sql).replace("CONTACTS", source)).fetchall()

    def keyed(sql: str) -> str:
        """In a file as it was given, two partners may name a usager or a request alike."""
        if database == ":memory:":
            return sql
        return (
            sql.replace("PARTITION BY usager", "PARTITION BY partner, usager")
            .replace("GROUP BY request", "GROUP BY partner, request")
            .replace("DISTINCT request", "DISTINCT CASE WHEN request IS NOT NULL THEN partner || ':' || request END")
        )

    last = "l AS MATERIALIZED (SELECT partner, max(started_at) AS l FROM CONTACTS GROUP BY partner)"
    window = "WINDOW w AS (PARTITION BY usager, reason ORDER BY {order})"

    def volume():
        names = ["inbound", "outbound", "proactive"]
        counts = dict(rows("SELECT direction, count(*) FROM CONTACTS GROUP BY direction"))
        return [sum(counts.values())] + [counts.get(it, 0) for it in names]

    def requests():
        return spread(rows("""SELECT n, count(*) FROM (SELECT count(*) AS n FROM CONTACTS
            WHERE direction = 'inbound' AND request IS NOT NULL GROUP BY request) GROUP BY n"""))

    def needs():
        gaps = "SELECT usager, started_at - lag(started_at) OVER w AS gap FROM CONTACTS WHERE direction = 'inbound' "
        gaps += window.format(order="started_at")
        sql = f"""SELECT count(*), count(*) FILTER (gap IS NULL OR usager IS NULL OR gap > to_microseconds({WINDOW_US}))
            FROM ({gaps})"""
        return list(rows(sql)[0])

    def recontact():
        following = f"""SELECT partner, usager, started_at, lead(started_at) OVER w AS following FROM CONTACTS
            WHERE direction = 'inbound' {window.format(order="started_at")}"""
        sql = f"""WITH {last} SELECT count(*), count(*) FILTER (usager IS NOT NULL
                AND following <= started_at + to_microseconds({WINDOW_US}))
            FROM ({following}) JOIN l USING (partner) WHERE started_at + to_microseconds({WINDOW_US}) <= l"""
        return list(rows(sql)[0])

    def fcr():
        around = f"""SELECT partner, usager, started_at, lead(started_at) OVER w AS following,
            lag(started_at) OVER w AS before FROM CONTACTS WHERE direction = 'inbound' {window.format(order="started_at")}"""
        sql = f"""WITH {last} SELECT count(*), count(*) FILTER (following IS NULL OR usager IS NULL
                OR following > started_at + to_microseconds({WINDOW_US}))
            FROM ({around}) JOIN l USING (partner) WHERE started_at + to_microseconds({WINDOW_US}) <= l
                AND (before IS NULL OR usager IS NULL OR before < started_at - to_microseconds({WINDOW_US}))"""
        return list(rows(sql)[0])

    def escape():
        following = f"""SELECT partner, usager, started_at, channel, lead(started_at) OVER w AS following,
            lead(channel) OVER w AS next FROM CONTACTS
            WHERE direction = 'inbound' {window.format(order="started_at, contact_id")}"""
        sql = f"""WITH {last} SELECT channel, next, count(*) FROM ({following}) JOIN l USING (partner)
            WHERE started_at + to_microseconds({ESCAPE_US}) <= l AND usager IS NOT NULL
                AND following <= started_at + to_microseconds({ESCAPE_US}) GROUP BY ALL"""
        return sorted(map(list, rows(sql)))

    def cost():
        sql = f"""SELECT count(*), CAST(sum(coalesce(cost, {cost_case()})) AS DOUBLE), count(DISTINCT request)
            FROM CONTACTS WHERE direction IN ('inbound', 'outbound')"""
        return list(rows(sql)[0])

    return locals()[measure]


def chdb(measure: str, source: str, threads: int):
    import chdb as engine

    def rows(sql: str):
        sql = sql.replace("CONTACTS", source) + f" SETTINGS max_threads = {threads}"
        text = str(engine.query(sql, "JSONCompactEachRow")).strip()
        numbers = lambda it: int(it) if isinstance(it, str) and it.isdigit() else it
        return [[numbers(it) for it in json.loads(line)] for line in text.splitlines()]

    # Instants as whole microseconds; a key's instants as one sorted array. Unknown usagers are rows of their own.
    at = "assumeNotNull(toUnixTimestamp64Micro(started_at))"
    arrays = f"""SELECT any(partner) AS partner, arraySort(groupArray({at})) AS t FROM CONTACTS
        WHERE direction = 'inbound' AND usager IS NOT NULL GROUP BY usager, reason"""
    alone = f"SELECT partner, [{at}] AS t FROM CONTACTS WHERE direction = 'inbound' AND usager IS NULL"
    keys = f"({arrays} UNION ALL {alone})"
    last = f"(SELECT partner, max({at}) AS l FROM CONTACTS GROUP BY partner)"
    gaps = "arrayDifference(t)"

    def volume():
        counts = dict(map(tuple, rows("SELECT direction, count() FROM CONTACTS GROUP BY direction")))
        return [sum(counts.values())] + [counts.get(it, 0) for it in ["inbound", "outbound", "proactive"]]

    def requests():
        return spread(map(tuple, rows("""SELECT n, count() FROM (SELECT count() AS n FROM CONTACTS
            WHERE direction = 'inbound' AND request IS NOT NULL GROUP BY request) GROUP BY n""")))

    def needs():
        sql = f"SELECT sum(length(t)), sum(1 + arrayCount(x -> x > {WINDOW_US}, {gaps})) FROM {keys}"
        return rows(sql)[0]

    def recontact():
        sql = f"""SELECT sum(arrayCount(x -> x <= l - {WINDOW_US}, t)),
                sum(arrayCount((x, y) -> y - x <= {WINDOW_US} AND x <= l - {WINDOW_US}, arrayPopBack(t), arrayPopFront(t)))
            FROM {keys} AS k JOIN {last} AS l USING (partner)"""
        return rows(sql)[0]

    def fcr():
        first = f"(x, before, next) -> x <= l - {WINDOW_US} AND x - before > {WINDOW_US}"
        around = "t, arrayPushFront(arrayPopBack(t), -4611686018427387904), arrayPushBack(arrayPopFront(t), 4611686018427387904)"
        sql = f"""SELECT sum(arrayCount({first}, {around})),
                sum(arrayCount({first} AND next - x > {WINDOW_US}, {around}))
            FROM {keys} AS k JOIN {last} AS l USING (partner)"""
        return rows(sql)[0]

    def escape():
        steps = f"""SELECT any(partner) AS partner, arraySort(groupArray(({at}, contact_id, toString(channel)))) AS t
            FROM CONTACTS WHERE direction = 'inbound' AND usager IS NOT NULL GROUP BY usager, reason HAVING length(t) > 1"""
        sql = f"""SELECT p.1.3 AS a, p.2.3 AS b, count() FROM ({steps}) AS k JOIN {last} AS l USING (partner)
            ARRAY JOIN arrayZip(arrayPopBack(t), arrayPopFront(t)) AS p
            WHERE p.2.1 - p.1.1 <= {ESCAPE_US} AND p.1.1 <= l - {ESCAPE_US} GROUP BY a, b"""
        return sorted(rows(sql))

    def cost():
        amount = f"if(cost IS NULL, toDecimal64({cost_case()}, 4), cost)"
        sql = f"""SELECT count(), toFloat64(sum({amount})), uniqExact(request) FROM CONTACTS
            WHERE direction IN ('inbound', 'outbound')"""
        return rows(sql)[0]

    return locals()[measure]


def polars(measure: str, files: list):
    import polars as pl

    col = pl.col
    scan = pl.scan_parquet(files)
    inbound = scan.filter(col("direction") == "inbound")
    collect = lambda it: it.collect(engine="streaming")
    last = scan.group_by("partner").agg(l=col("started_at").max())
    span = lambda us: pl.duration(microseconds=us)
    known = col("usager").is_not_null()
    # Neighbours after one sort: cheaper than a window a key.
    chain = lambda order: inbound.select(
        "partner", "usager", "reason", *order, *(["channel"] if "contact_id" in order else [])
    ).sort("usager", "reason", *order)
    same_key = lambda by: (col("usager") == col("usager").shift(by)) & (col("reason") == col("reason").shift(by))
    gap_before = pl.when(same_key(1) & known).then(col("started_at") - col("started_at").shift(1))
    gap_after = pl.when(same_key(-1) & known).then(col("started_at").shift(-1) - col("started_at"))

    def volume():
        counts = dict(collect(scan.group_by("direction").len()).rows())
        counts = {str(name): n for name, n in counts.items()}
        return [sum(counts.values())] + [counts.get(it, 0) for it in ["inbound", "outbound", "proactive"]]

    def requests():
        each = inbound.filter(col("request").is_not_null()).group_by("request").len("n")
        return spread(collect(each.group_by("n").len("k")).rows())

    def needs():
        gaps = chain(["started_at"]).with_columns(gap=gap_before)
        new = col("gap").is_null() | (col("gap") > span(WINDOW_US))
        return list(collect(gaps.select(pl.len(), new.sum().alias("needs"))).row(0))

    def recontact():
        gaps = chain(["started_at"]).with_columns(gap=gap_after).join(last, on="partner")
        eligible = gaps.filter(col("started_at") + span(WINDOW_US) <= col("l"))
        return list(collect(eligible.select(pl.len(), (col("gap") <= span(WINDOW_US)).sum().alias("n"))).row(0))

    def fcr():
        gaps = chain(["started_at"]).with_columns(before=gap_before, after=gap_after).join(last, on="partner")
        far = lambda it: col(it).is_null() | (col(it) > span(WINDOW_US))
        eligible = gaps.filter((col("started_at") + span(WINDOW_US) <= col("l")) & far("before"))
        return list(collect(eligible.select(pl.len(), far("after").sum().alias("n"))).row(0))

    def escape():
        gaps = chain(["started_at", "contact_id"]).with_columns(gap=gap_after, next=col("channel").shift(-1))
        near = gaps.filter(col("gap") <= span(ESCAPE_US)).join(last, on="partner")
        kept = near.filter(col("started_at") + span(ESCAPE_US) <= col("l")).group_by("channel", "next").len()
        return sorted([str(a), str(b), n] for a, b, n in collect(kept).rows())

    def cost():
        unit = pl.when((col("channel") == "phone") & (col("direction") == "outbound")).then(pl.lit(UNIT_COST_OUTBOUND_CALL))
        for name, amount in UNIT_COST.items():
            unit = unit.when(col("channel") == name).then(pl.lit(amount))
        paid = scan.filter(col("direction").is_in(["inbound", "outbound"]))
        amount = col("cost").cast(pl.Float64).fill_null(unit.cast(pl.Float64))
        figures = paid.select(pl.len(), amount.sum().alias("cost"), col("request").drop_nulls().n_unique().alias("n"))
        return list(collect(figures).row(0))

    return locals()[measure]


def duckdb_raw(path: str, threads: int):
    """All measures from a file as a partner gives it: read once into a table of DuckDB's own, then asked."""
    import duckdb as engine

    answers = {}
    with tempfile.TemporaryDirectory(dir=pathlib.Path(path).parent) as folder:
        database = f"{folder}/raw.duckdb"
        reader = "read_csv" if path.endswith(".csv") else "read_parquet"
        with engine.connect(database) as db:
            db.execute(f"SET threads = {threads}")
            db.execute("SET preserve_insertion_order = false")
            columns = "partner, usager, request, reason, channel, direction, started_at, contact_id, cost"
            db.execute(f"CREATE TABLE raw AS SELECT {columns} FROM {reader}('{path}')")
        for measure in MEASURES:
            answers[measure] = duckdb(measure, "raw", threads, database)()
    return answers


def main() -> None:
    engine, measure, threads, files = sys.argv[1], sys.argv[2], int(sys.argv[3]), json.loads(sys.argv[4])
    if engine == "duckdb":
        paths = ", ".join(f"'{it}'" for it in files)
        question = duckdb(measure, f"read_parquet([{paths}])", threads)
    elif engine == "duckdb-raw":
        question = lambda: duckdb_raw(files[0], threads)
    elif engine == "chdb":
        question = chdb(measure, f"file('{pattern(files)}', 'Parquet')", threads)
    else:
        question = polars(measure, files)
    # The engine's own start is not counted: only what the question takes.
    before, started = used(), time.monotonic()
    figures = question()
    wall, cpu = time.monotonic() - started, used() - before
    print(json.dumps({"figures": figures, "cpu": cpu, "wall": wall}))


def pattern(files: list) -> str:
    """ClickHouse names several files by a pattern: one that holds exactly these."""
    folder = pathlib.Path(os.path.commonpath(map(os.path.dirname, files)))
    [depth] = {len(pathlib.Path(it).relative_to(folder).parts) for it in files}
    stars = "/".join(["*"] * depth)
    assert len(list(folder.glob(f"{stars}.parquet"))) == len(files), "the log has other files than its newest version"
    return f"{folder}/{stars}.parquet"


def used() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


main()
