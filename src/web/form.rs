//! Posted fields: bounded, in clean text, marked against forgery; what was typed is kept.
//!
//! A handler takes [`Form`], reads each field (a bad one is remembered with its sentence and
//! reads as nothing), asks [`Form::is_sound`], acts, redirects; on refusal it calls
//! [`Form::refuse`] and shows the same page again.

use super::problem::{Problem, log_outage};
use super::viewer::Viewer;
use crate::app::App;
use crate::kernel::{Day, Moment, Refusal, Refused, parse_clock, parse_local};
use crate::store::StoreError;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use std::ops::RangeInclusive;
use std::sync::{Arc, OnceLock};

/// Names and values as they were typed.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

const MARK: &str = "mark";
const MOST_FIELDS: usize = 2_000;
const MOST_BYTES: usize = 20_000;
/// A posted form that is larger is not even read to its end.
const MOST_READ: usize = 16 << 20;

impl Fields {
    /// All that a page may give back to be sent again: neither marks nor passwords.
    pub fn kept(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.iter().filter(|(name, _)| name != MARK && !name.contains("password"))
    }

    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }
}

/// What this request's form holds, once it was read: it outlives a handler that fails.
#[derive(Clone, Debug, Default)]
pub struct Typed(Arc<OnceLock<Fields>>);

impl Typed {
    /// The fields, if a form was read.
    #[must_use]
    pub fn fields(&self) -> Option<&Fields> {
        self.0.get()
    }
}

/// The fields of a form: posted by a person, or filled from what is stored.
#[derive(Clone, Debug, Default)]
pub struct Form {
    fields: Fields,
    problems: Vec<Refusal>,
    within: String,
}

impl Form {
    /// An empty form.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// One of several forms on a page that have fields of the same names.
    #[must_use]
    pub fn within(mut self, place: &str) -> Self {
        self.within = format!("{place}-");
        self
    }

    /// This form, if it is the one of `place`; an empty one of that place otherwise.
    #[must_use]
    pub fn only_within(&self, place: &str) -> Self {
        if self.within == format!("{place}-") { self.clone() } else { Self::empty().within(place) }
    }

    /// The mark of a field in its page.
    #[must_use]
    pub fn id(&self, name: &str) -> String {
        format!("f-{}{name}", self.within)
    }

    /// With a value; a name may come several times.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.fields.0.push((name.into(), value.to_string()));
        self
    }

    /// With none of the values of one field.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.fields.0.retain(|(own, _)| own != name);
        self
    }

    /// What stands in a field, as typed; empty when absent.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.fields.get(name)
    }

    /// All values of a name that may come several times.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.0.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Whether a field was sent at all: a ticked box.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.fields.0.iter().any(|(own, _)| own == name)
    }

    /// Whether nothing was refused so far.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn problem(&self, name: &str) -> Option<&Refusal> {
        self.problems.iter().find(|refusal| refusal.place.as_deref() == Some(name))
    }

    /// Everything that is wrong.
    #[must_use]
    pub fn problems(&self) -> &[Refusal] {
        &self.problems
    }

    /// Remembers a refusal, at its field when it names one.
    pub fn refuse(&mut self, refusal: Refusal) {
        self.problems.push(refusal);
    }

    /// Remembers what an action refused, so that the page is shown again with it.
    ///
    /// # Errors
    /// What the person cannot mend at this form: it goes on to its own page.
    pub fn refused(&mut self, error: StoreError) -> Result<(), Problem> {
        match error {
            StoreError::Refused(refusal) if !matches!(refusal.kind, Refused::Forbidden | Refused::Missing) => {
                log_outage(&refusal);
                self.refuse(refusal);
                Ok(())
            }
            other => Err(other.into()),
        }
    }

    /// 422 when something is refused, else 200: the status of the form's page.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self.problems.first().map(|refusal| refusal.kind) {
            None => StatusCode::OK,
            Some(Refused::Conflict) => StatusCode::CONFLICT,
            Some(Refused::TooMany) => StatusCode::TOO_MANY_REQUESTS,
            Some(Refused::Unavailable) => StatusCode::SERVICE_UNAVAILABLE,
            Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// Text of at most `most` characters, trimmed.
    pub fn text(&mut self, name: &str, most: usize) -> String {
        let text = self.value(name).trim().to_owned();
        if text.chars().count() > most {
            self.refuse(Refusal::new("field-too-long").with("most", most).at(name));
        }
        text
    }

    /// Text that must be there.
    pub fn needed(&mut self, name: &str, most: usize) -> String {
        let text = self.text(name, most);
        if text.is_empty() {
            self.refuse(Refusal::new("field-needed").at(name));
        }
        text
    }

    /// A whole number, or nothing; full-width digits and separators are taken.
    pub fn number(&mut self, name: &str, range: RangeInclusive<i32>) -> Option<i32> {
        let typed = self.value(name).trim().to_owned();
        if typed.is_empty() {
            return None;
        }
        match plain_number(&typed) {
            Some(number) if i32::try_from(number).is_ok_and(|n| range.contains(&n)) => i32::try_from(number).ok(),
            Some(_) => self.none(
                Refusal::new("number-out-of-range").with("least", *range.start()).with("most", *range.end()).at(name),
            ),
            None => self.none(Refusal::new("bad-number").with("text", typed).at(name)),
        }
    }

    /// A whole number that must be there; the least one stands in when it is not.
    pub fn number_needed(&mut self, name: &str, range: RangeInclusive<i32>) -> i32 {
        let least = *range.start();
        if self.value(name).trim().is_empty() {
            self.refuse(Refusal::new("field-needed").at(name));
        }
        self.number(name, range).unwrap_or(least)
    }

    /// A day, or nothing.
    pub fn day(&mut self, name: &str) -> Option<Day> {
        self.parsed(name, str::parse)
    }

    /// Minutes since midnight of a clock time, or nothing.
    pub fn clock(&mut self, name: &str) -> Option<u16> {
        self.parsed(name, parse_clock)
    }

    /// The instant of a date-and-time field, or nothing.
    pub fn moment(&mut self, name: &str) -> Option<Moment> {
        self.parsed(name, parse_local)
    }

    /// One of a fixed list by its code, or nothing.
    pub fn choice<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.parsed(name, |code| parse(code).ok_or_else(|| Refusal::new("field-choice").with("text", code)))
    }

    /// One of a fixed list that must be chosen.
    pub fn choice_needed<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        if self.value(name).trim().is_empty() {
            self.refuse(Refusal::new("field-needed").at(name));
        }
        self.choice(name, parse)
    }

    /// Several of a fixed list, each once.
    pub fn choices<T: PartialEq>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let codes: Vec<String> = self.values(name).map(str::to_owned).collect();
        let mut chosen = Vec::new();
        for code in codes {
            match parse(&code) {
                Some(value) if !chosen.contains(&value) => chosen.push(value),
                Some(_) => {}
                None => self.refuse(Refusal::new("field-choice").with("text", code).at(name)),
            }
        }
        chosen
    }

    /// The version that the page was made from, for optimistic locking.
    #[must_use]
    pub fn version(&self) -> i32 {
        self.value("version").parse().unwrap_or(0)
    }

    /// A field read by `parse`, or nothing when empty or refused.
    pub fn parsed<T>(&mut self, name: &str, parse: impl Fn(&str) -> Result<T, Refusal>) -> Option<T> {
        let typed = self.value(name).trim().to_owned();
        if typed.is_empty() {
            return None;
        }
        match parse(&typed) {
            Ok(value) => Some(value),
            Err(refusal) => self.none(refusal.at(name)),
        }
    }

    fn none<T>(&mut self, refusal: Refusal) -> Option<T> {
        self.refuse(refusal);
        None
    }
}

