#!/usr/bin/env python3
"""What does a client or a server of the national platform's protocol say, as another program reads its field tables?

Written from the field tables and the transport rules of the trial standard of 2018 as the project's documents have them, and from
FIPS 197 for the cipher; from nothing of the program that it is held against. Python 3.11, standard library only.

    national.py read  < ndjson   {"secret", "body"} per line: is the request right, and what does it say?
                                 -> {"appid", "method", "nonce", "timestamp", "data", "faults"}
    national.py write < ndjson   {"appid", "secret", "method", "timestamp", "nonce", "data"} per line
                                 -> {"body"}, with the fields sealed and the request signed
    national.py rows  < ndjson   {"secret", "method", "answer"} per line: are these the rows of a query, by the object's table?
                                 -> {"rows", "total", "faults"}, with the fields opened
    national.py trace SECRET TEXT    one sealed value, every step written out
"""

import base64
import hashlib
import json
import re
import sys
import urllib.parse

# --- AES-256 as FIPS 197 has it -------------------------------------------------------------------------------------


def times(a, b):
    """The product in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = (a << 1) ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def boxes():
    box = []
    for value in range(256):
        inverse = next((other for other in range(256) if times(value, other) == 1), 0)
        turned = [inverse << by | inverse >> (8 - by) for by in range(5)]
        box.append((turned[0] ^ turned[1] ^ turned[2] ^ turned[3] ^ turned[4] ^ 0x63) & 0xFF)
    return box, [box.index(value) for value in range(256)]


BOX, UNBOX = boxes()
MIX, UNMIX = (2, 3, 1, 1), (14, 11, 13, 9)


def expand(key):
    """Fifteen round keys of 16 bytes."""
    words = [list(key[i : i + 4]) for i in range(0, 32, 4)]
    constant = 1
    for i in range(8, 60):
        word = list(words[i - 1])
        if i % 8 == 0:
            word = [BOX[byte] for byte in word[1:] + word[:1]]
            word[0] ^= constant
            constant = times(constant, 2)
        elif i % 8 == 4:
            word = [BOX[byte] for byte in word]
        words.append([a ^ b for a, b in zip(words[i - 8], word)])
    return [sum(words[i : i + 4], []) for i in range(0, 60, 4)]


def shift(state, by):
    """Row r of the columns-first state goes r places to the left (by = 1) or to the right (by = -1)."""
    return [state[(column + by * row) % 4 * 4 + row] for column in range(4) for row in range(4)]


def mix(state, factors):
    mixed = []
    for start in range(0, 16, 4):
        column = state[start : start + 4]
        for row in range(4):
            value = 0
            for place in range(4):
                value ^= times(column[place], factors[(place - row) % 4])
            mixed.append(value)
    return mixed


def add(state, key):
    return [a ^ b for a, b in zip(state, key)]


def encrypt_block(keys, block, told=None):
    state = add(list(block), keys[0])
    for number in range(1, 15):
        state = shift([BOX[byte] for byte in state], 1)
        if number < 14:
            state = mix(state, MIX)
        state = add(state, keys[number])
        if told:
            told(number, state)
    return bytes(state)


def decrypt_block(keys, block):
    state = add(list(block), keys[14])
    for number in range(13, -1, -1):
        state = [UNBOX[byte] for byte in shift(state, -1)]
        state = add(state, keys[number])
        if number:
            state = mix(state, UNMIX)
    return bytes(state)


def seal(secret, text, told=None):
    key, plain = secret.encode(), text.encode()
    keys, before, sealed = expand(key), key[:16], b""
    missing = 16 - len(plain) % 16
    plain += bytes([missing]) * missing
    for start in range(0, len(plain), 16):
        before = encrypt_block(keys, add(plain[start : start + 16], before), told)
        sealed += before
    return base64.b64encode(sealed).decode()


def unseal(secret, sealed):
    key, sealed = secret.encode(), base64.b64decode(sealed, validate=True)
    keys, before, plain = expand(key), key[:16], b""
    if not sealed or len(sealed) % 16:
        raise ValueError("no whole blocks")
    for start in range(0, len(sealed), 16):
        block = sealed[start : start + 16]
        plain += bytes(add(decrypt_block(keys, block), before))
        before = block
    missing = plain[-1]
    if not 1 <= missing <= 16 or plain[-missing:] != bytes([missing]) * missing:
        raise ValueError("no padding")
    return plain[:-missing].decode()


# --- the field tables: name* mandatory, (n) most characters, ~ sealed, [] a list ----------------------------------------

DOCUMENT = "idCardType*(2) idCardNumber*~(30)"
HEAD = "projectCode* corpCode*(18) corpName*(200) teamSysNo*"
TABLES = {
    "Corp": """corpCode*(18) corpName*(200) corpType(3) licenseNum(50) areaCode*(6) address(200) zipCode(6) legalMan(50)
        legalManDuty legalManProTitle legalManIdcardType(2) legalManIdcardNumber~(30) regCapital factRegCapital
        capitalCurrencyType registerDate establishDate officePhone(20) faxNumber(20) linkMan(50) linkTel(50) email(100)
        webSite(200)""",
    "Project": """projectCode* contractorCorpCode* contractorCorpName* name*(200) description(1000) category*(2)
        buildCorpName(200) buildCorpCode(18) buildPlanNum(50) prjPlanNum(50) areaCode* invest buildingArea buildingLength
        startDate completeDate linkMan linkPhone prjStatus*(3) lng lat address(200) approvalNum(50) approvalLevelNum(3)
        prjSize propertyNum(3) functionNum(3) nationNum thirdPartyProjectCode builderLicenses[]""",
    "Project.builderLicenses": "prjName builderLicenseNum(50)",
    "ProjectSubContractor": """projectCode* corpCode* corpName* corpType*(3) entryTime exitTime bankInfos[] pmName
        pmIDCardType pmIDCardNumber~ pmPhone""",
    "ProjectSubContractor.bankInfos": "bankCode bankName bankNumber~ bankLinkNumber",
    "Team": """projectCode* corpCode* corpName* teamName*(100) teamSysNo teamLeaderName teamLeaderPhone
        teamLeaderIDCardType teamLeaderIDNumber~ responsiblePersonName responsiblePersonPhone responsiblePersonIDCardType
        responsiblePersonIDNumber~ remark(200) entryTime exitTime entryAttachments exitAttachments""",
    "ProjectWorker": HEAD + " teamName* workerList[]*",
    "ProjectWorker.workerList": DOCUMENT + """ workerName*(50) isTeamLeader* workType*(4) workRole*(2) issueCardDate
        issueCardPic cardNumber(30) payRollBankCardNumber~ payRollBankName(50) payRollTopBankName bankLinkNumber(30)
        payRollTopBankCode hasBuyInsurance nation*(10) address*(200) headImage* politicsType*(2) joinedTime cellPhone*
        cultureLevelType(2) Specialty(200) hasBadMedicalHistory urgentLinkMan urgentLinkManPhone workDate maritalStatus(2)
        grantOrg* positiveIDCardImage negativeIDCardImage startDate expiryDate""",
    "WorkerEntryExit": HEAD + " workerList[]*",
    "WorkerEntryExit.workerList": DOCUMENT + " date* type*(1) voucher",
    "WorkerContract": "projectCode* contractList[]*",
    "WorkerContract.contractList": DOCUMENT + """ corpCode* corpName* contractPeriodType*(1) startDate* endDate* unit(2)
        unitPrice attachments""",
    "WorkerAttendance": "projectCode* teamSysNo* dataList[]*",
    "WorkerAttendance.dataList": DOCUMENT + " date*(19) direction(2) image channel attendType(3) lng lat",
    "Payroll": HEAD + " payMonth*(7) detailList[]*",
    "Payroll.detailList": DOCUMENT + """ days workHours payRollBankCardNumber*~ payRollBankCode* payRollBankName*
        payBankCardNumber*~ payBankCode* payBankName* totalPayAmount* actualAmount* isBackPay* balanceDate*
        thirdPayRollCode*""",
    "ProjectTraining": """projectCode* trainingDate* trainingDuration* trainingName* trainingTypeCode*(6) trainer
        trainingOrg trainingAddress description attachments workers[]""",
    "ProjectTraining.workers": DOCUMENT + " isPass trainingScore",
}
METHODS = {
    "Corp.Upload", "Project.Add", "Project.Update", "Project.PartUpdate", "ProjectSubContractor.Add",
    "ProjectSubContractor.Update", "Team.Add", "Team.Update", "ProjectWorker.Add", "ProjectWorker.Update",
    "WorkerEntryExit.Add", "WorkerContract.Add", "WorkerAttendance.Add", "Payroll.Add", "ProjectTraining.Add",
    "AsyncHandleResult.Query", "Project.Query", "ProjectSubContractor.Query", "Team.Query", "ProjectWorker.Query",
    "WorkerEntryExit.Query",
}
PARAMETERS = ("appid", "method", "version", "format", "timestamp", "nonce", "data", "sign")
# how the dates of the tables are written
SHAPES = {
    "WorkerAttendance.dataList.date": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "Payroll.payMonth": r"\d{4}-\d\d",
    "WorkerEntryExit.workerList.date": r"\d{4}-\d\d-\d\d",
}


def columns(table):
    for word in TABLES[table].split():
        name = re.match(r"\w+", word)[0]
        length = re.search(r"\((\d+)\)", word)
        yield name, "*" in word, "~" in word, "[]" in word, int(length[1]) if length else None


def walk(table, record, change, faults, where=""):
    """Changes every sealed field, and says what the table does not allow."""
    known = set()
    for name, mandatory, sealed, is_list, longest in columns(table):
        known.add(name)
        value = record.get(name)
        if value in (None, "", []):
            if mandatory:
                faults.append(f"{where}{name}: missing")
            continue
        if is_list:
            for place, entry in enumerate(value):
                walk(f"{table}.{name}", entry, change, faults, f"{where}{name}[{place}].")
            continue
        if sealed:
            try:
                value = record[name] = change(value)
            except ValueError as error:
                faults.append(f"{where}{name}: {error}")
                continue
        plain = value if not sealed else None
        if longest and plain is not None and len(str(plain)) > longest:
            faults.append(f"{where}{name}: longer than {longest}")
        shape = SHAPES.get(f"{table}.{name}")
        if shape and not re.fullmatch(shape, str(value)):
            faults.append(f"{where}{name}: another shape")
    faults.extend(f"{where}{name}: unknown" for name in sorted(set(record) - known))


# --- requests -------------------------------------------------------------------------------------------------------------


def signature(parameters, secret):
    pairs = [f"{name}={parameters[name]}" for name in sorted(parameters) if name != "sign"]
    text = "&".join(pairs) + "&appsecret=" + secret
    return hashlib.sha256(text.lower().encode()).hexdigest()


def read(line):
    secret, faults = line["secret"], []
    pairs = urllib.parse.parse_qsl(line["body"], keep_blank_values=True, strict_parsing=True, errors="strict")
    parameters = dict(pairs)
    if len(pairs) != len(parameters) or set(parameters) != set(PARAMETERS):
        faults.append("parameters: not those eight")
    if parameters.get("sign") != signature(parameters, secret):
        faults.append("sign: wrong")
    if (parameters.get("version"), parameters.get("format")) != ("1.0", "json"):
        faults.append("version or format: unknown")
    if not re.fullmatch(r"\d{14}", parameters.get("timestamp", "")):
        faults.append("timestamp: another shape")
    if not re.fullmatch(r"[0-9a-f]{32}", parameters.get("nonce", "")):
        faults.append("nonce: another shape")
    method, data = parameters.get("method", ""), json.loads(parameters.get("data", "null"))
    if method not in METHODS:
        faults.append("method: unknown")
    elif not method.endswith(".Query"):
        walk(method.split(".")[0], data, lambda sealed: unseal(secret, sealed), faults)
        if method != "Corp.Upload" and data.get("projectCode") != parameters.get("appid"):
            faults.append("appid: another project")
    kept = {name: parameters.get(name) for name in ("appid", "method", "nonce", "timestamp")}
    return {**kept, "data": data, "faults": faults}


def write(line):
    data, faults = line["data"], []
    if not line["method"].endswith(".Query"):
        walk(line["method"].split(".")[0], data, lambda plain: seal(line["secret"], plain), faults)
    parameters = {
        "appid": line["appid"],
        "method": line["method"],
        "version": "1.0",
        "format": "json",
        "timestamp": line["timestamp"],
        "nonce": line["nonce"],
        "data": json.dumps(data, ensure_ascii=False),
    }
    parameters["sign"] = signature(parameters, line["secret"])
    return {"body": urllib.parse.urlencode(parameters)}


def rows(line):
    table, faults = line["method"].split(".")[0], []
    fields = {}
    for part in [table] + [name for name in TABLES if name.startswith(table + ".")]:
        fields.update({name: (sealed, longest) for name, _, sealed, _, longest in columns(part)})
    data = line["answer"]["data"]
    for place, row in enumerate(data["rows"]):
        for name, value in row.items():
            sealed, longest = fields.get(name, (False, 0))
            if name not in fields:
                faults.append(f"[{place}].{name}: unknown")
            elif sealed:
                row[name] = value = unseal(line["secret"], value)
            if longest and len(str(value)) > longest:
                faults.append(f"[{place}].{name}: longer than {longest}")
            shape = next((SHAPES[path] for path in SHAPES if re.fullmatch(rf"{table}(\.\w+)?\.{name}", path)), None)
            if shape and not re.fullmatch(shape, str(value)):
                faults.append(f"[{place}].{name}: another shape")
    return {"rows": data["rows"], "total": data["totalCount"], "faults": faults}


def trace(secret, text):
    key, plain = secret.encode(), text.encode()
    missing = 16 - len(plain) % 16
    print("padded  ", (plain + bytes([missing]) * missing).hex(" ", 8))
    for number, words in enumerate(expand(key)):
        print(f"key {number:2}   ", bytes(words).hex(" ", 4))
    sealed = seal(secret, text, lambda number, state: print(f"round {number:2} ", bytes(state).hex(" ", 4)))
    print("sealed  ", base64.b64decode(sealed).hex(" ", 8), "\nBase64  ", sealed)


def main():
    match sys.argv[1:]:
        case ["trace", secret, text]:
            trace(secret, text)
        case [("read" | "write" | "rows") as what]:
            for line in sys.stdin:
                answer = {"read": read, "write": write, "rows": rows}[what](json.loads(line))
                print(json.dumps(answer, ensure_ascii=False), flush=True)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
