"""What analyses cost the product's peers, on the files and beside the figures that the example `bench_speed` left in a folder."""

import importlib.metadata
import json
import os
import pathlib
import statistics
import sys
import time

import gbstats.frequentist.tests as growthbook
import gbstats.models.statistics as sums
import numpy
import pandas
import scipy.optimize
import scipy.sparse
import statsmodels.api
import wildboottest.wildboottest as wild

DRAWS = 10_000
SEED = 20_261_128
COLUMNS = ["arm", "outcome", "outcome_before", "age"]


class Timed:
    """What was found, the seconds of each repeat, and those that processors worked for one."""

    def __init__(self, repeat: int, make):
        wall, worked = [], time.process_time()
        for _ in range(repeat):
            began = time.perf_counter()
            self.found = make()
            wall.append(time.perf_counter() - began)
        self.seconds = {"wall": wall, "cpu": (time.process_time() - worked) / repeat}


def took(seconds: dict) -> str:
    unit = lambda it: f"{it:.2f} s" if it >= 0.1 else f"{1000 * it:.1f} ms"
    wall = seconds["wall"]
    return f"{unit(min(wall))} ({unit(statistics.median(wall))}; {unit(seconds['cpu'])})"


def groups(table):
    """The whole, then each of the ten ages."""
    yield from [("", table), *table.groupby("age")]


def by_growthbook(path: pathlib.Path) -> dict:
    def statistic(rows):
        after, before = rows["outcome"].to_numpy(), rows["outcome_before"].to_numpy()
        mean = lambda it: sums.SampleMeanStatistic(n=len(it), sum=it.sum(), sum_squares=it @ it)
        return sums.RegressionAdjustedStatistic(
            n=len(rows),
            post_statistic=mean(after),
            pre_statistic=mean(before),
            post_pre_sum_of_products=after @ before,
            theta=0,
        )

    def effect(rows):
        control, treated = (statistic(rows[rows["arm"] == it]) for it in ("control", "message"))
        control.theta = treated.theta = sums.compute_theta(control, treated)
        config = growthbook.FrequentistConfig(difference_type="absolute")
        found = growthbook.TwoSidedTTest(control, treated, config)
        return found.compute_result().expected, float(found.variance) ** 0.5

    return {name: effect(rows) for name, rows in groups(pandas.read_parquet(path, columns=COLUMNS))}


def by_statsmodels(path: pathlib.Path) -> dict:
    """Lin's regression: the arm, the period before less its mean, and both together; errors that allow for unequal spread."""

    def effect(rows):
        arm = (rows["arm"] == "message").to_numpy(dtype=float)
        before = rows["outcome_before"].to_numpy()
        before = before - before.mean()
        columns = numpy.column_stack([numpy.ones(len(rows)), arm, before, arm * before])
        fit = statsmodels.api.OLS(rows["outcome"].to_numpy(), columns).fit(cov_type="HC1")
        return fit.params[1], fit.bse[1]

    return {name: effect(rows) for name, rows in groups(pandas.read_parquet(path, columns=COLUMNS))}


def model(path: pathlib.Path):
    table = pandas.read_parquet(path)
    columns = pandas.DataFrame({"constant": 1.0, "treated": table["treated"]})
    return statsmodels.api.OLS(table["outcome"], columns), table["office"]


def by_wildboottest(fit, office):
    found = wild.wildboottest(fit, B=DRAWS, cluster=office, param="treated", seed=SEED, show=False)
    return float(found["statistic"].iloc[0]), float(found["p-value"].iloc[0])


def by_cr1(fit, office):
    found = fit.fit(cov_type="cluster", cov_kwds={"groups": office})
    return found.params["treated"], found.bse["treated"]


