#!/usr/bin/env python3
"""Subscribes the calendar programs that people use to the sample city, and compares what each
shows with what the database exports.

usage: tests/readers/subscribe.py [--strict] PROGRAM

PROGRAM is the built xinhuo. Libraries are installed into a folder of this script's own
($XINHUO_READERS, else ~/.cache/xinhuo-readers); libical (a C compiler and its headers), khal,
vdirsyncer and calcurse are taken from the system. A reader that is missing is told and skipped;
with --strict that is a failure. Exit code 0 all agree, 1 one differs or is missing though strict.
"""

import csv
import datetime
import html
import http.cookiejar
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from datetime import timedelta, timezone

HERE = pathlib.Path(__file__).resolve().parent
KEPT = pathlib.Path(os.environ.get("XINHUO_READERS", pathlib.Path.home() / ".cache/xinhuo-readers"))
SHANGHAI = timezone(timedelta(hours=8))
STATUS = {"published": "TENTATIVE", "confirmed": "CONFIRMED", "delivered": "CONFIRMED", "cancelled": "CANCELLED"}
# both languages' word before a session's number
NUMBER = re.compile(r"(?:编号：|Session: )([A-Z]+[0-9]+(?:-[0-9]+)*)")


class Missing(Exception):
    """A reader that is not there."""


def run(*command, **more):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300, **more)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr.strip()[-600:]}")
    return done.stdout


def needs(name):
    path = shutil.which(name)
    if not path:
        raise Missing(name)
    return path


# --- the libraries, each installed once


def python():
    there = KEPT / "venv/bin/python"
    if not there.exists():
        try:
            run(sys.executable, "-m", "venv", KEPT / "venv")
            run(there, "-m", "pip", "install", "-q", "icalendar", "vobject", "recurring-ical-events")
        except RuntimeError as error:
            shutil.rmtree(KEPT / "venv", ignore_errors=True)
            raise Missing(str(error)) from error
    return there


def node():
    needs("node")
    if not (KEPT / "node_modules/node-ical").exists():
        try:
            run(needs("npm"), "install", "--silent", "--prefix", KEPT, "ical.js@2", "node-ical")
        except RuntimeError as error:
            raise Missing(str(error)) from error
    return {**os.environ, "NODE_PATH": str(KEPT / "node_modules"), "TZ": "Asia/Shanghai"}


def libical():
    there = KEPT / "libical"
    if not there.exists() or there.stat().st_mtime < (HERE / "libical.c").stat().st_mtime:
        try:
            run(needs("cc"), HERE / "libical.c", "-o", there, "-lical")
        except RuntimeError as error:
            raise Missing(str(error)) from error
    return there


# --- the readers: each yields (description, start, end, status or None, summary) of every event


def rows(text):
    for line in text.splitlines():
        if line.strip():
            one = json.loads(line)
            yield one["description"], one["start"], one["end"], one.get("status"), one["summary"]


def by_python(name):
    return lambda file, _: rows(run(python(), HERE / "by_python.py", name, file))


def by_node(name):
    return lambda file, _: rows(run("node", HERE / "by_node.js", name, file, env=node()))


def by_libical(file, _):
    return rows(run(libical(), file))


