//! A venue as the fields of a form, and back as the columns of the register's files.

use crate::actions::import::FileKind;
use crate::actions::registers::Shown;
use crate::kernel::Grade;
use crate::venues::{Venue, forms};
use crate::web::form::Form;
use crate::web::record::{self, Parts, Record, piece, typed_rows};

/// Columns that are typed as files hold them.
const PLAIN: [&str; 7] = ["name", "kind", "tier", "committee", "township_code", "lat", "lon"];
const TICKS: [&str; 3] = ["stairs", "pickup", "active"];

/// The form of a record; `venue` is the same record for its rows.
pub(super) fn filled(shown: &Shown, venue: Option<&Venue>) -> Form {
    let form = record::filled(shown);
    let Some(venue) = venue else { return form };
    let mut form = form.with("lessons", forms::print_bells(&venue.bells).replace('|', "\n"));
    for (grade, count) in &venue.enrolment {
        form = form.with(format!("enrolment-{}", grade.code()), count);
    }
    for (n, room) in venue.rooms.iter().enumerate() {
        form = form.with(format!("room-{n}"), &room.name).with(format!("room-{n}-capacity"), room.capacity);
    }
    for (n, one) in venue.blackouts.iter().enumerate() {
        form = form
            .with(format!("closed-{n}"), one.from)
            .with(format!("closed-{n}-to"), one.to)
            .with(format!("closed-{n}-reason"), &one.reason);
    }
    for (n, one) in venue.contacts.iter().enumerate() {
        form = form
            .with(format!("contact-{n}"), &one.name)
            .with(format!("contact-{n}-phone"), &one.phone)
            .with(format!("contact-{n}-email"), &one.email);
    }
    form
}

/// The columns that a form tells of; the code of a record that is there stays.
pub(super) fn read(form: &mut Form, code: Option<&str>) -> Record {
    let (rooms, blackouts) = (rooms(form), blackouts(form));
    let record = Record::new(FileKind::Venues)
        .with("code", code.unwrap_or(form.value("code")))
        .plain(form, &PLAIN)
        .ticks(form, &TICKS)
        .list("enrolment", enrolment(form))
        .list("rooms", rooms)
        .list("bells", bells(form))
        .list("blackouts", blackouts);
    contacts(form, record)
}

fn enrolment(form: &Form) -> Parts {
    let fields = Grade::ALL.iter().map(|grade| (grade, format!("enrolment-{}", grade.code())));
    let filled = fields.filter(|(_, field)| !form.value(field).trim().is_empty());
    filled.map(|(grade, field)| (format!("{}:{}", grade.code(), form.value(&field).trim()), field)).collect()
}

fn rooms(form: &mut Form) -> Parts {
    let one = |form: &mut Form, n: usize| {
        let field = format!("room-{n}");
        let (name, capacity) = (piece(form, &field), piece(form, &format!("{field}-capacity")));
        (format!("{name}:{capacity}"), field)
    };
    typed_rows(form, "room", &["-capacity"]).into_iter().map(|n| one(form, n)).collect()
}

fn bells(form: &Form) -> Parts {
    let lessons = form.value("lessons").split(['\n', '，', '；', '|']).map(str::trim).filter(|line| !line.is_empty());
    lessons.map(|line| (line.to_owned(), "lessons".to_owned())).collect()
}

fn blackouts(form: &mut Form) -> Parts {
    let mut parts = Vec::new();
    for n in typed_rows(form, "closed", &["-to", "-reason"]) {
        let field = format!("closed-{n}");
        let from = piece(form, &field);
        let text = |end: &str| form.value(&format!("{field}{end}")).trim().to_owned();
        let (to, reason) = (text("-to"), text("-reason"));
        let to = if to.is_empty() { &from } else { &to };
        parts.push((format!("{from}/{to} {reason}").trim_end().to_owned(), field));
    }
    parts
}

/// The first row is the main contact.
fn contacts(form: &mut Form, record: Record) -> Record {
    let mut rows = typed_rows(form, "contact", &["-phone", "-email"]).into_iter();
    let main = rows.next().unwrap_or(0);
    let others = rows.map(|n| {
        let field = format!("contact-{n}");
        let text = |end: &str| form.value(&format!("{field}{end}")).trim().to_owned();
        (format!("{}:{}:{}", text(""), text("-phone"), text("-email")), field)
    });
    let others: Parts = others.collect();
    record
        .typed(form, "contact_name", format!("contact-{main}"))
        .typed(form, "contact_phone", format!("contact-{main}-phone"))
        .typed(form, "contact_email", format!("contact-{main}-email"))
        .list("other_contacts", others)
}
