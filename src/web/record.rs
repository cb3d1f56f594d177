//! A record of a register as a page's form: its fields become the columns of the register's
//! files, so that a form and a file are read, checked and saved in one way.

use super::form::Form;
use super::problem::Problem;
use super::viewer::Viewer;
use crate::actions::import::{Fields, FileKind};
use crate::actions::registers::{self, Saved, Shown};
use crate::app::App;
use crate::kernel::{Arg, Refusal, Refused};

/// Empty rows that a form offers beside the filled ones.
const SPARE: usize = 2;
/// Most rows that are read of one kind.
const MOST_ROWS: usize = 80;

/// The columns of one record, and where in the form each part of them was typed.
pub struct Record {
    kind: FileKind,
    fields: Fields,
    places: Vec<Place>,
}

struct Place {
    column: &'static str,
    part: String,
    field: String,
}

/// What a form's rows say: each part of a column, and the field where it was typed.
pub type Parts = Vec<(String, String)>;

impl Record {
    /// A record with no columns yet; those that stay out stay as they are.
    #[must_use]
    pub fn new(kind: FileKind) -> Self {
        Self { kind, fields: Vec::new(), places: Vec::new() }
    }

    /// With one column.
    #[must_use]
    pub fn with(mut self, column: &'static str, text: impl Into<String>) -> Self {
        self.fields.push((column.to_owned(), text.into()));
        self
    }

    /// With the columns that the form holds in fields of the same names.
    #[must_use]
    pub fn plain(mut self, form: &Form, columns: &[&'static str]) -> Self {
        for column in columns.iter().copied().filter(|column| form.has(column)) {
            self.fields.push((column.to_owned(), form.value(column).to_owned()));
        }
        self
    }

    /// With boxes, ticked or not.
    #[must_use]
    pub fn ticks(mut self, form: &Form, columns: &[&'static str]) -> Self {
        for column in columns {
            self.fields.push(((*column).to_owned(), form.has(column).to_string()));
        }
        self
    }

    /// With a column of several boxes of one name.
    #[must_use]
    pub fn boxes(self, form: &Form, column: &'static str) -> Self {
        let text = form.values(column).collect::<Vec<_>>().join("|");
        self.with(column, text)
    }

    /// With a column of several parts.
    #[must_use]
    pub fn list(mut self, column: &'static str, parts: Parts) -> Self {
        let text = parts.iter().map(|(part, _)| part.as_str()).collect::<Vec<_>>().join("|");
        self.places.extend(parts.into_iter().map(|(part, field)| Place { column, part, field }));
        self.with(column, text)
    }

    /// With a column that was typed in a field of another name.
    #[must_use]
    pub fn typed(mut self, form: &Form, column: &'static str, field: String) -> Self {
        self.fields.push((column.to_owned(), form.value(&field).trim().to_owned()));
        self.places.push(Place { column, part: String::new(), field });
        self
    }

    /// Saves a new record, or the one shown at version `seen`; its id, or none when the form
    /// holds what is wrong.
    ///
    /// # Errors
    /// What the person cannot mend at this form.
    pub async fn save(
        self,
        app: &App,
        viewer: &Viewer,
        form: &mut Form,
        seen: Option<i32>,
    ) -> Result<Option<String>, Problem> {
        if !form.is_sound() {
            return Ok(None);
        }
        let fields = self.fields.clone();
        let saved = match seen {
            Some(seen) => registers::change(app, &viewer.actor, self.kind, fields, seen).await,
            None => registers::create(app, &viewer.actor, self.kind, fields).await,
        };
        self.heard(form, saved?)
    }

    /// Saves what somebody may change of the own record, shown at version `seen`.
    ///
    /// # Errors
    /// What the person cannot mend at this form.
    pub async fn save_own(self, app: &App, viewer: &Viewer, form: &mut Form, seen: i32) -> Result<bool, Problem> {
        if !form.is_sound() {
            return Ok(false);
        }
        let saved = registers::change_own(app, &viewer.actor, self.kind, self.fields.clone(), seen).await?;
        self.heard(form, saved).map(|id| id.is_some())
    }

    fn heard(&self, form: &mut Form, saved: Saved) -> Result<Option<String>, Problem> {
        match saved {
            Saved::As(id) => Ok(Some(id)),
            Saved::Wrong(wrong) => {
                if wrong.iter().any(|refusal| refusal.kind == Refused::Forbidden) {
                    return Err(Refusal::forbidden("not-allowed").into());
                }
                wrong.into_iter().for_each(|refusal| form.refuse(self.placed(refusal)));
                Ok(None)
            }
        }
    }

    /// At the field where the part was typed that the refusal speaks of.
    fn placed(&self, refusal: Refusal) -> Refusal {
        let told = refusal.args.iter().find_map(|(name, value)| match value {
            Arg::Text(text) if *name == "text" && !text.is_empty() => Some(text.clone()),
            _ => None,
        });
        let fields = || self.places.iter().filter(|place| refusal.place.as_deref() == Some(place.column));
        let same = |place: &&Place| told.as_deref() == Some(place.part.as_str());
        let holds = |place: &&Place| {
            told.as_ref().is_some_and(|text| {
                place.part.contains(text.as_str()) || (!place.part.is_empty() && text.contains(place.part.as_str()))
            })
        };
        let found = fields().find(same).or_else(|| fields().rfind(holds)).or_else(|| fields().next());
        let field = found.map(|place| place.field.clone());
        match field {
            Some(field) => refusal.at(field),
            None => refusal,
        }
    }
}

/// The form of a record as its register has it, rows apart.
#[must_use]
pub fn filled(shown: &Shown) -> Form {
    let form = Form::empty().with("version", shown.version);
    shown.fields.iter().fold(form, |form, (name, text)| form.with(name, text))
}

/// How many rows of a kind to draw: the filled ones and some spare.
#[must_use]
pub fn rows(form: &Form, kind: &str) -> usize {
    let used = (0..MOST_ROWS).rev().find(|n| !form.value(&format!("{kind}-{n}")).is_empty());
    used.map_or(0, |last| last + 1) + SPARE
}

/// The rows of a kind in which something was typed, by their number; `pieces` are the endings of
/// its further fields. A bar would break a row in two, so it is refused where it was typed.
pub fn typed_rows(form: &mut Form, kind: &str, pieces: &[&str]) -> Vec<usize> {
    let mut rows = Vec::new();
    for n in 0..MOST_ROWS {
        let names = [""].iter().chain(pieces).map(|piece| format!("{kind}-{n}{piece}"));
        let mut any = false;
        for name in names {
            any |= !form.value(&name).trim().is_empty();
            if form.value(&name).contains(['|', '｜']) {
                form.refuse(Refusal::new("field-bar").at(name));
            }
        }
        if any {
            rows.push(n);
        }
    }
    rows
}

/// The trimmed text of a field in a row, refused when it is empty.
pub fn piece(form: &mut Form, name: &str) -> String {
    let text = form.value(name).trim().to_owned();
    if text.is_empty() {
        form.refuse(Refusal::new("cell-required").at(name));
    }
    text
}
