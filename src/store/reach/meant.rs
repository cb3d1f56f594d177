//! Which sessions are meant, as one condition: a boxed subquery cannot stand inside a query
//! for both databases, so it writes itself.

use super::Which;
use crate::store::schema::sessions;
use chrono::NaiveDate;
use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Bool, Date, HasSqlType, Text};

/// Ids of the sessions that are meant, as a subquery.
pub(super) type Ids = diesel::dsl::Filter<diesel::dsl::Select<sessions::table, sessions::id>, Meant>;

/// A condition on `sessions`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meant {
    statuses: &'static [&'static str],
    ids: Option<Vec<String>>,
    venue: Option<String>,
    days: Option<(NaiveDate, NaiveDate)>,
    owners: Option<Vec<String>>,
    committees: Option<Vec<String>>,
    venues: Option<Vec<String>>,
    campaign: Option<String>,
    /// Whether the sessions are found by something else, a short list of them.
    listed: bool,
}

impl Meant {
    /// Delivered sessions alone, or those that were agreed as well.
    pub(super) fn of(which: &Which<'_>, delivered: bool) -> Self {
        let statuses: &[&str] = if delivered { &["delivered"] } else { &["confirmed", "delivered"] };
        let any = Self { statuses, ..Self::default() };
        match which {
            Which::All => any,
            Which::Sessions(ids) => {
                Self { ids: Some(ids.iter().map(ToString::to_string).collect()), listed: true, ..any }
            }
            Which::Venue(venue) => Self { venue: Some(venue.to_string()), ..any },
            Which::VenueDays(venue, from, to) => {
                Self { venue: Some(venue.to_string()), days: Some((from.0, to.0)), ..any }
            }
            Which::At(venues, scope, from, to, campaign) => Self {
                venues: Some(venues.to_vec()),
                ..Self::of(&Which::Within(scope, *from, *to, *campaign), delivered)
            },
            Which::Owners(ids, from, to, campaign) => Self {
                days: Some((from.0, to.0)),
                committees: Some(ids.iter().map(ToString::to_string).collect()),
                campaign: campaign.map(ToString::to_string),
                ..any
            },
            Which::Under(paths) => Self { owners: Some(paths.iter().map(|path| format!("{path}%")).collect()), ..any },
            Which::Within(scope, from, to, campaign) => Self {
                days: Some((from.0, to.0)),
                owners: Some(scope.subtrees().into_iter().map(|path| format!("{path}%")).collect()),
                campaign: campaign.map(ToString::to_string),
                ..any
            },
        }
    }

    /// The same, to be looked at session by session. SQLite knows nothing of how long a list is
    /// and would rather begin with all sessions of the days.
    pub(super) fn listed(self) -> Self {
        Self { listed: true, ..self }
    }

    /// Their ids.
    pub(super) fn ids(self) -> Ids {
        sessions::table.select(sessions::id).filter(self)
    }
}

impl Expression for Meant {
    type SqlType = Bool;
}
impl<Source> SelectableExpression<Source> for Meant {}
impl<Source> AppearsOnTable<Source> for Meant {}
impl ValidGrouping<()> for Meant {
    type IsAggregate = is_aggregate::No;
}
impl QueryId for Meant {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB> QueryFragment<DB> for Meant
where
    DB: Backend + HasSqlType<Text> + HasSqlType<Date>,
    String: ToSql<Text, DB>,
    NaiveDate: ToSql<Date, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        // lists are as long as they happen to be, and the best plan differs from subtree to subtree
        let lists = [&self.ids, &self.committees, &self.venues].into_iter().flatten();
        if !self.listed || lists.count() > 0 || self.owners.as_ref().is_some_and(|owners| owners.len() > 1) {
            out.unsafe_to_cache_prepared();
        }
        // the words of `statuses` are fixed above
        let column =
            |name| if self.listed { format!("COALESCE(sessions.{name}, NULL)") } else { format!("sessions.{name}") };
        out.push_sql("(");
        out.push_sql(&column("status"));
        out.push_sql(" IN ('");
        out.push_sql(&self.statuses.join("', '"));
        out.push_sql("')");
        let lists = [
            (" AND sessions.id IN (NULL", &self.ids),
            (" AND sessions.committee_id IN (NULL", &self.committees),
            (" AND sessions.venue_id IN (NULL", &self.venues),
        ];
        for (start, ids) in lists {
            let Some(ids) = ids else { continue };
            out.push_sql(start);
            for id in ids {
                out.push_sql(", ");
                out.push_bind_param::<Text, String>(id)?;
            }
            out.push_sql(")");
        }
        if let Some(venue) = &self.venue {
            out.push_sql(" AND sessions.venue_id = ");
            out.push_bind_param::<Text, String>(venue)?;
        }
        if let Some((from, to)) = &self.days {
            out.push_sql(" AND ");
            out.push_sql(&column("day"));
            out.push_sql(" BETWEEN ");
            out.push_bind_param::<Date, NaiveDate>(from)?;
            out.push_sql(" AND ");
            out.push_bind_param::<Date, NaiveDate>(to)?;
        }
        if let Some(owners) = &self.owners {
            out.push_sql(" AND ");
            out.push_sql(&column("committee_id"));
            out.push_sql(" IN (SELECT owner.id FROM committees AS owner WHERE 1=0");
            for start in owners {
                out.push_sql(" OR owner.path LIKE ");
                out.push_bind_param::<Text, String>(start)?;
            }
            out.push_sql(")");
        }
        if let Some(campaign) = &self.campaign {
            out.push_sql(" AND ");
            out.push_sql(&column("campaign_id"));
            out.push_sql(" = ");
            out.push_bind_param::<Text, String>(campaign)?;
        }
        out.push_sql(")");
        Ok(())
    }
}
