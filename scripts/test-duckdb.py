"""Compares `efficaces measure` with plain SQL, cell by cell. Takes the program, a log and its Parquet export.

The SQL is written from docs/measures.md and shares nothing with the product: it is a second definition.
"""

import concurrent.futures
import json
import os
import subprocess
import sys

import duckdb

DAY_US = 86_400_000_000
Z = 1.959963984540054
# In ten-thousandths of a euro.
UNIT_COST = {
    "phone": 60_000, "other": 60_000, "email": 70_000, "counter": 140_000, "video": 140_000, "post": 120_000,
    "chat": 40_000, "social": 40_000, "sms": 600, "web": 1_500, "app": 1_500, "visit": 280_000,
}  # fmt: skip
EVERY = [
    [], ["partner"], ["channel"], ["reason"], ["life_event"], ["direction"], ["cause"], ["outcome"], ["site"], ["day"],
    ["week"], ["month"], ["partner", "reason", "channel"], ["channel", "month", "life_event"],
]  # fmt: skip
FILTERED = [
    {"where": ["channel=phone", "channel=counter"], "by": ["month"]},
    {"where": ["life_event=", "direction=inbound"], "by": ["reason"]},
    {"where": ["partner=SOC-FAM"], "from": "2025-03-30", "to": "2025-10-27", "by": ["week"]},
    {"observed": "2025-09-01T10:00:00Z", "by": ["partner"]},
]


def questions() -> list:
    asked = []
    for measure in MEASURES:
        for it in [{"by": by} for by in EVERY] + FILTERED:
            if measure != "escape" or "channel" not in it["by"]:
                asked.append({"measure": measure, **it})
        if measure in ["needs", "recontact", "fcr", "escape"]:
            asked += [{"measure": measure, "by": ["reason"], "window": it} for it in (1, 7, 90)]
    return [*asked, {"measure": "satisfaction", "by": ["recontacted", "month"]}]


def words(asked: dict) -> list:
    given = [asked["measure"]]
    given += ["--by", ",".join(asked["by"])] if asked["by"] else []
    given += [word for it in asked.get("where", []) for word in ("--where", it)]
    given += [word for it in ("from", "to") if it in asked for word in (f"--{it}", asked[it])]
    given += ["--window", f"{asked['window']}d"] if "window" in asked else []
    given += ["--observed-until", asked["observed"]] if "observed" in asked else []
    return given


def prepare(db, export: str) -> None:
    """One row a contact, with what follows and precedes it in its key, its cost, its day in Paris, its partner's last instant."""
    unit = " ".join(f"WHEN channel = '{name}' THEN {cost}" for name, cost in UNIT_COST.items())
    paris = "started_at AT TIME ZONE 'Europe/Paris'"
    db.execute(f"""CREATE TABLE log AS SELECT *, epoch_us(started_at) AS us, {paris} AS paris,
            strftime({paris}, '%Y-%m-%d') AS day, strftime({paris}, '%G-W%V') AS week, strftime({paris}, '%Y-%m') AS month,
            coalesce((cost * 10000)::BIGINT,
                CASE WHEN channel = 'phone' AND direction = 'outbound' THEN 70000 {unit} END) AS cost_parts
        FROM read_parquet('{export}')""")
    db.execute("""CREATE TABLE c AS
        SELECT log.*, last_us, next_us, next_channel, previous_us FROM log
        JOIN (SELECT partner, max(us) AS last_us FROM log GROUP BY partner) USING (partner)
        LEFT JOIN (SELECT partner, contact_id, lead(us) OVER w AS next_us, lead(channel) OVER w AS next_channel,
                lag(us) OVER w AS previous_us
            FROM log WHERE direction = 'inbound' AND usager IS NOT NULL
            WINDOW w AS (PARTITION BY partner, usager, reason ORDER BY us, contact_id)) USING (partner, contact_id)""")


