"""Fills the workbook in LibreOffice and compares what it calculates with the program: test-libreoffice.py PROGRAM WORK."""

import json
import pathlib
import random
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue

PROGRAM, WORK = sys.argv[1], pathlib.Path(sys.argv[2])
FIRST = 4  # row of the first line of a table, from 0
SHEETS = {
    "fr": {"welcome": "Accueil", "causes": "Causes", "scores": "Résultat", "advice": "Conseils",
           "unknown": "Nous ne savons pas", "na": "Sans objet chez nous"},
    "en": {"welcome": "Welcome", "causes": "Causes", "scores": "Result", "advice": "Advice",
           "unknown": "We do not know", "na": "Does not apply to us"},
}


def prop(name, value):
    it = PropertyValue()
    it.Name, it.Value = name, value
    return it


def office():
    """LibreOffice with a profile of its own; returns its process and its desktop."""
    pipe = f"efficaces{random.randrange(10**9)}"
    process = subprocess.Popen([
        "soffice", "--headless", "--norestore", "--nologo", "--nodefault",
        f"-env:UserInstallation={(WORK / 'profile').as_uri()}", f"--accept=pipe,name={pipe};urp;",
    ], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return process, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:  # noqa: BLE001 - it is not up yet
            time.sleep(0.25)
    sys.exit("LibreOffice does not start")


def run(*arguments):
    done = subprocess.run([PROGRAM, "--lang", "fr", *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{arguments}: {done.stderr}")
    return done.stdout


def fill(document, names, answers, coded):
    sheets = document.Sheets
    for place in range(sheets.Count):
        sheet = sheets.getByIndex(place)
        if not sheet.Name.startswith("AX"):
            continue
        for row in range(FIRST, FIRST + 6):
            given = answers.get(sheet.getCellByPosition(0, row).String, "missing")
            cell = sheet.getCellByPosition(2, row)
            if given is None:
                cell.String = names["unknown"]
            elif given == "na":
                cell.String = names["na"]
            elif given != "missing":
                # As the drop-down list writes it.
                cell.String = sheet.getCellByPosition(5 + given, row).String
    if "contacts_per_year" in answers:
        sheets.getByName(names["welcome"]).getCellByPosition(2, 8).Value = answers["contacts_per_year"]
    causes = sheets.getByName(names["causes"])
    for row in range(FIRST, FIRST + 30):
        code = causes.getCellByPosition(0, row).String
        if code in coded:
            causes.getCellByPosition(2, row).Value = coded[code]


def calculated(document, names):
    """What the sheets say, in the shape of the program's document."""
    scores = document.Sheets.getByName(names["scores"])
    axes = []
    for row in range(FIRST, FIRST + 8):
        cell = scores.getCellByPosition(2, row)
        axes.append({"code": scores.getCellByPosition(0, row).String,
                     "score": None if cell.String == "" else round(cell.Value, 1),
                     "unknown": int(scores.getCellByPosition(4, row).Value)})
    cell = scores.getCellByPosition(2, FIRST + 8)
    whole = None if cell.String == "" else round(cell.Value, 1)
    advice = document.Sheets.getByName(names["advice"])
    lines = []
    for row in range(FIRST, FIRST + 36):
        if advice.getCellByPosition(0, row).String == "":
            continue
        number = lambda column: int(advice.getCellByPosition(column, row).Value)
        lines.append({"practice": advice.getCellByPosition(1, row).String, "avoided_contacts": number(3),
                      "low": number(4), "high": number(5),
                      "prerequisites": advice.getCellByPosition(8, row).String.split(),
                      "proposed": advice.getCellByPosition(9, row).String != ""})
    total = lambda row: int(advice.getCellByPosition(3, FIRST + 36 + row).Value)
    return axes, whole, lines, total(1), total(2)


def compare(case, wanted, found):
    axes, whole, lines, proposed, total = found
    same = lambda what, left, right: left == right or sys.exit(f"{case}: {what}: program {left}, workbook {right}")
    same("scores", [{key: it[key] for key in ("code", "score", "unknown")} for it in wanted["axes"]], axes)
    same("global score", wanted["global"], whole)
    same("proposed", sorted(set(wanted["proposed"])), sorted(it["practice"] for it in lines if it["proposed"]))
    keys = ["practice", "avoided_contacts", "low", "high", "prerequisites"]
    same("advice", [{key: it[key] for key in keys} for it in wanted["advice"]], [{key: it[key] for key in keys} for it in lines])
    same("all together", wanted["total_avoided"], total)
    same("proposed together", wanted["proposed_avoided"], proposed)
    return 2 * len(axes) + len(lines) * (len(keys) + 1) + 3


def cases():
    everything = [f"Q{it:02}" for it in range(1, 49)]
    yield "all 1", {**dict.fromkeys(everything, 1), "contacts_per_year": 1_000_000}, {}
    yield "all 0", {**dict.fromkeys(everything, 0), "contacts_per_year": 1_000_000}, {}
    yield "all 3", dict.fromkeys(everything, 3), {}
    yield "nothing answered", {}, {}
    luck = random.Random(7)
    for number in range(8):
        answers = {it: luck.choice([0, 0, 1, 1, 2, 3, 3, None, "na"]) for it in everything if luck.random() < 0.9}
        if number % 2:
            answers["contacts_per_year"] = luck.randrange(500, 9_000_000)
        codes = ["A1", "A3", "B2", "C1", "D4", "D5", "E1", "F2", "G2", "V1", "V2"]
        coded = {it: luck.randrange(0, 900) for it in codes} if number > 2 else {}
        yield f"lot {number}", answers, coded


def main():
    process, desktop = office()
    compared = 0
    try:
        for place, (case, answers, coded) in enumerate(cases()):
            lang = "fr" if place % 2 == 0 else "en"
            names = SHEETS[lang]
            empty = WORK / f"empty-{lang}.xlsx"
            if not empty.exists():
                run("diagnose", "--workbook", empty, "--lang", lang)
            document = desktop.loadComponentFromURL(empty.as_uri(), "_blank", 0, (prop("Hidden", True),))
            fill(document, names, answers, coded)
            found = calculated(document, names)
            for suffix, form in (("xlsx", "Calc MS Excel 2007 XML"), ("ods", "calc8")):
                filled = WORK / f"filled.{suffix}"
                document.storeToURL(filled.as_uri(), (prop("FilterName", form),))
                compared += compare(f"{case}, {suffix}", json.loads(run("diagnose", filled, "--json")), found)
            document.close(True)
            if not coded:
                given = WORK / "answers.json"
                given.write_text(json.dumps(answers))
                compared += compare(f"{case}, json", json.loads(run("diagnose", given, "--json")), found)
    finally:
        try:
            desktop.terminate()
        except Exception:  # noqa: BLE001 - it is gone already
            pass
        process.wait(timeout=60)
    print(f"LibreOffice: {compared} figures of the workbook equal the program's")


main()
