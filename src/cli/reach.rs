//! `reach`: totals, targets, shares, and the sentence for the press.

use super::{Context, Done, Failure, out};
use crate::accounts::Scope;
use crate::actions::report_book::report_book;
use crate::kernel::{Day, Refusal};
use crate::reach::{By, ReachReport, ReachRow, Sums, percent_words, share_permille};
use crate::store::reach::{Asked, ReachQuery, report};
use crate::tables::{self, Format, Row, Sheet};
use crate::text::{Lang, grouped, say, say_with};
use clap::ValueEnum;

/// Arguments of `reach`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  xinhuo reach --from 2020-01-01
  xinhuo reach --from 2026-01-01 --to 2026-12-31 --by committee --format csv
  xinhuo reach --campaign DS2021 --by month
  xinhuo reach --from 2026-01-01 --to 2026-09-30 --as-of 2026-10-15 --format json")]
pub(super) struct Args {
    /// A committee's code; all below it are counted too [default: the highest].
    #[arg(long, value_name = "CODE")]
    committee: Option<String>,
    /// First day [default: 1 January of the last day's year].
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Last day [default: today].
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Sessions of this campaign alone, in its window.
    #[arg(long, value_name = "CODE")]
    campaign: Option<String>,
    /// As the figures stood at the end of this day; the same for ever.
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Break the total down; the rows add up to it.
    #[arg(long, value_name = "KEY")]
    by: Option<ByKey>,
    /// How it is written.
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: Shape,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
enum ByKey {
    Theme,
    Grade,
    Kind,
    VenueKind,
    Month,
    Committee,
    Area,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shape {
    Text,
    Json,
    Csv,
    /// A workbook: overview, by committee, by theme, sessions, definitions.
    Xlsx,
}

impl From<ByKey> for By {
    fn from(key: ByKey) -> Self {
        match key {
            ByKey::Theme => Self::Theme,
            ByKey::Grade => Self::Grade,
            ByKey::Kind => Self::Kind,
            ByKey::VenueKind => Self::VenueKind,
            ByKey::Month => Self::Month,
            ByKey::Committee => Self::Committee,
            ByKey::Area => Self::Area,
        }
    }
}

pub(super) async fn run(context: Context, args: Args) -> Result<Done, Failure> {
    let asked = Asked {
        // somebody with a shell on the server sees everything
        scope: Scope::public(),
        from: day(args.from.as_deref(), "--from")?,
        to: day(args.to.as_deref(), "--to")?,
        as_of: day(args.as_of.as_deref(), "--as-of")?,
        committee: args.committee,
        campaign: args.campaign,
    };
    let app = context.app().await?;
    let (now, by, lang) = (app.clock.now(), args.by.map(By::from), context.lang);
    if matches!(args.format, Shape::Xlsx) {
        out::bytes(&report_book(&app, asked, lang).await?.2)?;
        return Ok(Done::Well);
    }
    let told = app
        .store
        .read(move |db| {
            let query = ReachQuery::of(db, &asked, now)?;
            report(db, &query, by, lang)
        })
        .await?;
    match args.format {
        Shape::Text => out::line(text(&told, lang).trim_end())?,
        Shape::Json => out::line(&told.to_json().to_string())?,
        Shape::Csv | Shape::Xlsx => out::bytes(&tables::write(Format::Csv, &sheet(&told))?)?,
    }
    Ok(Done::Well)
}

fn day(text: Option<&str>, flag: &str) -> Result<Option<Day>, Failure> {
    text.map(|text| text.parse::<Day>().map_err(|refusal: Refusal| Failure::Setting(refusal.at(flag)))).transpose()
}

/// A row a key, or one row for the whole.
fn sheet(told: &ReachReport) -> Sheet {
    let columns =
        ["key", "name", "sessions", "talks", "youth", "parents", "others", "field_practice_persons", "online_views"];
    let whole = [ReachRow { key: told.committee.0.clone(), name: told.committee.1.clone(), sums: told.confirmed }];
    let rows: &[ReachRow] = if told.by.is_some() { &told.rows } else { &whole };
    let cells = |row: &ReachRow| {
        let s = row.sums;
        let numbers = [s.sessions, s.talks, s.youth, s.parents, s.others, s.field_persons, s.online_views];
        [row.key.clone(), row.name.clone()].into_iter().chain(numbers.map(|n| n.to_string())).collect()
    };
    Sheet {
        columns: columns.map(str::to_owned).to_vec(),
        rows: rows.iter().zip(2..).map(|(row, line)| Row { line, cells: cells(row) }).collect(),
    }
}

fn text(told: &ReachReport, lang: Lang) -> String {
    // the press sentence stands in both languages, whatever the terminal's
    let mut lines = vec![
        format!("{}  {} – {}", told.committee.1, told.from, told.to),
        told.sentence(Lang::Zh),
        told.sentence(Lang::En),
        String::new(),
    ];
    for (key, count) in figures(&told.confirmed) {
        lines.push(format!("{}: {}", say(lang, key), grouped(count)));
    }
    if let Some(pieces) = told.materials {
        lines.push(format!("{}: {}", say(lang, "reach-materials"), grouped(pieces)));
    }
    lines.push(format!("{}: {}", say(lang, "reach-persons"), grouped(told.persons_estimated)));
    for (key, (part, whole)) in [("reach-coverage", told.coverage), ("reach-regularity", told.regularity)] {
        let share = percent_words(share_permille(part, whole));
        lines.push(format!("{}: {share} ({} / {})", say(lang, key), grouped(part), grouped(whole)));
    }
    for (measure, value) in &told.targets {
        let args = [
            ("measure", say(lang, measure.key()).into()),
            ("value", (*value).into()),
            ("share", percent_words(share_permille(told.reached(*measure), *value)).into()),
        ];
        lines.push(say_with(lang, "reach-target", &args));
    }
    lines.push(beside(told, lang));
    lines.extend(breakdown(told, lang));
    lines.join("\n")
}

fn figures(sums: &Sums) -> [(&'static str, i64); 7] {
    [
        ("reach-sessions", sums.sessions),
        ("reach-talks", sums.talks),
        ("reach-youth", sums.youth),
        ("reach-parents", sums.parents),
        ("reach-others", sums.others),
        ("reach-field", sums.field_persons),
        ("reach-online", sums.online_views),
    ]
}

fn beside(told: &ReachReport, lang: Lang) -> String {
    let args = [
        ("sessions", told.beside.reported.sessions.into()),
        ("youth", told.beside.reported.youth.into()),
        ("missing", told.beside.missing_sessions.into()),
    ];
    say_with(lang, "reach-beside", &args)
}

fn breakdown(told: &ReachReport, lang: Lang) -> Vec<String> {
    let Some(by) = told.by else { return Vec::new() };
    let heads = ["reach-sessions", "reach-youth", "reach-parents", "reach-others"].map(|key| say(lang, key));
    let mut lines = vec![String::new(), format!("{}\t{}", say(lang, by.key()), heads.join("\t"))];
    for row in &told.rows {
        let Sums { sessions, youth, parents, others, .. } = row.sums;
        lines.push(format!("{}\t{}", row.name, [sessions, youth, parents, others].map(grouped).join("\t")));
    }
    lines
}
