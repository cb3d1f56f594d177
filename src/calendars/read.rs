//! The guarded reader: any bytes in, a calendar or one sentence out.
//!
//! The `ical` crate builds the components, but only from text that was checked and made
//! regular before: unfolded on bytes, nested rightly, free of components that it does not
//! know, with values fenced so that it cannot trim them. What was read wrong on its own
//! (lists of more than ten parameter values, colons that begin a value) passes through whole.

use super::escape::{split_list, unescape_param, unescape_text};
use super::lines::{Line, Parts, unfold};
use crate::kernel::Refusal;
use ical::parser::ical::component::IcalCalendar;

/// Largest file that is read, in bytes.
pub const MOST_BYTES: usize = 2 * 1024 * 1024;
/// Most components of any kind in one file.
pub const MOST_COMPONENTS: usize = 20_000;
const DEEPEST: usize = 16;
/// Values per parameter that the `ical` crate takes.
const VALUES_AT_ONCE: usize = 10;
const LINE_PARAM: &str = "X-XINHUO-LINE";

/// What a file holds: all its VCALENDARs as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Properties of the calendar itself, as METHOD or X-WR-CALNAME.
    pub properties: Vec<Property>,
    /// VEVENTs in file order.
    pub events: Vec<Component>,
    /// VFREEBUSYs in file order.
    pub free_busy: Vec<Component>,
    /// VTIMEZONEs in file order.
    pub zones: Vec<Component>,
}

/// A component with its properties. The parts of a VTIMEZONE are flattened into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Component {
    /// Properties in file order.
    pub properties: Vec<Property>,
}

/// One property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Name in upper case.
    pub name: String,
    /// Where it stands in the file, from 1.
    pub line: usize,
    /// Parameters, decoded; keys in upper case.
    pub params: Vec<(String, Vec<String>)>,
    /// The value as it stands, still escaped.
    pub raw: String,
}

/// Reads a file.
///
/// # Errors
/// The first thing that is wrong, with its line: `calendar-too-large`, `calendar-too-many-parts`,
/// `calendar-not-utf8`, `calendar-not-a-calendar`, `calendar-bad-line`, `calendar-bad-nesting`, `calendar-unfinished`.
pub fn read(bytes: &[u8]) -> Result<Calendar, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::new("calendar-too-large").with("limit", "2 MiB"));
    }
    let lines = unfold(bytes)?;
    let regular = regular(&lines)?;
    let mut whole = Calendar::default();
    for calendar in ical::IcalParser::new(regular.as_bytes()) {
        let calendar = calendar.map_err(|_| Refusal::new("calendar-not-a-calendar"))?;
        whole.add(calendar);
    }
    Ok(whole)
}

/// The same calendar in the only shape that the `ical` crate reads well.
fn regular(lines: &[Line]) -> Result<String, Refusal> {
    let mut out = String::new();
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut skipping: Option<usize> = None;
    let mut components = 0;
    for line in lines {
        if open.is_empty() && !line.text.trim().eq_ignore_ascii_case("BEGIN:VCALENDAR") {
            return Err(Refusal::new("calendar-not-a-calendar").with("line", line.number).with("text", line.start()));
        }
        let parts = match line.parts() {
            Err(_) if skipping.is_some() => continue,
            parts => parts?,
        };
        match parts.name.as_str() {
            "BEGIN" => {
                components += 1;
                let kind = parts.value.trim().to_ascii_uppercase();
                bounded(components, open.len(), line)?;
                if skipping.is_none() && !known(open.last().map(|(kind, _)| kind.as_str()), &kind) {
                    skipping = Some(open.len());
                }
                push(&mut out, skipping, "BEGIN", &kind);
                open.push((kind, line.number));
            }
            "END" => {
                let kind = parts.value.trim().to_ascii_uppercase();
                if open.pop().is_none_or(|(begun, _)| begun != kind) {
                    return Err(Refusal::new("calendar-bad-nesting")
                        .with("line", line.number)
                        .with("text", line.start()));
                }
                push(&mut out, skipping, "END", &kind);
                skipping = skipping.filter(|&depth| depth < open.len());
            }
            _ if skipping.is_none() => property(&mut out, &parts, line.number),
            _ => {}
        }
    }
    match open.last() {
        Some((kind, line)) => Err(Refusal::new("calendar-unfinished").with("line", *line).with("text", kind)),
        None if components == 0 => Err(Refusal::new("calendar-not-a-calendar").with("line", 1_usize).with("text", "")),
        None => Ok(out),
    }
}

