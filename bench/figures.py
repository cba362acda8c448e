"""What is compared: one entry a measure, and how our answer reads as the same figures."""

DAY_US = 86_400_000_000
WINDOW_US = 30 * DAY_US
ESCAPE_US = DAY_US

# Unit costs of contacts that carry none, in euros: docs/measures.md, measure 8.
UNIT_COST = {
    "phone": 6, "other": 6, "counter": 14, "video": 14, "email": 7, "post": 12, "chat": 4, "social": 4,
    "sms": 0.06, "web": 0.15, "app": 0.15, "visit": 28,
}
UNIT_COST_OUTBOUND_CALL = 7

MEASURES = ["volume", "requests", "needs", "recontact", "fcr", "escape", "cost"]


def ours(measure: str, answer: dict):
    """The figures of `efficaces measure … --json` that every engine must find too."""
    rows = answer["rows"]
    if measure == "escape":
        return sorted([it["from"], it["to"], it["contacts"]] for it in rows)
    row = rows[0]
    if measure == "requests":
        spread = row["distribution"]
        return [row["contacts"], row["requests"]] + [spread[str(n)] for n in range(1, 10)] + [spread["10+"]]
    fields = {
        "volume": ["contacts", "inbound", "outbound", "proactive"],
        "needs": ["inbound", "needs"],
        "recontact": ["eligible", "recontacted"],
        "fcr": ["eligible", "resolved"],
        "cost": ["contacts", "cost", "requests"],
    }[measure]
    return [row[it] for it in fields]


def same(left, right) -> bool:
    """Counts to the last digit; sums of euros to a billionth."""
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right))
    if isinstance(left, float) or isinstance(right, float):
        return abs(float(left) - float(right)) <= 1e-9 * max(abs(float(left)), abs(float(right)), 1.0)
    return left == right
