//! What the address of a report asks for, and addresses of other reports.

use crate::accounts::Scope;
use crate::app::App;
use crate::kernel::{Day, Grade, Refusal};
use crate::reach::{By, Period};
use crate::sessions::SessionKind;
use crate::store::reach::{Asked, Part};
use std::collections::BTreeMap;

/// The query of a report's address.
pub type Params = BTreeMap<String, String>;

/// A report as its address asks for it.
#[derive(Clone, Debug)]
pub struct Question {
    /// Whose figures, of which days.
    pub asked: Asked,
    /// The breakdown.
    pub by: By,
    /// The part of the total.
    pub part: Part,
    /// The period as it stands in the address.
    pub period: String,
    params: Params,
}

impl Question {
    /// Reads an address.
    ///
    /// # Errors
    /// `bad-period`, `bad-date`.
    pub fn of(app: &App, scope: Scope, params: Params) -> Result<Self, Refusal> {
        let text = |name: &str| params.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let today = app.clock.today();
        let as_of: Option<Day> = text("as_of").map(|day| day.parse()).transpose()?;
        // an earlier day knows nothing of the days after it
        let latest = as_of.map_or(today, |day| day.min(today));
        let (from, to, period) = days(latest, text("period"), text("from"), text("to"))?;
        let asked = Asked { scope, committee: text("committee"), from, to, campaign: text("campaign"), as_of };
        let part = Part {
            theme: text("theme"),
            grade: text("grade").and_then(|code| Grade::parse(&code)),
            kind: text("kind").and_then(|code| SessionKind::parse(&code)),
            venue_kind: text("venue_kind"),
            area: text("area"),
        };
        let by = text("by").and_then(|code| By::parse(&code)).unwrap_or(By::Theme);
        Ok(Self { asked, by, part, period, params })
    }

    /// The words of its address without some of them, for a form that asks again.
    pub fn kept<'a>(&'a self, without: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        let all = self.params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        all.filter(|(name, value)| !without.contains(name) && !value.is_empty())
    }

    /// The same question with other words; an empty one is left out.
    #[must_use]
    pub fn link(&self, path: &str, changes: &[(&str, &str)]) -> String {
        let mut params = self.params.clone();
        params.remove("page");
        for (name, value) in changes {
            params.insert((*name).to_owned(), (*value).to_owned());
        }
        params.retain(|_, value| !value.is_empty());
        if params.is_empty() {
            return path.to_owned();
        }
        let code =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let pairs: Vec<_> = params.iter().map(|(name, value)| format!("{}={}", code(name), code(value))).collect();
        format!("{path}?{}", pairs.join("&"))
    }
}

type Days = (Option<Day>, Option<Day>, String);

/// `period=2026-Q3`, or `from` and `to`; this year when nothing is said. What is not over
/// yet ends today.
fn days(today: Day, period: Option<String>, from: Option<String>, to: Option<String>) -> Result<Days, Refusal> {
    if from.is_some() || to.is_some() {
        let read = |text: Option<String>| text.map(|text| text.parse::<Day>()).transpose();
        return Ok((read(from)?, read(to)?, String::new()));
    }
    let text = period.unwrap_or_else(|| today.parts().0.to_string());
    let (first, last) = Period::parse(&text)?.days();
    let last = if first <= today { last.min(today) } else { last };
    Ok((Some(first), Some(last), text))
}
