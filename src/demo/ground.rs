//! Divisions as they are, and a committee for each from the province down to the township.

use super::dice::Dice;
use super::facts;
use crate::committees::{Committee, Division, DivisionLevel, Level};
use crate::kernel::{CommitteeId, CommitteePath, Day, Moment};
use std::collections::BTreeMap;

/// The development zone reports apart, although its subdistricts lie in a district.
const ZONE: &str = "320671";
const ZONE_TOWNSHIPS: [&str; 5] = ["320613011", "320613012", "320613013", "320613014", "320613015"];

/// A committee whose teams hold sessions: the city, a county or district, the zone.
pub struct Owner {
    /// Its committee.
    pub committee: CommitteeId,
    /// Code of its division.
    pub division: &'static str,
    /// Short letters for codes of speakers and teams.
    pub letters: &'static str,
    /// Its name without the mark, as 崇川区.
    pub place: &'static str,
    /// Share of the city's sessions, in parts of the sum over all owners.
    pub share: u32,
}

/// A township or subdistrict that has a committee.
pub struct Township {
    /// Nine digits.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Latitude and longitude.
    pub point: (f64, f64),
    /// Its committee.
    pub committee: CommitteeId,
    /// Which of [`Ground::owners`] it reports to.
    pub owner: usize,
}

/// The land: divisions, committees, owners and townships.
pub struct Ground {
    /// All divisions, villages included.
    pub divisions: Vec<Division>,
    /// Parents before children.
    pub committees: Vec<Committee>,
    /// The city first.
    pub owners: Vec<Owner>,
    /// By code.
    pub townships: BTreeMap<&'static str, Township>,
}

const OWNERS: [(&str, &str, u32); 9] = [
    ("320600", "NT", 80),
    ("320613", "CC", 150),
    ("320612", "TZ", 160),
    ("320614", "HM", 120),
    ("320623", "RD", 110),
    ("320681", "QD", 120),
    ("320682", "RG", 150),
    ("320685", "HA", 110),
    (ZONE, "KF", 60),
];

/// The land, with committees made at a moment.
#[must_use]
pub fn ground(made: Moment) -> Ground {
    let facts = facts::divisions();
    let mut tree = Tree { dice: Dice::of("committees"), made, committees: Vec::new() };
    let province = tree.add("JS", "江苏省", Level::Province, None, "320000", "320000");
    let mut owners = Vec::new();
    for (code, letters, share) in OWNERS {
        let Some(place) = facts.iter().find(|it| it.code == code).map(|it| it.name) else { continue };
        let city = owners.first().map(|it: &Owner| it.committee.clone());
        let (level, above) =
            if city.is_none() { (Level::City, Some(&province)) } else { (Level::County, city.as_ref()) };
        let own = if city.is_none() { letters.to_owned() } else { format!("NT-{letters}") };
        let committee = tree.add(&own, place, level, above, code, code);
        owners.push(Owner { committee, division: code, letters, place, share });
    }
    let townships = townships(&facts, &owners, &mut tree);
    Ground { divisions: divisions(&facts), committees: tree.committees, owners, townships }
}

struct Tree {
    dice: Dice,
    made: Moment,
    committees: Vec<Committee>,
}

impl Tree {
    fn add(
        &mut self,
        code: &str,
        place: &str,
        level: Level,
        above: Option<&CommitteeId>,
        division: &str,
        mail: &str,
    ) -> CommitteeId {
        let id = CommitteeId(self.dice.id(self.made));
        let parent = above.and_then(|id| self.committees.iter().find(|it| it.id == *id));
        let path = parent.map_or_else(CommitteePath::everything, |it| it.path.clone()).child(&id);
        self.committees.push(Committee {
            id: id.clone(),
            code: code.to_owned(),
            name: format!("示例·{place}关工委"),
            level,
            parent: above.cloned(),
            path,
            division_code: Some(division.to_owned()),
            phone: super::names::phone(&mut self.dice),
            email: format!("guangongwei-{mail}@sample.example"),
            feed_generation: 1,
            version: 1,
        });
        id
    }
}

fn townships(facts: &[facts::Division], owners: &[Owner], tree: &mut Tree) -> BTreeMap<&'static str, Township> {
    let mut counts = vec![0; owners.len()];
    let mut townships = BTreeMap::new();
    for it in facts.iter().filter(|it| it.level == "township") {
        let county = if ZONE_TOWNSHIPS.contains(&it.code) { ZONE } else { it.parent };
        let Some(owner) = owners.iter().position(|owner| owner.division == county) else { continue };
        let (Some(lat), Some(lon)) = (it.lat, it.lon) else { continue };
        counts[owner] += 1;
        let code = format!("NT-{}-{:02}", owners[owner].letters, counts[owner]);
        let above = owners[owner].committee.clone();
        let committee = tree.add(&code, it.name, Level::Township, Some(&above), it.code, it.code);
        townships.insert(it.code, Township { code: it.code, name: it.name, point: (lat, lon), committee, owner });
    }
    townships
}

/// Codes as of the tables' sources; they change with the years and are never a key.
fn divisions(facts: &[facts::Division]) -> Vec<Division> {
    let from = Day::ymd(2020, 1, 1).unwrap_or(Day(chrono::NaiveDate::MIN));
    let row = |code: &str, name: &str, name_en: &str, level, parent: Option<&str>, point| Division {
        code: code.to_owned(),
        name: name.to_owned(),
        name_en: name_en.to_owned(),
        level,
        parent_code: parent.map(str::to_owned),
        point,
        valid_from: from,
        valid_to: None,
    };
    let mut all = vec![row("320000", "江苏省", "Jiangsu Province", DivisionLevel::Province, None, None)];
    all.extend(facts.iter().filter_map(|it| {
        let level = DivisionLevel::parse(it.level)?;
        Some(row(it.code, it.name, it.name_en, level, Some(it.parent), it.lat.zip(it.lon)))
    }));
    let villages = facts::villages();
    all.extend(villages.iter().map(|it| row(it.code, it.name, "", DivisionLevel::Village, Some(it.parent), None)));
    all
}
