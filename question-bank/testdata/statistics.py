"""Two invented sittings and every figure about them, computed with fractions.

Independent of the Rust code: written from the formulas, with exact rational numbers until the last root. Rerun with

    python3 question-bank/testdata/statistics.py > question-bank/testdata/statistics.json
"""

import hashlib
import json
import math
from fractions import Fraction
from itertools import combinations

LETTERS = "ABCDEFGH"


class Lots:
    """A small linear congruential generator, so that the file never changes by itself."""

    def __init__(self, state):
        self.state = state

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % n


def version(name):
    return hashlib.sha256(name.encode()).hexdigest()


def builder_score(form, chosen):
    right, full = set(form["right"]), form["full"]
    chosen = set(chosen)
    if chosen == right:
        return full
    if form["kind"] != "multiple" or not chosen or not chosen <= right:
        return 0
    return min(50 * len(chosen), max(full - 50, 0))


def answer(lots, form, skill, turned):
    """A skill of 0 to 100; a turned item is missed by the skilled."""
    options = LETTERS[: form["options"]]
    if lots.below(20) == 0:
        return ""
    chance = 95 - skill if turned else skill
    if lots.below(100) < chance:
        return form["right"]
    if form["kind"] == "multiple":
        return "".join(letter for letter in options if lots.below(3) == 0)
    return options[min(lots.below(len(options) + 1), len(options) - 1)]


def bank(lots, count):
    items = []
    for n in range(count):
        kind = ["single", "multiple", "true_false"][n % 3]
        options = {"single": 4, "multiple": 5, "true_false": 2}[kind]
        right = LETTERS[lots.below(options)]
        if kind == "multiple":
            right = ["AB", "ACD", "BE", "ABCE"][lots.below(4)]
        form = {"kind": kind, "full": 200 if kind == "multiple" else 100, "options": options, "right": right}
        items.append(({"version": version(f"item {n}")}, form))
    for part, (kind, full, options, right) in enumerate(
        [("single", 100, 4, "B"), ("multiple", 200, 5, "ACE"), ("true_false", 200, 2, "A")]
    ):
        items.append(
            ({"version": version("case"), "part": part}, {"kind": kind, "full": full, "options": options, "right": right})
        )
    return items


def sit(lots, items, attempts, drawn):
    """`drawn` plain items out of all, or all of them (None); the case is always there and comes last."""
    plain, case = items[:-3], items[-3:]
    sitting = []
    for _ in range(attempts):
        skill = 25 + lots.below(70)
        chosen = list(range(len(plain)))
        for i in range(len(chosen) - 1, 0, -1):
            j = lots.below(i + 1)
            chosen[i], chosen[j] = chosen[j], chosen[i]
        if drawn is not None:
            chosen = chosen[:drawn]
        responses = []
        for place, n in enumerate(chosen, 1):
            item, form = plain[n]
            letters = form["right"] if n == 3 else answer(lots, form, skill, n == 4)
            responses.append((item, form, place, letters))
        for item, form in case:
            responses.append((item, form, len(chosen) + 1, answer(lots, form, skill, False)))
        sitting.append(
            [
                {"item": item, "place": place, "chosen": letters, "score": builder_score(form, letters)}
                for item, form, place, letters in responses
            ]
        )
    return sitting


def mean(xs):
    return Fraction(sum(xs), len(xs))


