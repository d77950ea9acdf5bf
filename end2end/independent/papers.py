#!/usr/bin/env python3
"""Which paper did each candidate get, and was it fixed before the exam?

Written from docs/papers.md, sections 1 to 3, and from nothing else. Python 3.11, standard library only.

    papers.py reveal.json --commitment HEX --papers papers.ndjson    compare; status 1 if anything differs
    papers.py reveal.json --commitment HEX --commitment HEX ...      one for each version of the pool, in order
    papers.py reveal.json --draw registrations.txt                   print one paper per registration (one a line)
"""

import argparse
import hashlib
import hmac
import json
import sys

KINDS = ["single", "multiple", "true_false", "case"]


def canonical(value):
    def check(value):
        if isinstance(value, float):
            raise ValueError("a number that is not an integer")
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
            check(inner)

    check(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(value):
    return hashlib.sha256(canonical(value)).hexdigest()


def mac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


class Stream:
    def __init__(self, key):
        self.words = self._words(key)

    @staticmethod
    def _words(key):
        block = 0
        while True:
            out = mac(key, b"shanggang-stream" + block.to_bytes(8, "big"))
            for start in range(0, 32, 8):
                yield int.from_bytes(out[start : start + 8], "big")
            block += 1

    def below(self, n):
        if n < 2:
            return 0
        limit = 2**64 // n * n
        return next(word for word in self.words if word < limit) % n

    def shuffle(self, items):
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]


def pools(reveal):
    """The pool of every version, the first one first."""
    versions = [reveal["pool"]]
    for change in reveal.get("later", []):
        stays = [row for row in versions[-1] if row["version"] not in change["withdrawn"]]
        rows = stays + change["added"]
        versions.append(sorted(rows, key=lambda row: (row["version"], row["uses"])))
    return versions


def commitment(reveal, pool):
    return sha256(
        {
            "seed": reveal["seed"],
            "bankVersionHash": sha256(pool),
            "blueprintHash": sha256(reveal["blueprint"]),
            "policyHash": sha256(reveal["policy"]),
            "sittingId": reveal["sittingId"],
        }
    )


def draw(reveal, registration, pool):
    parts = [b"paper", reveal["sittingId"].encode(), registration.encode()]
    stream = Stream(mac(bytes.fromhex(reveal["seed"]), b"\0".join(parts)))
    rows, questions = [], set()
    for row in pool:
        if row["question"] not in questions:
            questions.add(row["question"])
            rows.append(row)
    taken, drawn = set(), []
    for cell in reveal["blueprint"]["cells"]:
        same = ("point", "kind", "difficulty")
        fitting = [r for r in rows if all(r[k] == cell[k] for k in same) and r["version"] not in taken]
        if len(fitting) < cell["count"]:
            raise ValueError(f"the pool cannot fill {cell}")
        stream.shuffle(fitting)
        fitting.sort(key=lambda row: row["uses"])
        for row in fitting[: cell["count"]]:
            taken.add(row["version"])
            drawn.append((cell, row))
    return lay_out(drawn, stream)


def lay_out(drawn, stream):
    order = []
    for kind in KINDS:
        section = [pair for pair in drawn if pair[0]["kind"] == kind]
        stream.shuffle(section)
        order += section
    slots, cases = [], 0

    def add(row, kind, options, score, part=None):
        letters = list("ABCDEFGH"[:options])
        if kind != "true_false":
            stream.shuffle(letters)
        slot = {"number": len(slots) + 1, "version": row["version"], "kind": kind, "score": score}
        slot["option_order"] = "".join(letters)
        if part is not None:
            slot["part"] = part
        slots.append(slot)

    for cell, row in order:
        if "item" in row["shape"]:
            add(row, cell["kind"], row["shape"]["item"]["options"], cell["score"])
            continue
        cases += 1
        for n, part in enumerate(row["shape"]["case"]["parts"]):
            add(row, part["kind"], part["options"], part["score"], {"case": cases, "part": n})
    return {"slots": slots}


def differences(reveal, lines):
    versions = pools(reveal)
    for line in lines:
        stored = json.loads(line)
        name, version = stored["registration"], stored.get("poolVersion", 1)
        if not 1 <= version <= len(versions):
            yield f"{name}: there is no version {version} of the pool"
            continue
        expected = draw(reveal, name, versions[version - 1])
        if "paperHash" in stored and stored["paperHash"] != sha256(expected):
            yield f"{name}: the hash of the paper is not {sha256(expected)}"
        if "paper" not in stored:
            continue
        given, wanted = stored["paper"]["slots"], expected["slots"]
        if len(given) != len(wanted):
            yield f"{name}: {len(given)} slots instead of {len(wanted)}"
        for a, b in zip(given, wanted):
            for field in sorted(set(a) | set(b)):
                if a.get(field) != b.get(field):
                    yield f"{name}: slot {b['number']}: {field} is {a.get(field)}, drawn was {b.get(field)}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("reveal")
    arguments.add_argument("--commitment", action="append", default=[], help="as published; one per version of the pool")
    arguments.add_argument("--papers", help="one line of JSON per candidate")
    arguments.add_argument("--draw", help="registrations, one a line; - for the standard input")
    given = arguments.parse_args()
    with open(given.reveal, encoding="utf-8") as file:
        reveal = json.load(file)
    wrong, papers = [], 0
    versions = pools(reveal)
    for published, pool in zip(given.commitment, versions):
        if published != commitment(reveal, pool):
            wrong.append(f"the commitment of this reveal is {commitment(reveal, pool)}, published was {published}")
    if given.commitment and len(given.commitment) != len(versions):
        wrong.append(f"the reveal has {len(versions)} versions of the pool, published were {len(given.commitment)}")
    if given.draw:
        with open(0 if given.draw == "-" else given.draw, encoding="utf-8") as file:
            for registration in file.read().splitlines():
                paper = draw(reveal, registration, versions[0])
                line = {"registration": registration, "paper": paper, "paperHash": sha256(paper)}
                sys.stdout.buffer.write(canonical(line) + b"\n")
    if given.papers:
        with open(given.papers, encoding="utf-8") as file:
            lines = file.read().splitlines()
        papers = len(lines)
        wrong += differences(reveal, lines)
    for line in wrong:
        print(line)
    if not given.draw:
        print(f"{papers} papers compared, {len(wrong)} differences")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