def by_khal(file, url):
    """A subscription of vdirsyncer, shown by khal."""
    needs("vdirsyncer"), needs("khal")
    folder = file.parent / f"vdir-{file.stem}"
    folder.mkdir()
    (folder / "sync").write_text(
        f"[general]\nstatus_path = \"{folder}/status/\"\n[pair feed]\na = \"here\"\nb = \"there\"\ncollections = null\n"
        f"[storage here]\ntype = \"filesystem\"\npath = \"{folder}/items/\"\nfileext = \".ics\"\n"
        f"[storage there]\ntype = \"http\"\nurl = \"{url}\"\n"
    )
    (folder / "items").mkdir()
    env = {**os.environ, "VDIRSYNCER_CONFIG": str(folder / "sync"), "TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    run("vdirsyncer", "discover", "feed", env=env, input="y\n" * 9)
    run("vdirsyncer", "sync", env=env)
    (folder / "khal").write_text(
        f"[calendars]\n[[feed]]\npath = {folder}/items/\n[locale]\nlocal_timezone = Asia/Shanghai\ndefault_timezone = Asia/Shanghai\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\n"
        f"longdatetimeformat = %Y-%m-%d %H:%M\n[sqlite]\npath = {folder}/khal.db\n"
    )
    # khal puts an event's own line feeds out as they are: RECORD begins one
    form = "RECORD{start-long}|{end-long}|{status}|{title}|{description}"
    day = datetime.datetime.now(SHANGHAI).date() - timedelta(days=100)
    out = run("khal", "-c", folder / "khal", "list", "--format", form, "--day-format", "", "--once", str(day), "520d", env=env)
    for record in out.split("RECORD")[1:]:
        start, end, status, title, description = record.split("|", 4)
        yield description, instant(start), instant(end), status.strip() or None, title


def by_calcurse(file, _):
    needs("calcurse")
    folder = file.parent / f"calcurse-{file.stem}"
    env = {**os.environ, "TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8"}
    run("calcurse", "-q", "-D", folder, "-C", folder, "-i", file, env=env)
    day = datetime.datetime.now(SHANGHAI).date() - timedelta(days=100)
    form = "RECORD%(start:%Y-%m-%d %H:%M)|%(end:%Y-%m-%d %H:%M)|%m|%N"
    command = ["calcurse", "-q", "-D", folder, "-C", folder, "-Q", "--filter-type", "apt", "--format-apt", form]
    out = run(*command, "--from", day.strftime("%m/%d/%Y"), "--days", "520", env=env)
    for record in out.split("RECORD")[1:]:
        start, end, title, note = record.split("|", 3)
        yield note, instant(start), instant(end), None, title


def instant(text):
    return datetime.datetime.strptime(text.strip(), "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI).timestamp()


READERS = {
    "icalendar": by_python("icalendar"),
    "recurring-ical-events": by_python("recurring"),
    "vobject": by_python("vobject"),
    "ical.js": by_node("ical.js"),
    "node-ical": by_node("node-ical"),
    "libical": by_libical,
    "vdirsyncer and khal": by_khal,
    "calcurse": by_calcurse,
}


# --- the sample city, and what it exports


class City:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.settings = ["--database-url", f"sqlite:{folder}/x.db", "--mail", f"dir:{folder}/mail"]
        listen = ["serve", "--demo", "--listen", "127.0.0.1:0"]
        self.server = subprocess.Popen(
            [program, *listen, *self.settings], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        for line in self.server.stdout:
            if found := re.search(r"listening on (http://\S+)", line):
                self.base = found.group(1)
                break

    def export(self, kind):
        file = self.folder / f"{kind}.csv"
        run(self.program, "export", kind, file, *self.settings, cwd=self.folder)
        with open(file, encoding="utf-8-sig", newline="") as lines:
            return list(csv.DictReader(lines))

    def signed_in(self, email):
        jar = http.cookiejar.CookieJar()
        self.web = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        link = run(self.program, "sign-in-link", email, "--base-url", self.base, *self.settings, cwd=self.folder)
        link = re.search(r"http://\S+", link).group(0)
        mark = re.search(r'name="mark" value="([^"]+)"', self.page(link)).group(1)
        self.web.open(link, urllib.parse.urlencode({"mark": mark}).encode()).read()

    def page(self, path):
        url = path if path.startswith("http") else self.base + path
        return self.web.open(url).read().decode()

    def feed_at(self, path):
        """The first feed that a page offers."""
        return html.unescape(re.search(r'href="(http://[^"]+/calendars/[^"]+)"', self.page(path)).group(1))

    def end(self):
        self.server.terminate()
        self.server.wait(20)


def below(committees, top):
    inside, grew = {top}, True
    while grew:
        more = {one["code"] for one in committees if one["parent"] in inside}
        grew = not more <= inside
        inside |= more
    return inside


def meant(sessions, keep):
    """What a feed must show, by number; and what it may show."""
    today = datetime.datetime.now(SHANGHAI).date()
    must, may = {}, set()
    for one in sessions:
        start = datetime.datetime.strptime(one["start"], "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
        if not -90 <= (start.date() - today).days <= 400 or one["status"] not in STATUS:
            continue
        if one["status"] == "cancelled" and (today - start.date()).days > 30:
            continue
        kept = keep(one)
        if kept == "may":
            may.add(one["code"])
        elif kept:
            end = start + timedelta(minutes=int(one["minutes"]))
            must[one["code"]] = (start.timestamp(), end.timestamp(), STATUS[one["status"]], one["venue"])
    return must, may


def wanted(city):
    """Each feed: its name, its address, what it must and may show."""
    sessions, venues = city.export("sessions"), {one["code"]: one["name"] for one in city.export("venues")}
    committees, speakers = city.export("committees"), {one["code"]: one["name"] for one in city.export("speakers")}
    for one in sessions:
        one["venue_code"], one["venue"] = one["venue"], venues[one["venue"]]
    city.signed_in("administrator@sample.example")
    top = next(one["code"] for one in committees if not one["parent"])
    inside = below(committees, top)
    hosted = lambda one: one["committee"] in inside or bool(inside & set(one["cohosts"].split("|")))
    county = next(one["code"] for one in committees if one["level"] == "county")
    inner = below(committees, county)
    narrowed = lambda one: one["theme"] == theme and (one["committee"] in inner or bool(inner & set(one["cohosts"].split("|"))))
    coming = [one for one in sessions if one["status"] in ("published", "confirmed")]
    theme = max((one["theme"] for one in coming), key=lambda it: sum(o["theme"] == it for o in coming))
    query = urllib.parse.urlencode({"theme": theme, "county": county})
    yield "committee", city.feed_at("/calendars"), meant(sessions, hosted)
    yield "theme and county", city.feed_at(f"/calendars?{query}"), meant(sessions, narrowed)
    standing = ("confirmed", "delivered")
    for_all = lambda one: one["grade"] == "community" and (one["status"] in standing or ("may" if one["status"] == "cancelled" else None))
    yield "open lectures", f"{city.base}/calendars/open-lectures.ics", meant(sessions, for_all)
    who = next(code for one in coming for code in one["speakers"].split("|") if code)
    own = lambda one: who in one["speakers"].split("|") or "may"
    page = city.page("/speakers?q=" + urllib.parse.quote(who))
    speaker = re.search(r'href="(/speakers/[0-9a-f-]{36})"', page).group(1)
    yield f"speaker {speakers[who]}", city.feed_at(speaker), meant(sessions, own)
    where = next(one["venue_code"] for one in coming if one["status"] == "confirmed")
    at = lambda one: one["venue_code"] == where and ("may" if one["status"] in ("cancelled", "published") else True)
    page = city.page("/venues?q=" + urllib.parse.quote(where))
    venue = re.search(r'href="(/venues/[0-9a-f-]{36})"', page).group(1)
    yield f"venue {venues[where]}", city.feed_at(venue), meant(sessions, at)


def faults(seen, must, may):
    shown = {}
    for description, start, end, status, summary in seen:
        number = NUMBER.search(description)
        if not number:
            yield f"no number in {description[:80]!r}"
            continue
        code = number.group(1)
        if code in shown:
            yield f"{code} twice"
        shown[code] = (start, end, status, summary)
    for code in must.keys() - shown.keys():
        yield f"{code} is missing"
    for code in shown.keys() - must.keys() - may:
        yield f"{code} should not be there"
    for code in must.keys() & shown.keys():
        start, end, status, venue = must[code]
        got = shown[code]
        if (got[0], got[1]) != (start, end):
            yield f"{code} is {got[0]}-{got[1]}, meant {start}-{end}"
        if got[2] and got[2] != status:
            yield f"{code} is {got[2]}, meant {status}"
        if venue not in got[3] or (status == "CANCELLED") != ("【已取消】" in got[3]):
            yield f"{code} is called {got[3]!r}"


def main():
    strict = "--strict" in sys.argv
    program = pathlib.Path([part for part in sys.argv[1:] if part != "--strict"][0]).resolve()
    KEPT.mkdir(parents=True, exist_ok=True)
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        city = City(program, pathlib.Path(folder))
        try:
            for number, (name, url, (must, may)) in enumerate(wanted(city)):
                file = pathlib.Path(folder) / f"feed{number}.ics"
                file.write_bytes(urllib.request.urlopen(url).read())
                print(f"{name}: {len(must)} sessions in the export")
                for reader, read in READERS.items():
                    try:
                        seen = list(read(file, url))
                        found = list(faults(seen, must, may))
                    except Missing as missing:
                        print(f"  {reader}: missing ({missing})")
                        wrong += strict
                        continue
                    except RuntimeError as error:
                        seen, found = [], [str(error)]
                    wrong += bool(found)
                    print(f"  {reader}: {len(seen)} shown, " + ("agrees" if not found else f"{len(found)} FAULTS"))
                    for fault in found[:5]:
                        print(f"    {fault}")
        finally:
            city.end()
    sys.exit(1 if wrong else 0)


main()
