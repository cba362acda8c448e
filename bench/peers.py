"""One measure by one engine, in the best form that we know for it. Run by compare.py, one process each.

Keys are (usager, reason): pseudonyms are keyed by partner, so the partner would only make the key longer. A key is a 64-bit hash of both, which is
cheaper to sort and to group than the two columns; two keys of one hash would show as a difference. The order among contacts of one instant changes no count but
that of channel escape, so only that one sorts by contact_id too.
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
    """Windows over a 64-bit hash of the key and whole microseconds: three times cheaper than over the columns themselves."""
    import duckdb as engine

    db = engine.connect(database)
    db.execute(f"SET threads = {threads}")
    db.execute("SET preserve_insertion_order = false")
    rows = lambda sql: db.execute(sql.replace("CONTACTS", source)).fetchall()
    # In a file as it was given, two partners may name a usager or a request alike.
    raw = database != ":memory:"
    key = "hash(partner, usager, reason)" if raw else "hash(usager, reason)"
    request = "CASE WHEN request IS NOT NULL THEN hash(partner, request) END" if raw else "request"
    at = "epoch_us(started_at)"
    last = f"l AS MATERIALIZED (SELECT partner, max({at}) AS l FROM CONTACTS GROUP BY partner)"

    def keyed(*more: str) -> str:
        """Inbound contacts: key, instant, whether the usager is unknown; eligible ones are told by the end `l`."""
        columns = ", ".join([f"{key} AS k", "usager IS NULL AS alone", f"{at} AS us", *more])
        joined = " JOIN l USING (partner)" if any("<= l" in it for it in more) else ""
        return f"inbound AS (SELECT {columns} FROM CONTACTS{joined} WHERE direction = 'inbound')"

    eligible = lambda us: f"{at} + {us} <= l AS eligible"
    over = "WINDOW w AS (ORDER BY k, us)"
    begins = f"(alone OR k IS DISTINCT FROM lag(k) OVER w OR us - lag(us) OVER w > {WINDOW_US})"
    followed = lambda us: f"coalesce(NOT alone AND lead(k) OVER w = k AND lead(us) OVER w - us <= {us}, false)"

    def volume():
        names = ["inbound", "outbound", "proactive"]
        counts = dict(rows("SELECT direction, count(*) FROM CONTACTS GROUP BY direction"))
        return [sum(counts.values())] + [counts.get(it, 0) for it in names]

    def requests():
        return spread(rows(f"""SELECT n, count(*) FROM (SELECT {request} AS r, count(*) AS n FROM CONTACTS
            WHERE direction = 'inbound' AND request IS NOT NULL GROUP BY r) GROUP BY n"""))

    def needs():
        return list(rows(f"""WITH {keyed()} SELECT count(*), count(*) FILTER (begins)
            FROM (SELECT {begins} AS begins FROM inbound {over})""")[0])

    def recontact():
        return list(rows(f"""WITH {last}, {keyed(eligible(WINDOW_US))}
            SELECT count(*) FILTER (eligible), count(*) FILTER (eligible AND followed)
            FROM (SELECT eligible, {followed(WINDOW_US)} AS followed FROM inbound {over})""")[0])

    def fcr():
        return list(rows(f"""WITH {last}, {keyed(eligible(WINDOW_US))}
            SELECT count(*) FILTER (first), count(*) FILTER (first AND NOT followed)
            FROM (SELECT eligible AND {begins} AS first, {followed(WINDOW_US)} AS followed FROM inbound {over})""")[0])

    def escape():
        """Only contacts near another one of their key are put in the order of their ids too."""
        near = f"NOT alone AND (lead(k) OVER w = k AND lead(us) OVER w - us <= {ESCAPE_US}"
        near += f" OR lag(k) OVER w = k AND us - lag(us) OVER w <= {ESCAPE_US})"
        found = rows(f"""WITH {last}, {keyed(eligible(ESCAPE_US), "channel", "contact_id")},
                near AS (SELECT * FROM inbound {over} QUALIFY {near})
            SELECT channel, next, count(*)
            FROM (SELECT eligible AND {followed(ESCAPE_US)} AS followed, channel, lead(channel) OVER w AS next
                FROM near WINDOW w AS (ORDER BY k, us, contact_id)) WHERE followed GROUP BY ALL""")
        return sorted(map(list, found))

    def cost():
        sql = f"""SELECT count(*), CAST(sum(coalesce(cost, {cost_case()})) AS DOUBLE), count(DISTINCT {request})
            FROM CONTACTS WHERE direction IN ('inbound', 'outbound')"""
        return list(rows(sql)[0])

    def together():
        """Measures 3 to 6 from one window, by pairs of channels; the whole order for one of them is the price."""
        ordered = "WINDOW w AS (ORDER BY k, us, contact_id)"
        soon = f"{at} + {ESCAPE_US} <= l AS eligible_soon"
        found = rows(f"""WITH {last}, {keyed(eligible(WINDOW_US), soon, "channel", "contact_id")}
            SELECT channel, CASE WHEN soon THEN next END AS next, count(*), count(*) FILTER (begins),
                count(*) FILTER (eligible), count(*) FILTER (eligible AND followed),
                count(*) FILTER (eligible AND begins), count(*) FILTER (eligible AND begins AND NOT followed)
            FROM (SELECT channel, eligible, {begins} AS begins, {followed(WINDOW_US)} AS followed,
                eligible_soon AND {followed(ESCAPE_US)} AS soon, lead(channel) OVER w AS next FROM inbound {ordered})
            GROUP BY ALL""")
        sums = [sum(it) for it in list(zip(*found))[2:]]
        return {
            "needs": sums[:2], "recontact": sums[2:4], "fcr": sums[4:6],
            "escape": sorted([a, b, n] for a, b, n, *_ in found if b is not None),
        }  # fmt: skip

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
    key = "cityHash64(assumeNotNull(usager), reason) AS k"
    arrays = f"""SELECT {key}, any(partner) AS partner, arraySort(groupArray({at})) AS t FROM CONTACTS
        WHERE direction = 'inbound' AND usager IS NOT NULL GROUP BY k"""
    alone = f"SELECT partner, [{at}] AS t FROM CONTACTS WHERE direction = 'inbound' AND usager IS NULL"
    keys = f"(SELECT partner, t FROM ({arrays}) UNION ALL {alone})"
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
        near = f"SELECT k FROM ({arrays}) WHERE arrayExists(it -> it <= {ESCAPE_US}, arrayPopFront({gaps}))"
        steps = f"""SELECT {key}, any(partner) AS partner, arraySort(groupArray(({at}, contact_id, toString(channel)))) AS t
            FROM CONTACTS WHERE direction = 'inbound' AND usager IS NOT NULL AND k IN ({near}) GROUP BY k"""
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
    # The engine in memory sorts for less CPU than the streaming one.
    collect_sorted = lambda it: it.collect(engine="in-memory")
    last = scan.group_by("partner").agg(l=col("started_at").max().to_physical())
    key = ["usager", "reason_hash", "us"]
    # Neighbours after one sort: cheaper than a window a key. Rows whose usager is unknown are next to nobody.
    sorted_by = lambda order, *more: inbound.select(
        "usager", col("reason").hash().alias("reason_hash"), col("started_at").to_physical().alias("us"), *more
    ).sort(order)
    same = lambda by: (col("usager") == col("usager").shift(by)) & (col("reason_hash") == col("reason_hash").shift(by))
    before = lambda us: (same(1) & (col("us") - col("us").shift(1) <= us)).fill_null(False)
    after = lambda us: (same(-1) & (col("us").shift(-1) - col("us") <= us)).fill_null(False)
    eligible = lambda it, us: it.join(last, on="partner").filter(col("us") + us <= col("l"))

    def volume():
        counts = dict(collect(scan.group_by("direction").len()).rows())
        counts = {str(name): n for name, n in counts.items()}
        return [sum(counts.values())] + [counts.get(it, 0) for it in ["inbound", "outbound", "proactive"]]

    def requests():
        each = inbound.filter(col("request").is_not_null()).group_by("request").len("n")
        return spread(collect(each.group_by("n").len("k")).rows())

    def needs():
        return list(collect_sorted(sorted_by(key).select(pl.len(), (~before(WINDOW_US)).sum().alias("n"))).row(0))

    def recontact():
        rows = sorted_by(key, "partner").select("partner", "us", after(WINDOW_US).alias("followed"))
        return list(collect_sorted(eligible(rows, WINDOW_US).select(pl.len(), col("followed").sum())).row(0))

    def fcr():
        flags = [before(WINDOW_US).alias("before"), (~after(WINDOW_US)).alias("resolved")]
        rows = sorted_by(key, "partner").select("partner", "us", *flags).filter(~col("before"))
        return list(collect_sorted(eligible(rows, WINDOW_US).select(pl.len(), col("resolved").sum())).row(0))

    def escape():
        near = sorted_by(key, "partner", "channel", "contact_id").filter(before(ESCAPE_US) | after(ESCAPE_US))
        pairs = near.sort(*key, "contact_id").with_columns(next=col("channel").shift(-1)).filter(after(ESCAPE_US))
        counts = eligible(pairs, ESCAPE_US).group_by("channel", "next").len()
        return sorted([str(a), str(b), n] for a, b, n in collect_sorted(counts).rows())

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
