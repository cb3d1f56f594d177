#!/usr/bin/env python3
"""Reads calendars with the libraries that other people use, and compares with what was meant.

usage: agree.py FOLDER, which holds pairs NAME.ics and NAME.json; NAME.json lists, for the years
2020 to 2027, {"uid", "start", "end", "summary", "description", "status"} of every single time.
Exit code 0 all agree, 1 they differ, 77 a library is missing.
"""

import datetime
import json
import pathlib
import sys

try:
    import icalendar
    import recurring_ical_events
    import vobject
except ImportError as missing:
    print(f"missing: {missing.name}")
    sys.exit(77)

FIRST, LAST = datetime.date(2020, 1, 1), datetime.date(2028, 1, 1)


def plain(value):
    """A date, or an instant in UTC, as text."""
    if isinstance(value, datetime.datetime):
        assert value.tzinfo is not None, f"floating time {value}"
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()


def by_icalendar(data):
    calendar = icalendar.Calendar.from_ical(data)
    for part in calendar.walk():
        assert not part.errors, f"icalendar complains: {part.errors}"
    for event in recurring_ical_events.of(calendar).between(FIRST, LAST):
        yield {
            "uid": str(event["UID"]),
            "start": plain(event["DTSTART"].dt),
            "end": plain(event["DTEND"].dt),
            "summary": str(event["SUMMARY"]),
            "description": str(event.get("DESCRIPTION", "")),
            "status": str(event.get("STATUS", "")),
        }


def by_vobject(data):
    """vobject does not expand, so only first times are compared."""
    calendar = vobject.readOne(data.decode("utf-8"))
    for event in getattr(calendar, "vevent_list", []):
        yield {
            "uid": event.uid.value,
            "start": plain(event.dtstart.value),
            "end": plain(event.dtend.value),
            "summary": event.summary.value,
            "description": event.description.value if hasattr(event, "description") else "",
            "status": event.status.value if hasattr(event, "status") else "",
        }


def key(row):
    return json.dumps(row, sort_keys=True, ensure_ascii=False)


def main():
    differ = compared = 0
    for meant in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
        data = meant.with_suffix(".ics").read_bytes()
        assert all(len(line) <= 75 for line in data.split(b"\r\n")), f"{meant.stem}: a line is too long"
        assert b"\n" not in data.replace(b"\r\n", b""), f"{meant.stem}: a bare line feed"
        wanted = {key(row) for row in json.loads(meant.read_text("utf-8"))}
        found = {key(row) for row in by_icalendar(data)}
        first = {key(row) for row in by_vobject(data)}
        for reader, only in (("meant", wanted - found), ("icalendar", found - wanted), ("vobject", first - wanted)):
            for row in sorted(only)[:5]:
                print(f"{meant.stem}: only {reader}: {row}")
                differ += 1
        compared += len(wanted)
    print(f"{compared} times compared, {differ} differ")
    return 1 if differ or not compared else 0


sys.exit(main())
