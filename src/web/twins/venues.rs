//! Two records of one venue.

use super::{Card, How, Line, Names, Register, dotted};
use crate::accounts::{Actor, Scope};
use crate::actions::merge::{self, Alike, Pair};
use crate::app::App;
use crate::committees::List;
use crate::kernel::{Day, VenueId, words_of_clock};
use crate::store::twins::{Moves, Twins};
use crate::store::venues::Wanted;
use crate::store::{self, Db, Page, Paging, StoreError};
use crate::text::{self, Lang, grouped};
use crate::venues::{Told, Venue};
use crate::web::choices;
use crate::web::viewer::Viewer;

/// The register of venues.
pub struct Venues;

impl Register for Venues {
    const BASE: &'static str = "/venues";
    const NAME: &'static str = "nav-venues";
    const KEYS: &'static str = "venue";
    type Record = Venue;

    fn find(db: &mut Db, scope: &Scope, id: &str) -> Result<Venue, StoreError> {
        store::venues::find(db, scope, &VenueId(id.to_owned()))
    }

    fn list(db: &mut Db, scope: &Scope, words: &str, paging: Paging) -> Result<Page<Venue>, StoreError> {
        store::venues::list(db, scope, &Wanted { with_retired: true, ..Wanted::from(words) }, paging)
    }

    fn twins(db: &mut Db, scope: &Scope, paging: Paging) -> Result<Page<Twins>, StoreError> {
        store::twins::venues(db, scope, paging)
    }

    fn by_ids(db: &mut Db, ids: &[String]) -> Result<Vec<Venue>, StoreError> {
        let ids: Vec<VenueId> = ids.iter().cloned().map(VenueId).collect();
        store::venues::by_ids(db, &ids)
    }

    fn moves(db: &mut Db, id: &str, today: Day) -> Result<Moves, StoreError> {
        store::twins::moves_of_venue(db, id, today)
    }

    fn names(db: &mut Db, lang: Lang, records: &[Venue]) -> Result<Names, StoreError> {
        let committees: Vec<_> = records.iter().map(|venue| venue.committee.clone()).collect();
        let townships: Vec<_> = records.iter().map(|venue| venue.township_code.clone()).collect();
        let mut names = Names::load(db, &committees, &townships)?;
        names.others.extend(choices::list(db, lang, List::VenueKinds)?);
        Ok(names)
    }

    fn card(_: &Viewer, venue: &Venue, names: &Names) -> Card {
        Card {
            id: venue.id.to_string(),
            version: venue.version,
            name: venue.name.clone(),
            code: venue.code.clone(),
            more: dotted([
                names.other(&venue.kind),
                names.township(&venue.township_code),
                names.committee(&venue.committee),
            ]),
        }
    }

    fn lines(viewer: &Viewer, kept: &Venue, goes: &Venue, names: &Names) -> Vec<Line> {
        let told = Told::ALL.iter().map(|told| {
            let how = if told.differs(kept, goes) { How::Choose(told.code()) } else { How::Plain };
            Line::new(viewer.say(told.key()), words(viewer, *told, kept, names), words(viewer, *told, goes, names), how)
        });
        told.chain(further(viewer, kept, goes, names)).collect()
    }

    async fn join(app: &App, actor: &Actor, from: &Card, into: &Card, theirs: &[String]) -> Result<(), StoreError> {
        let pair =
            Pair { from: VenueId(from.id.clone()), into: VenueId(into.id.clone()), seen: (from.version, into.version) };
        let theirs = theirs.iter().filter_map(|code| Told::parse(code)).collect();
        merge::venues(app, actor, pair, theirs).await
    }

    async fn apart(app: &App, actor: &Actor, one: &str, other: &str) -> Result<(), StoreError> {
        let alike = Alike::Venues(VenueId(one.to_owned()), VenueId(other.to_owned()));
        merge::keep_apart(app, actor, alike).await
    }
}

fn words(viewer: &Viewer, told: Told, venue: &Venue, names: &Names) -> String {
    match told {
        Told::Name => venue.name.clone(),
        Told::Tier => venue.tier.clone(),
        Told::Committee => names.committee(&venue.committee),
        Told::Township => names.township(&venue.township_code),
        Told::Point => format!("{:.4}, {:.4}", venue.point.0, venue.point.1),
        Told::Bells => {
            let lessons =
                venue.bells.iter().map(|(from, to)| format!("{}-{}", words_of_clock(*from), words_of_clock(*to)));
            lessons.collect::<Vec<_>>().join("，")
        }
        Told::Enrolment => {
            let bands = venue.enrolment.iter();
            let bands =
                bands.map(|(grade, count)| format!("{} {}", viewer.say(grade.key()), grouped(i64::from(*count))));
            bands.collect::<Vec<_>>().join("；")
        }
    }
}

/// What is never chosen: both stay.
fn further(viewer: &Viewer, kept: &Venue, goes: &Venue, names: &Names) -> Vec<Line> {
    let line = |key: &str, how: How, words: &dyn Fn(&Venue) -> String| {
        Line::new(viewer.say(key), words(kept), words(goes), how)
    };
    let yes = |yes: bool| if yes { viewer.say("yes") } else { String::new() };
    vec![
        line("venue-kind", How::Plain, &|v| names.other(&v.kind)),
        line("venue-rooms", How::Both, &|v| {
            v.rooms.iter().map(|room| format!("{} {}", room.name, room.capacity)).collect::<Vec<_>>().join("；")
        }),
        line("venue-contacts", How::Both, &|v| {
            let people = v.contacts.iter().map(|one| dotted([one.name.clone(), one.phone.clone(), one.email.clone()]));
            people.collect::<Vec<_>>().join("；")
        }),
        line("venue-blackouts", How::Both, &|v| {
            let days = v.blackouts.iter().map(|one| {
                format!("{} – {}", text::day_short(viewer.lang(), one.from), text::day_short(viewer.lang(), one.to))
            });
            days.collect::<Vec<_>>().join("；")
        }),
        line("venue-stairs", How::Both, &|v| yes(v.stairs)),
        line("venue-pickup", How::Both, &|v| yes(v.pickup)),
    ]
}