class Sql:
    """One question in SQL."""

    def __init__(self, db, asked: dict):
        self.db, self.by = db, asked["by"]
        self.group = f"GROUP BY {', '.join(self.by)}" if self.by else ""
        self.keys = "".join(f"{it}, " for it in self.by)
        self.days = asked.get("window", 1 if asked["measure"] == "escape" else 30)
        window = self.days * DAY_US
        end = f"epoch_us(TIMESTAMPTZ '{asked['observed']}')" if "observed" in asked else "last_us"
        self.eligible = f"(direction = 'inbound' AND us + {window} <= {end})"
        self.followed = f"coalesce(next_us - us <= {window}, false)"
        self.first = f"(NOT coalesce(us - previous_us <= {window}, false))"
        wanted = {}
        for given in asked.get("where", []):
            name, value = given.split("=")
            wanted.setdefault(name, []).append(f"{name} = '{value}'" if value else f"{name} IS NULL")
        conditions = [f"({' OR '.join(it)})" for it in wanted.values()]
        conditions += [f"paris >= '{asked['from']}'"] if "from" in asked else []
        conditions += [f"paris < '{asked['to']}'"] if "to" in asked else []
        month_us = 30 * DAY_US
        self.index = f"""(SELECT *, CASE WHEN direction = 'inbound' AND us + {month_us} <= {end}
                THEN CASE WHEN next_us - us <= {month_us} THEN 'yes' ELSE 'no' END END AS recontacted
            FROM {{}} WHERE {" AND ".join(conditions) or "true"})"""

    def rows(self, sql: str) -> list:
        found = self.db.execute(sql)
        names = [it[0] for it in found.description]
        return [dict(zip(names, row)) for row in found.fetchall()]

    def cells(self, figures: str, source: str = "c") -> list:
        """A row a cell of index contacts."""
        return self.rows(f"SELECT {self.keys}{figures} FROM {self.index.format(source)} {self.group}")

    def cells_of_requests(self, figures: str) -> list:
        """The same, from the number of inbound contacts that each request has in the cell."""
        each = f"""SELECT {self.keys} partner AS p, request AS r,
            count(*) FILTER (direction = 'inbound' AND request IS NOT NULL) AS n
            FROM {self.index.format("c")} GROUP BY {self.keys} p, r"""
        return self.rows(f"SELECT {self.keys}{figures} FROM ({each}) {self.group}")

    def shares(self, trial: str, success: str, names: list, more: str = "count(*) AS rows") -> list:
        """Successes among trials, with the interval clustered by usager; `names` are those of trials, successes and share."""
        each = f"""SELECT {self.keys} partner AS p, coalesce(usager, 'nobody ' || contact_id) AS u,
            count(*) FILTER ({trial}) AS n, count(*) FILTER ({trial} AND {success}) AS k
            FROM {self.index.format("c")} GROUP BY {self.keys} p, u"""
        sums = self.rows(f"""SELECT {self.keys} sum(n)::BIGINT AS n, sum(k)::BIGINT AS k, sum(n * n)::BIGINT AS nn,
            sum(k * k)::BIGINT AS kk, sum(k * n)::BIGINT AS kn, count(*) FILTER (n > 0) AS usagers FROM ({each}) {self.group}""")
        others = {self.key(it): it for it in self.cells(more)}
        cells = []
        for it in sums:
            cell = others[self.key(it)]
            cell.update(zip(names, (it["n"], it["k"], ratio(it["k"], it["n"]))))
            cell["low"], cell["high"] = interval(it)
            cells.append(cell)
        return cells

    def key(self, cell: dict) -> tuple:
        return tuple(cell[it] for it in self.by)

    def volume(self) -> list:
        going = ["inbound", "outbound", "proactive"]
        counts = "".join(f", count(*) FILTER (direction = '{it}') AS {it}" for it in going)
        return self.cells(f"count(*) AS contacts{counts}")

    def requests(self) -> list:
        spread = "".join(f", count(*) FILTER (n = {it}) AS n{it}" for it in range(1, 10))
        cells = self.cells_of_requests(f"""sum(n)::BIGINT AS contacts, count(*) FILTER (n > 0) AS requests,
            count(*) FILTER (n >= 10) AS more{spread}""")
        for cell in cells:
            cell["contacts_per_request"] = ratio(cell["contacts"], cell["requests"])
            cell["distribution"] = {str(it): cell.pop(f"n{it}") for it in range(1, 10)} | {"10+": cell.pop("more")}
        return cells

    def needs(self) -> list:
        """An episode is at its first contact, with all its contacts."""
        key = "PARTITION BY partner, usager, reason, direction"
        episodes = f"""(SELECT *, CASE WHEN direction <> 'inbound' THEN 0 WHEN usager IS NULL THEN 1
                WHEN starts THEN count(*) OVER ({key}, episode) ELSE 0 END AS long
            FROM (SELECT *, sum(starts::INT) OVER ({key} ORDER BY us, contact_id) AS episode
                FROM (SELECT *, direction = 'inbound' AND {self.first} AS starts FROM c)))"""
        cells = self.cells("sum(long)::BIGINT AS inbound, count(*) FILTER (long > 0) AS needs", episodes)
        for cell in cells:
            cell["contacts_per_need"] = ratio(cell["inbound"], cell["needs"])
            cell["window_days"] = self.days
        return cells

    def recontact(self) -> list:
        cells = self.shares(self.eligible, self.followed, ["eligible", "recontacted", "rate"], f"{self.days} AS window_days")
        return cells

    def fcr(self) -> list:
        trial = f"{self.eligible} AND {self.first}"
        more = f"""count(*) FILTER ({trial} AND outcome = 'resolved') AS declared,
            count(outcome) FILTER ({trial}) AS told, {self.days} AS window_days"""
        cells = self.shares(trial, f"NOT {self.followed}", ["eligible", "resolved", "rate"], more)
        for cell in cells:
            cell["declared_share"] = ratio(cell.pop("declared"), cell.pop("told"))
        return cells

    def escape(self) -> list:
        steps = f"""SELECT {self.keys} channel AS "from", CASE WHEN {self.followed} THEN next_channel END AS "to"
            FROM {self.index.format("c")} WHERE {self.eligible}"""
        pairs = f"""SELECT {self.keys} "from", "to", count(*) AS contacts,
                sum(count(*)) OVER (PARTITION BY {self.keys} "from")::BIGINT AS eligible_from
            FROM ({steps}) GROUP BY {self.keys} "from", "to" """
        return self.rows(f"SELECT *, contacts / eligible_from AS rate FROM ({pairs}) WHERE \"to\" IS NOT NULL")

    def avoidable(self) -> list:
        trial = "direction = 'inbound' AND cause IS NOT NULL"
        names = ["qualified", "avoidable", "share"]
        cells = self.shares(trial, "cause NOT LIKE 'V%'", names, "count(*) FILTER (direction = 'inbound') AS inbound")
        groups = self.rows(f"""SELECT {self.keys} partner AS p, reason AS r, channel AS c, count(*) AS inbound,
                count(cause) AS qualified, count(*) FILTER (cause NOT LIKE 'V%') AS avoidable
            FROM {self.index.format("c")} WHERE direction = 'inbound'
            GROUP BY {self.keys} p, r, c ORDER BY p, r, c""")
        inside = {}
        for group in groups:
            inside.setdefault(self.key(group), []).append(group)
        for cell in cells:
            cell["coverage"] = ratio(cell["qualified"], cell["inbound"])
            cell["estimated"], cell["not_estimated"] = estimate(inside.get(self.key(cell), []))
        return cells

    def cost(self) -> list:
        paid = "FILTER (direction <> 'proactive')"
        cells = self.cells(f"""count(*) {paid} AS contacts, coalesce(sum(cost_parts) {paid}, 0)::BIGINT AS parts,
            count(DISTINCT partner || ' ' || request) {paid} AS requests,
            coalesce(sum(CASE WHEN request IS NOT NULL THEN cost_parts END) {paid}, 0)::BIGINT AS of_requests""")
        for cell in cells:
            cell["cost"] = cell.pop("parts") / 10_000
            cell["cost_per_contact"] = ratio(cell["cost"], cell["contacts"])
            cell["cost_per_request"] = ratio(cell.pop("of_requests") / 10_000, cell["requests"])
        return cells

    def phone(self) -> list:
        call = "direction = 'inbound' AND channel = 'phone'"
        answered = f"{call} AND outcome IS DISTINCT FROM 'abandoned'"
        waits = [f"quantile_cont(wait_s::DOUBLE, 0.{it}) FILTER ({call}) AS wait_p{it}0_s" for it in (5, 9)]
        within = [f"count(*) FILTER ({answered} AND wait_s <= {it}) AS within_{it}s" for it in (20, 60)]
        cells = self.cells(f"""count(*) FILTER ({call}) AS offered, count(*) FILTER ({answered}) AS answered,
            {", ".join(waits + within)}, sum(duration_s) FILTER ({answered})::BIGINT AS handling,
            count(duration_s) FILTER ({answered}) AS handled""")
        for cell in cells:
            cell["answer_rate"] = ratio(cell["answered"], cell["offered"])
            cell["handling_mean_s"] = ratio(cell.pop("handling"), cell.pop("handled"))
            for name in ["within_20s", "within_60s"]:
                cell[name] = ratio(cell[name], cell["offered"])
        return cells

    def satisfaction(self) -> list:
        cells = self.cells("""count(satisfaction) AS n, sum(satisfaction)::BIGINT AS marks,
            count(*) FILTER (satisfaction >= 4) AS good""")
        for cell in cells:
            cell["mean"] = ratio(cell.pop("marks"), cell["n"])
            cell["share_4_5"] = ratio(cell.pop("good"), cell["n"])
        return cells


