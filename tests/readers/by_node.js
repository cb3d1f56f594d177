// Every event of a file as a line of JSON, by one of JavaScript's libraries: by_node.js LIBRARY FILE.
const [, , name, file] = process.argv;
const text = require("fs").readFileSync(file, "utf8");
const show = (one) => console.log(JSON.stringify(one));

async function main() {
  if (name === "node-ical") {
    for (const event of Object.values(require("node-ical").sync.parseICS(text))) {
      if (event.type !== "VEVENT") continue;
      show({ start: event.start / 1000, end: event.end / 1000, status: event.status, summary: event.summary, description: event.description });
    }
    return;
  }
  const loaded = await import(require.resolve("ical.js"));
  const ICAL = loaded.default || loaded;
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  for (const part of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(part);
    show({
      start: event.startDate.toUnixTime(), end: event.endDate.toUnixTime(),
      status: part.getFirstPropertyValue("status"), summary: event.summary, description: event.description,
    });
  }
}
main();