fn plain_number(typed: &str) -> Option<i64> {
    let plain: String = typed
        .chars()
        .filter(|c| !matches!(c, ',' | '，' | ' '))
        .map(|c| match c {
            '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
            '－' => '-',
            _ => c,
        })
        .collect();
    plain.parse().ok()
}

/// A form whose address is itself the secret (an answer link), so that it needs no mark.
pub struct OpenForm(pub Form);

impl FromRequest<App> for OpenForm {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        let typed = request.extensions().get::<Typed>().cloned().unwrap_or_default();
        // read on past the limit, so that the browser hears the sentence instead of a broken line
        let body = axum::body::to_bytes(request.into_body(), MOST_READ).await;
        let too_large = Problem::Bare(StatusCode::PAYLOAD_TOO_LARGE);
        let bytes = body.map_err(|_| too_large.clone())?;
        if bytes.len() > super::FORM_BYTES {
            return Err(too_large);
        }
        let form = parse(&bytes)?;
        typed.0.get_or_init(|| form.fields.clone());
        Ok(Self(form))
    }
}

impl FromRequest<App> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let foreign = is_foreign(request.headers());
        let viewer = request.extensions().get::<Viewer>().cloned();
        let OpenForm(form) = OpenForm::from_request(request, app).await?;
        if foreign {
            return Err(Refusal::forbidden("form-from-elsewhere").into());
        }
        match viewer {
            Some(viewer) if viewer.marks(form.value(MARK)) => Ok(form),
            _ => Err(Problem::SendAgain),
        }
    }
}

/// Whether a browser says that another site sent this.
pub(super) fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return false };
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    text(header::HOST.as_str()).is_some_and(|own| own != host)
}

fn parse(body: &[u8]) -> Result<Form, Problem> {
    let mut form = Form::default();
    for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        if form.fields.0.len() == MOST_FIELDS {
            return Err(Problem::Bare(StatusCode::PAYLOAD_TOO_LARGE));
        }
        let cut = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        let (name, value) = (decoded(&pair[..cut]), decoded(pair.get(cut + 1..).unwrap_or_default()));
        let (name, Some(value)) = (name.unwrap_or_default(), value) else {
            return Err(Refusal::new("form-not-text").into());
        };
        form.keep(name, value);
    }
    Ok(form)
}

impl Form {
    pub(super) fn keep(&mut self, name: String, value: String) {
        if value.contains('\0') {
            self.refuse(Refusal::new("field-not-text").at(name.clone()));
        }
        if value.len() > MOST_BYTES {
            self.refuse(Refusal::new("field-too-long").with("most", MOST_BYTES / 4).at(name.clone()));
        }
        let clean = value.replace('\0', "").replace("\r\n", "\n");
        self.fields.0.push((name, clean));
    }
}

fn decoded(raw: &[u8]) -> Option<String> {
    let spaced: Vec<u8> = raw.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let bytes: Vec<u8> = percent_encoding::percent_decode(&spaced).collect();
    String::from_utf8(bytes).ok()
}
