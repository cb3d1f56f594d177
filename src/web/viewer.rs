//! Who looks at a page, and how they want it.

use super::cookies::Look;
use super::problem::Problem;
use crate::accounts::{Account, Actor, Deed, Role};
use crate::kernel::{Arg, Moment, Refusal};
use crate::store::accounts::Helper;
use crate::text::{self, Lang};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::collections::HashMap;
use std::sync::Arc;

/// Who looks at this page: in the hands of every handler.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// By what right, with which roles.
    pub actor: Actor,
    /// The account, when signed in.
    pub account: Option<Account>,
    /// How the page is to look.
    pub look: Look,
    /// Path and query of this request, to come back to.
    pub path: String,
    /// Whom to telephone when stuck; at the foot of every page.
    pub helper: Option<Helper>,
    /// The rehearsal's moment, for the banner.
    pub rehearsal: Option<Moment>,
    /// Key of the sentence that the page before left.
    pub said: Option<String>,
    /// Where the request comes from, for limits on guessing.
    pub place: String,
    /// Hash of the browser's session, when signed in.
    pub session: Option<String>,
    /// Whether the page is opened inside WeChat.
    pub in_wechat: bool,
    /// What every form of this browser carries.
    pub(super) mark: String,
    /// Names of the themes in the language of the page, where it is not theirs.
    pub(super) themes: Arc<HashMap<String, String>>,
}

impl Viewer {
    /// A sentence.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        text::say(self.look.lang, key)
    }

    /// A sentence with arguments.
    #[must_use]
    pub fn say_with(&self, key: &str, args: &[(&'static str, Arg)]) -> String {
        text::say_with(self.look.lang, key, args)
    }

    /// A refusal in words.
    #[must_use]
    pub fn refusal(&self, refusal: &Refusal) -> String {
        text::refusal(self.look.lang, refusal)
    }

    /// A theme in the language of the page; one without a name in it keeps its own.
    #[must_use]
    pub fn theme<'a>(&'a self, theme: &'a str) -> &'a str {
        self.themes.get(theme).map_or(theme, String::as_str)
    }

    /// Whether pages of `deed` open for them: else no link leads there.
    #[must_use]
    pub fn may_open(&self, deed: Deed) -> bool {
        self.actor.scope(deed).is_ok()
    }

    /// The language of the page.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.look.lang
    }

    /// Whether somebody with a staff role looks.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        [Role::Administrator, Role::Coordinator].into_iter().any(|role| self.actor.has(role))
    }

    /// The mark that every form of this browser carries.
    #[must_use]
    pub fn mark(&self) -> &str {
        &self.mark
    }

    /// Whether a posted mark is this browser's; takes the same time either way.
    #[must_use]
    pub fn marks(&self, posted: &str) -> bool {
        use subtle::ConstantTimeEq;
        self.mark.as_bytes().ct_eq(posted.as_bytes()).into()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Viewer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::internal(&"no viewer layer on this route"))
    }
}
