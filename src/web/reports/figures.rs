//! Every figure of a report with its rule beside it, and the paragraph for the press.

use crate::attendance::Contests;
use crate::reach::{ReachReport, meaning, percent_words, share_permille};
use crate::text::{Lang, grouped, say};
use crate::web::parts;
use crate::web::viewer::Viewer;
use maud::{Markup, html};

type Figure = (&'static str, Markup);

/// All measures of a report: name, figure, and how it is counted.
pub(super) fn measures(viewer: &Viewer, report: &ReachReport, contests: &Contests) -> Markup {
    let of = |(part, whole): (i64, i64)| html! { b { (percent_words(share_permille(part, whole))) } " " span.quiet { (grouped(part)) " / " (grouped(whole)) } };
    let sums = &report.confirmed;
    let mut rows: Vec<Figure> = vec![
        ("reach-talks", number(sums.talks)),
        ("reach-parents", number(sums.parents)),
        ("reach-others", number(sums.others)),
        ("reach-field", number(sums.field_persons)),
        ("reach-online", number(sums.online_views)),
        ("reach-persons", number(report.persons_estimated)),
        ("reach-coverage", of(report.coverage)),
        ("reach-regularity", of(report.regularity)),
        ("attendance-left-behind", number(sums.left_behind)),
        ("attendance-migrant", number(sums.migrant)),
        ("attendance-hardship", number(sums.hardship)),
    ];
    rows.extend(report.materials.map(|pieces| ("reach-materials", number(pieces))));
    rows.extend(of_contests(viewer, contests));
    parts::sheet(&viewer.say("reports-measures"), listed(viewer, &rows))
}

fn number(count: i64) -> Markup {
    html! { b { (grouped(count)) } }
}

fn of_contests(viewer: &Viewer, contests: &Contests) -> Vec<Figure> {
    if contests.contests == 0 {
        return Vec::new();
    }
    let told = [("told", contests.told.into())];
    let held = html! { (number(contests.contests)) " " span.quiet { (viewer.say_with("contests-told", &told)) } };
    let mut rows = vec![("contests", held)];
    if contests.told > 0 {
        rows.push(("contest-entrants", number(contests.entrants)));
        rows.push(("contest-winners-field", number(contests.winners)));
    }
    rows
}

fn listed(viewer: &Viewer, rows: &[Figure]) -> Markup {
    html! {
        dl.ruled {
            @for (key, figure) in rows {
                div { dt { (viewer.say(key)) } dd { (figure) } dd.quiet { (meaning(viewer.lang(), key)) } }
            }
        }
    }
}

/// The paragraph for the press in both languages, ready to be copied.
pub(super) fn press(viewer: &Viewer, report: &ReachReport) -> Markup {
    html! {
        section.sheet {
            @for lang in Lang::ALL {
                div lang=(lang.tag()) { h2 { (say(lang, "reach-press")) } p { (report.paragraph(lang)) } }
            }
            (parts::means(viewer, &["reports-sentence"]))
        }
    }
}
