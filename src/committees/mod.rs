//! Divisions with dated codes, the committee tree, campaigns, and the editable lists.

use crate::kernel::{CampaignId, CommitteeId, CommitteePath, Day, LiaisonAreaId, VenueId};

crate::codes! {
    /// What a committee stands for.
    Level, "level" {
        /// 省
        Province = "province",
        /// 市
        City = "city",
        /// 县（市、区）
        County = "county",
        /// 镇（街道）
        Township = "township",
        /// 村（社区）
        Village = "village",
        /// 学校
        School = "school",
        /// 企业
        Enterprise = "enterprise",
        /// 机关
        Government = "government",
    }
}

crate::codes! {
    /// What a division is.
    DivisionLevel, "division" {
        /// 省
        Province = "province",
        /// 地级市
        Prefecture = "prefecture",
        /// 县（市、区）
        County = "county",
        /// 镇（街道）
        Township = "township",
        /// 村（社区）
        Village = "village",
        /// 功能区
        FunctionalZone = "functional_zone",
        /// 统计单元
        StatisticalUnit = "statistical_unit",
    }
}

/// A committee or other owner of sessions (关工委).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committee {
    /// Its identity.
    pub id: CommitteeId,
    /// Its code in files.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it stands for.
    pub level: Level,
    /// The one above in the reporting tree.
    pub parent: Option<CommitteeId>,
    /// Where it stands.
    pub path: CommitteePath,
    /// Its division, a dated alias and never a key.
    pub division_code: Option<String>,
    /// The helper's telephone on every page.
    pub phone: String,
    /// Its mailbox.
    pub email: String,
    /// Raised to revoke its feed's address.
    pub feed_generation: i32,
    /// For optimistic locking.
    pub version: i32,
}

/// A second grouping of committees and venues beside the tree (联系片). What stands in one stands
/// in no other, so that sums by area count nothing twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiaisonArea {
    /// Its identity.
    pub id: LiaisonAreaId,
    /// Its name, no other of its owner's.
    pub name: String,
    /// Its owner.
    pub committee: CommitteeId,
    /// Who calls its members together (牵头单位).
    pub convener: Option<CommitteeId>,
    /// For optimistic locking.
    pub version: i32,
}

/// What may stand in a liaison area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A committee with all below it that stands in no area itself.
    Committee(CommitteeId),
    /// A school or station.
    Venue(VenueId),
}

/// An administrative division, valid for a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Division {
    /// Its code at that time.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// What it is.
    pub level: DivisionLevel,
    /// The code of the one above.
    pub parent_code: Option<String>,
    /// Latitude and longitude, degrees.
    pub point: Option<(f64, f64)>,
    /// First day of validity.
    pub valid_from: Day,
    /// Last day of validity.
    pub valid_to: Option<Day>,
}

/// A window with a name and a slogan (主题教育活动).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// Its identity.
    pub id: CampaignId,
    /// Its code in files.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its slogan.
    pub slogan: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Its owner.
    pub committee: CommitteeId,
}

/// An entry of an editable list: a theme, team kind, venue kind or language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListItem {
    /// Its code; of themes and team kinds the Chinese name itself.
    pub code: String,
    /// Its Chinese name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Its place in the list.
    pub position: i32,
    /// Of a venue kind: whether it keeps terms, exams and school days.
    pub keeps_terms: bool,
    /// No longer offered, still shown where used.
    pub retired: bool,
}

/// Which editable list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum List {
    /// Themes of lectures (主题).
    Themes,
    /// Kinds of teams (团队类别).
    TeamKinds,
    /// Kinds of venues.
    VenueKinds,
    /// Languages of lectures.
    Languages,
}

impl List {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Themes, Self::TeamKinds, Self::VenueKinds, Self::Languages];

    /// As in addresses and the journal.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Themes => "themes",
            Self::TeamKinds => "team-kinds",
            Self::VenueKinds => "venue-kinds",
            Self::Languages => "languages",
        }
    }

    /// The list of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.code() == code)
    }
}
