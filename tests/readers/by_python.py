"""Every event of a file as a line of JSON, by one of Python's libraries: by_python.py LIBRARY FILE."""

import datetime
import json
import sys

import icalendar
import recurring_ical_events
import vobject


def show(description, start, end, status, summary):
    line = {"start": start.timestamp(), "end": end.timestamp(), "status": status, "summary": summary, "description": description}
    print(json.dumps(line))


name, file = sys.argv[1:]
data = open(file, "rb").read()
if name == "vobject":
    for event in vobject.readOne(data.decode()).vevent_list:
        show(event.description.value, event.dtstart.value, event.dtend.value, event.status.value, event.summary.value)
else:
    calendar = icalendar.Calendar.from_ical(data)
    today = datetime.date.today()
    year = datetime.timedelta(days=500)
    events = recurring_ical_events.of(calendar).between(today - year, today + year) if name == "recurring" else calendar.walk("VEVENT")
    for event in events:
        assert not event.errors, event.errors
        show(str(event["DESCRIPTION"]), event["DTSTART"].dt, event["DTEND"].dt, str(event["STATUS"]), str(event["SUMMARY"]))