def cov(xs, ys):
    if len(xs) < 2:
        return None
    mx, my = mean(xs), mean(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / (len(xs) - 1)


def root(x):
    return None if x is None or x < 0 else math.sqrt(x)


def guess(form):
    options = LETTERS[: form["options"]]
    sizes = range(1, len(options) + 1) if form["kind"] == "multiple" else [1]
    sets = [set(c) for size in sizes for c in combinations(options, size)]
    return float(mean([builder_score(form, chosen) for chosen in sets]))


def quintiles(totals):
    out = []
    for total in totals:
        below = sum(other < total for other in totals)
        equal = sum(other == total for other in totals)
        out.append(math.floor(5 * (below + Fraction(equal, 2)) / len(totals)))
    return out


def option_figures(form, chosen, totals):
    groups = quintiles(totals)
    rows = []
    for letter in LETTERS[: form["options"]]:
        def share(members):
            members = list(members)
            return len([m for m in members if letter in m]) / len(members) if members else None

        by_group = [share(c for c, g in zip(chosen, groups) if g == group) for group in range(5)]
        rows.append({"share": share(chosen), "by_group": by_group})
    return rows


def key(item):
    return (item["version"], item.get("part", -1))


def figures(items, sitting, drawn):
    totals = [sum(r["score"] for r in attempt) for attempt in sitting]
    units = {}
    for n, attempt in enumerate(sitting):
        for r in attempt:
            unit = r["place"] if drawn else key(r["item"])
            units.setdefault(unit, [0] * len(sitting))[n] += r["score"]
    roots = [root(cov(scores, totals)) for scores in units.values()]
    weights = sum(r for r in roots if r is not None)
    k2 = cov(totals, totals)
    s, m = len(totals), mean(totals)
    moment = lambda n: mean([(t - m) ** n for t in totals])
    m2, m3, m4 = moment(2), moment(3), moment(4)
    k3 = s**2 * m3 / ((s - 1) * (s - 2))
    k4 = s**2 * ((s + 1) * m4 - 3 * (s - 1) * m2**2) / ((s - 1) * (s - 2) * (s - 3))
    p = len(units)
    cic = 100 * Fraction(p, p - 1) * (1 - sum(cov(u, u) for u in units.values()) / k2)
    ratio = 100 * math.sqrt(1 - cic / 100)
    ordered = sorted(totals)
    exam = {
        "mean": float(m),
        "median": (ordered[(s - 1) // 2] + ordered[s // 2]) / 2,
        "deviation": math.sqrt(k2),
        "skewness": float(k3) / float(k2) ** 1.5,
        "kurtosis": float(k4 / k2**2),
        "consistency": float(cic),
        "error_ratio": ratio,
        "standard_error": ratio * math.sqrt(k2) / 100,
    }
    rows = []
    for item, form in sorted(items, key=lambda row: key(row[0])):
        had = [(t, r) for t, attempt in zip(totals, sitting) for r in attempt if r["item"] == item]
        if not had:
            continue
        own = [t for t, _ in had]
        xs = [r["score"] for _, r in had]
        rest = own if drawn else [t - x for t, x in zip(own, xs)]
        c, vx, vr = cov(xs, rest), cov(xs, xs), cov(rest, rest)
        best = cov(sorted(xs), sorted(rest))
        weight = root(cov(xs, own))
        rows.append(
            {
                "item": item,
                "attempts": len(had),
                "facility": float(mean(xs) / form["full"]),
                "deviation": root(vx),
                "discrimination": float(100 * c) / math.sqrt(vx * vr) if vx and vr else None,
                "efficiency": float(100 * c / best) if best else None,
                "effective_weight": None if weight is None else 100 * weight / weights,
                "guess": guess(form),
                "options": option_figures(form, [r["chosen"] for _, r in had], own),
            }
        )
    return {"exam": exam, "items": rows}


def case(name, lots, count, attempts, drawn):
    items = bank(lots, count)
    sitting = sit(lots, items, attempts, drawn)
    seen = {key(r["item"]) for attempt in sitting for r in attempt}
    return {
        "name": name,
        "papers": "same" if drawn is None else "drawn",
        "sitting": {
            "attempts": [{"responses": attempt} for attempt in sitting],
            "items": [row for row in items if key(row[0]) in seen],
        },
        "expected": figures(items, sitting, drawn is not None),
    }


cases = [
    case("everybody has the same twelve items", Lots(1), 9, 40, None),
    case("everybody draws eight of twenty items and one case", Lots(2), 20, 60, 8),
]
print("[" + ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases) + "]")