fn bounded(components: usize, depth: usize, line: &Line) -> Result<(), Refusal> {
    if components > MOST_COMPONENTS || depth > DEEPEST {
        return Err(Refusal::new("calendar-too-many-parts").with("limit", MOST_COMPONENTS).with("line", line.number));
    }
    Ok(())
}

/// Whether a component is read; all others, alarms among them, are passed over whole.
fn known(parent: Option<&str>, kind: &str) -> bool {
    matches!(
        (parent, kind),
        (None, "VCALENDAR")
            | (Some("VCALENDAR"), "VEVENT" | "VTIMEZONE" | "VFREEBUSY")
            | (Some("VTIMEZONE"), "STANDARD" | "DAYLIGHT")
    )
}

fn push(out: &mut String, skipping: Option<usize>, word: &str, kind: &str) {
    if skipping.is_none() {
        out.extend([word, ":", kind, "\r\n"]);
    }
}

/// One property with its line number as a parameter and its value between fences.
fn property(out: &mut String, parts: &Parts<'_>, number: usize) {
    out.push_str(&parts.name);
    for (key, values) in &parts.params {
        for some in values.chunks(VALUES_AT_ONCE) {
            let quoted: Vec<String> = some.iter().map(|value| format!("\"{value}\"")).collect();
            out.extend([";", key, "=", &quoted.join(",")]);
        }
    }
    out.extend([";", LINE_PARAM, "=", &number.to_string(), ":[", parts.value, "]\r\n"]);
}

impl Calendar {
    /// The first property of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    fn add(&mut self, calendar: IcalCalendar) {
        self.properties.extend(calendar.properties.into_iter().map(Property::from));
        self.events.extend(calendar.events.into_iter().map(|event| component(event.properties)));
        self.free_busy.extend(calendar.free_busys.into_iter().map(|busy| component(busy.properties)));
        self.zones.extend(calendar.timezones.into_iter().map(|zone| {
            let transitions = zone.transitions.into_iter().flat_map(|transition| transition.properties);
            component(zone.properties.into_iter().chain(transitions).collect())
        }));
    }
}

fn component(properties: Vec<ical::property::Property>) -> Component {
    Component { properties: properties.into_iter().map(Property::from).collect() }
}

impl Component {
    /// The first property of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// All properties of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Property> {
        self.properties.iter().filter(move |property| property.name == name)
    }

    /// The text of the first property of this name, empty if there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.get(name).map(Property::text).unwrap_or_default()
    }

    /// The words of all properties of this name, each a list.
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<String> {
        self.all(name).flat_map(|property| split_list(&property.raw)).collect()
    }

    /// Where it stands in the file.
    #[must_use]
    pub fn line(&self) -> usize {
        self.properties.first().map_or(1, |property| property.line)
    }
}

impl Property {
    /// The value as text, unescaped.
    #[must_use]
    pub fn text(&self) -> String {
        unescape_text(&self.raw)
    }

    /// The first value of a parameter.
    #[must_use]
    pub fn param(&self, key: &str) -> Option<&str> {
        let (_, values) = self.params.iter().find(|(name, _)| name == key)?;
        values.first().map(String::as_str)
    }
}

impl From<ical::property::Property> for Property {
    fn from(read: ical::property::Property) -> Self {
        let mut line = 1;
        let mut params: Vec<(String, Vec<String>)> = Vec::new();
        for (key, values) in read.params.unwrap_or_default() {
            let decoded = values.iter().map(|value| unescape_param(value));
            match params.last_mut() {
                _ if key == LINE_PARAM => line = values.first().and_then(|n| n.parse().ok()).unwrap_or(line),
                Some((last, more)) if *last == key => more.extend(decoded),
                _ => params.push((key, decoded.collect())),
            }
        }
        let fenced = read.value.unwrap_or_default();
        let raw = fenced.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&fenced);
        Self { name: read.name, line, params, raw: raw.to_owned() }
    }
}