def by_highs(told: dict):
    """Shares of segments by channel: what each costs and gives, within the same limits."""
    sizes, channels = numpy.array(told["sizes"]), len(told["minutes"])
    pairs = [(s, c, *it) for s, row in enumerate(told["offers"]) for c, it in enumerate(row) if it is not None]
    segment, channel = (numpy.array([it[part] for it in pairs]) for part in (0, 1))
    success, cost, minutes = (numpy.array([it[part] for it in pairs]) * sizes[segment] for part in (2, 3, 4))
    rows, bounds = [], []
    for place in range(channels):
        if told["minutes"][place] is not None:
            rows.append(minutes * (channel == place))
            bounds.append(told["minutes"][place])
    rows.append(cost)
    bounds.append(told["budget"])
    for members, share in told["floors"]:
        rows.append(-success * numpy.isin(segment, members))
        bounds.append(-share * sizes[members].sum())
    whole = scipy.sparse.csr_array((numpy.ones(len(pairs)), (segment, numpy.arange(len(pairs)))))
    gain = told["value"] * success - cost
    found = scipy.optimize.linprog(
        -gain, A_ub=numpy.array(rows), b_ub=bounds, A_eq=whole, b_eq=numpy.ones(len(sizes)), method="highs"
    )
    return -found.fun


def main(folder: pathlib.Path, repeat: int):
    ours = json.loads((folder / "ours.json").read_text())
    version = importlib.metadata.version
    print(f"### Speed: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, the best of {repeat} runs; in brackets the middle one, and seconds of processors a run\n")
    print("| what | bar | the product | beside | they | the same? |")
    print("| --- | --- | --- | --- | --- | --- |")

    def row(what: str, bar: float, name: str, peer: str, timed: Timed, same: str):
        best = min(ours[name]["seconds"]["wall"])
        said = f"{bar:g} s" if best <= bar else f"{bar:g} s, **missed**"
        print(f"| {what} | {said} | {took(ours[name]['seconds'])} | {peer} | {took(timed.seconds)} | {same} |")

    apart = lambda a, b: abs(a - b) / abs(b)
    path = folder / "experiment.parquet"
    what = "1,000,000 usagers from Parquet, period before, 10 segments, to the report"
    for peer, by in [
        (f"gbstats {version('gbstats')}, pandas", by_growthbook),
        (f"statsmodels {version('statsmodels')}, pandas", by_statsmodels),
    ]:
        timed = Timed(repeat, lambda: by(path))
        value, se = timed.found[""]
        mine = ours["experiment"]
        least = max(apart(it, timed.found[name][0]) for name, it in mine["segments"].items())
        same = f"effect {apart(mine['value'], value):.0e}, error {apart(mine['se'], se):.0e}, segments {least:.0e} apart"
        row(what, 1, "experiment", peer, timed, same)

    fit, office = model(folder / "offices.parquet")
    by_wildboottest(fit, office)  # compiles
    timed = Timed(repeat, lambda: by_wildboottest(fit, office))
    t, p = timed.found
    mine = ours["wild"]
    row(
        "10,000 wild-bootstrap draws, 40 offices, 100,000 rows (ours with the interval, they without)",
        2, "wild", f"wildboottest {version('wildboottest')}", timed,
        f"t {apart(mine['t'], t):.0e} apart; p {mine['p']:.4f} and {p:.4f}, of other draws",
    )  # fmt: skip

    fit, office = model(folder / "rows.parquet")
    timed = Timed(repeat, lambda: by_cr1(fit, office))
    mine = ours["cr2"]
    row(
        f"CR2 and Satterthwaite, 40 offices, {mine['rows']:,} rows (they CR1: they have no CR2)",
        2, "cr2", f"statsmodels {version('statsmodels')}", timed,
        f"effect {apart(mine['value'], timed.found[0]):.0e} apart",
    )  # fmt: skip

    told = json.loads((folder / "channels.json").read_text())
    timed = Timed(repeat, lambda: by_highs(told))
    row(
        "200 segments on 8 channels within limits (ours with prices and proof)",
        0.05, "channels", f"SciPy {version('scipy')} (HiGHS)", timed,
        f"objective {apart(ours['channels']['objective'], timed.found):.0e} apart",
    )  # fmt: skip
    alone = ours["subgroups"]["seconds"]
    said = "" if min(alone["wall"]) <= 1 else ", **more than the 1 s wanted**"
    print(f"\nOurs alone: the same million usagers with ten subgroups of 40 segments in all {took(alone)}{said};")
    print(f"the wild bootstrap on {ours['wild_4m']['rows']:,} rows {took(ours['wild_4m']['seconds'])}.")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