MEASURES = {
    "volume": Sql.volume, "requests": Sql.requests, "needs": Sql.needs, "recontact": Sql.recontact, "fcr": Sql.fcr,
    "escape": Sql.escape, "avoidable": Sql.avoidable, "cost": Sql.cost, "phone": Sql.phone,
    "satisfaction": Sql.satisfaction,
}  # fmt: skip


def ratio(part, whole):
    return part / whole if whole else None


def estimate(groups: list) -> tuple:
    """Each group's own share of qualified contacts, else that of its partner and reason, else its partner's."""
    estimated, not_estimated = 0.0, 0
    for group in groups:
        for names in [("p", "r", "c"), ("p", "r"), ("p",)]:
            alike = [it for it in groups if all(it[name] == group[name] for name in names)]
            qualified = sum(it["qualified"] for it in alike)
            if qualified:
                estimated += group["inbound"] * (sum(it["avoidable"] for it in alike) / qualified)
                break
        else:
            not_estimated += group["inbound"]
    return estimated, not_estimated


def interval(sums: dict) -> tuple:
    """Wilson's, with the number of independent trials that the usagers' trials are worth."""
    n, k, usagers = sums["n"], sums["k"], sums["usagers"]
    if not n:
        return None, None
    share, worth = k / n, n
    if usagers < n:
        if usagers == 1 or k in (0, n):
            worth = n * n / sums["nn"]
        else:
            squares = sums["kk"] - 2 * share * sums["kn"] + share * share * sums["nn"]
            variance = usagers / (usagers - 1) * squares / (n * n)
            worth = min(n, share * (1 - share) / variance) if variance > 1e-18 else n
    middle, spread = share + Z * Z / (2 * worth), Z * (share * (1 - share) / worth + Z * Z / (4 * worth * worth)) ** 0.5
    whole = 1 + Z * Z / worth
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def differences(asked: dict, ours: list, theirs: list) -> list:
    names = [*asked["by"], *(["from", "to"] if asked["measure"] == "escape" else [])]
    by_key = lambda rows: {tuple(it[name] for name in names): it for it in rows}
    ours, theirs = by_key(ours), by_key(theirs)
    found = [f"{key}: only {who}" for who, a, b in (("ours", ours, theirs), ("DuckDB's", theirs, ours)) for key in a.keys() - b]
    for key in ours.keys() & theirs.keys():
        for name, value in ours[key].items():
            other = theirs[key].get(name, "nothing")
            # The ends of intervals and percentiles are rounded in another order; all else is the same to the last digit.
            rounded = name in ("low", "high", "wait_p50_s", "wait_p90_s") and None not in (value, other)
            near = rounded and abs(value - other) <= 1e-9 * max(1, abs(value))
            if value != other and not near:
                found.append(f"{key} {name}: {value}, DuckDB {other}")
    return found


def main(program: str, log: str, export: str) -> None:
    db = duckdb.connect()
    db.execute("SET TimeZone = 'UTC'")
    prepare(db, export)

    def ask(asked: dict) -> list:
        run = subprocess.run([program, "measure", *words(asked), "--log", log, "--json"], capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit(f"{' '.join(words(asked))}: {run.stderr}")
        return json.loads(run.stdout)["rows"]

    wrong, cells, asked = [], 0, questions()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as threads:
        for question, ours in zip(asked, threads.map(ask, asked)):
            theirs = MEASURES[question["measure"]](Sql(db, question))
            cells += len(theirs)
            found = differences(question, ours, theirs)
            if found:
                wrong.append(f"{' '.join(words(question))}: {len(found)} differences\n  " + "\n  ".join(found[:5]))
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"DuckDB finds the same: {len(asked)} questions, {cells} cells.")


main(*sys.argv[1:])
