"""Looks into the PDFs that scripts/test-guide made: test-guide.py WORK. The checkers of PDF/UA have seen them already."""

import pathlib
import re
import subprocess
import sys

import pikepdf

WORK = pathlib.Path(sys.argv[1])


def check(condition, message):
    if not condition:
        sys.exit(f"guide: {message}")


def bookmarks(pdf):
    """Title, page from 1 and depth from 1 of every bookmark."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    found = []

    def walk(items, depth):
        for item in items:
            target = item.destination or (item.action.get("/D") if item.action is not None else None)
            if isinstance(target, (pikepdf.String, pikepdf.Name)) or not isinstance(target, pikepdf.Array):
                target = named(pdf, target)
            found.append((str(item.title), pages[target[0].objgen], depth))
            walk(item.children, depth + 1)

    with pdf.open_outline() as outline:
        walk(outline.root, 1)
    return found


def named(pdf, name):
    tree = pikepdf.NameTree(pdf.Root.Names.Dests)
    target = tree[str(name)]
    return target if isinstance(target, pikepdf.Array) else target["/D"]


def tags(pdf):
    """How often each kind of element stands in the structure."""
    counts = {}
    stack = [pdf.Root.StructTreeRoot]
    while stack:
        node = stack.pop()
        kids = node.get("/K")
        if "/S" in node:
            counts[str(node.S)] = counts.get(str(node.S), 0) + 1
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and ("/S" in kid):
                stack.append(kid)
    return counts


def is_empty(path, page):
    """Whether nothing but the foot stands on a page."""
    place = ["-f", str(page), "-l", str(page)]
    text = subprocess.run(["pdftotext", *place, str(path), "-"], check=True, capture_output=True, text=True).stdout
    return len(text.split()) < 12


def colours(path):
    """The pages as pictures: the largest distance of a pixel's colour from the dark blue or from a grey."""
    subprocess.run(["pdftoppm", "-r", "20", str(path), str(WORK / "page")], check=True)
    worst = 0
    for picture in sorted(WORK.glob("page-*.ppm")):
        data = picture.read_bytes()
        head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
        pixels = data[head.end():]
        for at in range(0, len(pixels), 3):
            red, green, blue = pixels[at], pixels[at + 1], pixels[at + 2]
            worst = max(worst, red - blue, green - blue, abs(red - green))
        picture.unlink()
    return worst


def main():
    for lang, first in (("fr", "Comment s’en servir"), ("en", "How to use it")):
        path = WORK / f"guide-{lang}.pdf"
        pdf = pikepdf.open(path)
        check(str(pdf.Root.Lang).startswith(lang), f"{lang}: the language is {pdf.Root.Lang}")
        check(bool(pdf.Root.MarkInfo.Marked), f"{lang}: it is not tagged")
        metadata = pdf.open_metadata()
        check(metadata.get("pdfuaid:part") == "1", f"{lang}: it does not say PDF/UA-1")
        marks = bookmarks(pdf)
        check(marks[0][0] == first, f"{lang}: the first bookmark is {marks[0]}")
        sheets = [(title, page) for title, page, _ in marks if re.match(r"P\d\d · ", title)]
        check(len(sheets) == 36, f"{lang}: {len(sheets)} sheets have a bookmark")
        check(all(page % 2 == 0 for _, page in sheets), f"{lang}: a sheet does not begin on a left page")
        starts = sorted({page for _, page, depth in marks if depth <= 2})
        for title, page in sheets:
            later = [it for it in starts if it > page]
            # A part begins on a right page: the left one before it is empty.
            fits = later and (later[0] == page + 2 or (later[0] == page + 3 and is_empty(path, page + 2)))
            check(fits, f"{lang}: {title} fills more than its spread (page {page}, then {later[:1]})")
        found = tags(pdf)
        for kind in ("/H1", "/H2", "/H3", "/L", "/LI", "/Table", "/TH", "/Link", "/P"):
            check(found.get(kind, 0) > 0, f"{lang}: no {kind} in the structure")
        fonts = subprocess.run(["pdffonts", str(path)], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
        check(fonts and all(re.search(r"yes yes yes\s+\d+", it) for it in fonts), f"{lang}: a font is not embedded:\n{fonts}")
        check(colours(path) <= 12, f"{lang}: a colour other than grey and dark blue ({colours(path)})")
        text = subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True, text=True).stdout
        check("\ufffd" not in text and "#" not in text.replace("n#", ""), f"{lang}: signs that nobody can read")
        links = sum(1 for page in pdf.pages for it in page.get("/Annots", []) if it.Subtype == "/Link")
        check(links > 300, f"{lang}: {links} links")
        html = (WORK / f"guide-{lang}.html").read_text()
        check(html.count("<article") == 36, f"{lang}: the HTML guide lacks sheets")
        print(f"guide, {lang}: {len(pdf.pages)} pages, 36 spreads, {links} links, {sum(found.values())} tagged elements")
    for name, ids, pages in (("selection-fr", ["P11", "P35"], 5), ("sheet-en", ["P25"], 3)):
        pdf = pikepdf.open(WORK / f"{name}.pdf")
        titles = [title[:3] for title, *_ in bookmarks(pdf) if re.match(r"P\d\d · ", title)]
        check(titles == ids and len(pdf.pages) <= pages, f"{name}: {titles} on {len(pdf.pages)} pages")


def letter():
    """Of a letter, the address alone is seen through the window of a DL envelope, however the sheet lies in it."""
    path = WORK / "letter.pdf"
    boxes = subprocess.run(["pdftotext", "-bbox", "-l", "1", str(path), "-"], check=True, capture_output=True, text=True).stdout
    place = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')
    words = [(*(float(it) * 25.4 / 72 for it in found[:4]), found[4]) for found in place.findall(boxes)]
    seen = [it for it in words if it[2] > 90 and it[0] < 200 and it[3] > 34 and it[1] < 90]
    address = " ".join(it[4] for it in seen)
    check(address.startswith("Madame Jeanne") and address.endswith("75011 PARIS CEDEX 11"), f"letter: through the window one reads {address}")
    hidden = [it for it in seen if it[0] < 100 or it[2] > 190 or it[1] < 45 or it[3] > 79]
    check(not hidden, f"letter: the window may hide {hidden}")
    check(all(it[1] >= 99 for it in words if it[4] in ("Objet", "références", "ABCD-EFGH")), "letter: the text begins above the fold")
    pdf = pikepdf.open(path)
    found = tags(pdf)
    check(found.get("/Figure", 0) == 1 and found.get("/H1", 0) == 1, f"letter: {found}")
    print(f"letter: {len(words)} words, {len(seen)} of them in the window")


main()
letter()
