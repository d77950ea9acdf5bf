#!/usr/bin/env python3
"""What is an exported attempt worth, worked out again by another program?

Written from docs/papers.md, sections 4 and 5, and from nothing else. Python 3.11, standard library only.

    grade.py bundle.json …      one sentence per bundle; status 1 if anything does not agree
    grade.py --lines < ndjson   one line of JSON per bundle: {"attemptId", "score", "full", "passed", "faults"}
"""

import hashlib
import json
import sys

ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(value):
    return hashlib.sha256(ENCODER.encode(value).encode()).hexdigest()


def chosen_letters(answer, order):
    """From places on the page to letters of the question."""
    return {order["ABCDEFGH".index(letter)] for letter in answer}


def mark(kind, key, chosen, full, rule):
    if not chosen:
        return 0
    if chosen == key:
        return full
    if kind != "multiple" or chosen - key:
        return 0
    match rule:
        case "builder":
            return max(0, min(50 * len(chosen), full - 50))
        case "half":
            return full // 2
        case "strict":
            return 0
        case "deduction":
            return max(0, full - 50 * len(key - chosen))
    raise ValueError(f"unknown rule {rule}")


def item_of(question, slot):
    body = question["body"]
    return body["case"]["parts"][slot["part"]["part"]]["item"] if "part" in slot else body["item"]


def sorted_corrections(corrections):
    rule, items = None, {}
    for correction in corrections:
        if correction["correct"] == "rule":
            rule = correction["rule"]
        else:
            item = correction["item"]
            items[item["version"], item.get("part")] = correction
    return rule, items


def grade(bundle):
    rule, corrections = sorted_corrections(bundle["corrections"])
    rule = rule or bundle["policy"]["multipleRule"]
    questions = {entry["versionId"]: entry["question"] for entry in bundle["questions"]}
    answers = {line["slot"]: line["answer"] for line in bundle["answers"]}
    slots = []
    for slot in bundle["paper"]["slots"]:
        full = slot["score"]
        chosen = chosen_letters(answers[slot["number"]], slot["option_order"])
        keys = [set(item_of(questions[slot["version"]], slot)["right"])]
        correction = corrections.get((slot["version"], slot.get("part", {}).get("part")), {})
        if correction.get("settle") == "excluded":
            score = full = 0
        elif correction.get("settle") == "full_marks":
            score = full
        else:
            keys = [set(key) for key in correction.get("accepted", [])] or keys
            score = max(mark(slot["kind"], key, chosen, full, rule) for key in keys)
        slots.append({"slot": slot["number"], "score": score, "full": full})
    got = sum(slot["score"] for slot in slots)
    left = sum(slot["full"] for slot in slots)
    whole = sum(slot["score"] for slot in bundle["paper"]["slots"])
    score = got if left == whole else (2 * got * whole + left) // (2 * left)
    passed = score >= bundle["policy"]["passScore"] and not missed(bundle, questions, slots)
    return {"score": score, "full": whole, "passed": passed, "slots": slots}


def missed(bundle, questions, slots):
    """Whether something that a pass takes beside the pass line is not there."""
    demands = bundle["policy"].get("demands", {})
    pairs = list(zip(bundle["paper"]["slots"], slots))
    for minimum in demands.get("sections", []):
        section = minimum["section"]
        mine = [(s, g) for s, g in pairs if ("case" if "part" in s else s["kind"]) == section]
        got, left = sum(g["score"] for _, g in mine), sum(g["full"] for _, g in mine)
        whole = sum(s["score"] for s, _ in mine)
        if left and (2 * got * whole + left) // (2 * left) < minimum["score"]:
            return True
    points = set(demands.get("everyRight", []))
    return any(questions[s["version"]]["point"] in points and g["score"] < g["full"] for s, g in pairs)


def faults(bundle, result):
    for entry in bundle["questions"]:
        if sha256(entry["question"]) != entry["versionId"]:
            yield f"question {entry['versionId']} is not the one of that version"
    yield from whole(bundle)
    for field in ("score", "full", "passed"):
        if bundle["result"][field] != result[field]:
            yield f"{field} is {bundle['result'][field]}, worked out was {result[field]}"
    for given, own in zip(bundle["result"]["slots"], result["slots"], strict=True):
        if given != own:
            yield f"slot {own['slot']}: {given['score']} of {given['full']}, worked out was {own['score']} of {own['full']}"


def whole(bundle):
    """What can be said without questions and keys: that the receipt is of this paper and these answers."""
    sheet = [(line["slot"], line["versionId"]) for line in bundle["answers"]]
    if sheet != [(slot["number"], slot["version"]) for slot in bundle["paper"]["slots"]]:
        yield "the answer sheet is not that of the paper"
    if "receipt" in bundle:
        receipt = json.loads(bundle["receipt"]["document"])
        if receipt["paperHash"] != sha256(bundle["paper"]):
            yield "the paper is not the one of the receipt"
        if receipt["answersHash"] != sha256(bundle["answers"]):
            yield "the answers are not those of the receipt"
        if receipt["attemptId"] != bundle["attemptId"]:
            yield "the receipt is of another attempt"


def look_at(text):
    bundle = json.loads(text)
    if "withheld" in bundle:
        return bundle["attemptId"], None, list(whole(bundle))
    result = grade(bundle)
    return bundle["attemptId"], result, list(faults(bundle, result))


def main():
    all_agree = True
    if sys.argv[1:] == ["--lines"]:
        for line in sys.stdin.buffer:
            attempt, result, found = look_at(line)
            all_agree = all_agree and not found
            figures = {k: result[k] for k in ("score", "full", "passed")} if result else {}
            row = {"attemptId": attempt, "faults": found} | figures
            sys.stdout.write(ENCODER.encode(row) + "\n")
    else:
        for path in sys.argv[1:]:
            with open(path, encoding="utf-8") as file:
                attempt, result, found = look_at(file.read())
            all_agree = all_agree and not found
            if result is None:
                print(f"{path}: attempt {attempt}: questions and keys are withheld, the marks are not worked out")
            else:
                outcome = "passed" if result["passed"] else "not passed"
                print(f"{path}: attempt {attempt}: {result['score']} of {result['full']} hundredths, {outcome}")
            for fault in found:
                print(f"{path}: {fault}")
    sys.exit(0 if all_agree else 1)


if __name__ == "__main__":
    main()
