//! `/settings/accounts`: who may sign in as what, for administrators.

use crate::accounts::{Deed, Role, Scope};
use crate::actions::accounts::{self, NewGrant};
use crate::actions::sign_in;
use crate::app::App;
use crate::kernel::AccountId;
use crate::store::account_list::{self, AccountLine};
use crate::store::{self, Paging};
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Sign, Table};
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

/// What the list was asked with.
#[derive(Clone, Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    q: String,
    page: Option<i64>,
}

struct View {
    found: store::Page<AccountLine>,
    search: String,
}

async fn view(app: &App, viewer: &Viewer, asked: Asked) -> Result<View, Problem> {
    let scope: Scope = viewer.actor.scope(Deed::ManageAccounts)?;
    let paging = Paging::new(asked.page.unwrap_or(1), 30);
    let search = asked.q.clone();
    let found = app.store.read(move |db| account_list::list(db, &scope, &asked.q, paging)).await?;
    Ok(View { found, search })
}

/// `GET /settings/accounts`.
pub async fn list(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    let view = view(&app, &viewer, asked).await?;
    Ok(shown(&viewer, &view, &Form::empty()))
}

/// `POST /settings/accounts`: a role for a mailbox.
pub async fn add(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let new = NewGrant {
        email: form.needed("email", 254),
        name: form.text("name", 60),
        role: form.choice_needed("role", Role::parse).unwrap_or(Role::Contact),
        committee: form.needed("committee", 40),
        speaker: None,
        venue: None,
    };
    if form.is_sound() {
        match accounts::add(&app, &viewer.actor, new).await {
            Ok(_) => return Ok(redirect_saying(&app, "/settings/accounts", "said-saved")),
            Err(error) => form.refused(error)?,
        }
    }
    let view = view(&app, &viewer, Asked::default()).await?;
    Ok(shown(&viewer, &view, &form))
}

/// `POST /settings/accounts/ID`: closes or opens it, takes a role, or prints a code.
pub async fn change(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, form: Form) -> Answer {
    let id = AccountId::from(id);
    if form.has("code") {
        let code = sign_in::print_code(&app, &viewer.actor, &id).await?;
        return Ok(printed(&viewer, &code, "/settings/accounts"));
    }
    if form.has("active") {
        accounts::set_active(&app, &viewer.actor, &id, form.value("active") == "true").await?;
    } else {
        accounts::take_grant(&app, &viewer.actor, &id, form.value("take")).await?;
    }
    Ok(redirect_saying(&app, "/settings/accounts", "said-saved"))
}

/// A code to be printed or read out, shown this once.
pub fn printed(viewer: &Viewer, code: &str, back: &str) -> Response {
    let days = [("days", sign_in::CODE_DAYS.into())];
    let body = html! {
        section.sheet {
            p { (viewer.say("code-shown")) }
            p.big.secret { (code) }
            p { (viewer.say_with("code-shown-more", &days)) }
        }
    };
    Page::new(viewer, &viewer.say("code-title")).back(back, viewer.say("code-back")).show(body)
}

fn shown(viewer: &Viewer, view: &View, form: &Form) -> Response {
    let body = html! {
        (parts::problems(viewer, form))
        (parts::search(viewer, &view.search, html! {}))
        section.sheet {
            @if view.found.rows.is_empty() {
                (parts::empty(&viewer.say("accounts-none"), None))
            } @else { (table(viewer, &view.found.rows)) }
        }
        (parts::pager(viewer, &view.found))
        (parts::sheet(&viewer.say("accounts-add"), add_form(viewer, form)))
    };
    let page = Page::new(viewer, &viewer.say("accounts-title")).back("/settings", viewer.say("nav-settings"));
    page.status(form.status()).show(body)
}

fn table(viewer: &Viewer, rows: &[AccountLine]) -> Markup {
    let column = |key| Column::text(viewer.say(key));
    let columns = vec![
        column("accounts-who"),
        column("accounts-roles"),
        column("accounts-state"),
        Column::action(viewer.say("accounts-do")),
    ];
    Table::new(columns).rows(rows.iter().map(|row| cells(viewer, row))).show()
}

fn cells(viewer: &Viewer, row: &AccountLine) -> Vec<Markup> {
    let (sign, word) = if row.active { (Sign::Done, "accounts-open") } else { (Sign::Stop, "accounts-closed") };
    vec![
        html! { b { (row.name) } br; small { (row.email) } },
        roles(viewer, row),
        parts::status(sign, &viewer.say(word)),
        acts(viewer, row),
    ]
}

fn roles(viewer: &Viewer, row: &AccountLine) -> Markup {
    html! {
        @for grant in &row.grants {
            div {
                (viewer.say(&format!("role-{}", grant.role.code()))) " · " (grant.committee)
                @if !grant.about.is_empty() { " · " (grant.about) }
            }
        }
    }
}

fn acts(viewer: &Viewer, row: &AccountLine) -> Markup {
    let staff = row.grants.iter().any(|grant| !matches!(grant.role, Role::Speaker | Role::Contact));
    let action = format!("/settings/accounts/{}", row.id);
    html! {
        form method="post" action=(action) {
            (parts::mark(viewer))
            @if row.active && !staff { (parts::quiet_button_of("code", "1", &viewer.say("accounts-code"))) }
            @if row.active { (parts::quiet_button_of("active", "false", &viewer.say("accounts-close"))) }
            @else { (parts::quiet_button_of("active", "true", &viewer.say("accounts-reopen"))) }
        }
        @if row.grants.len() > 1 {
            details.more {
                summary { (viewer.say("accounts-take")) }
                form method="post" action=(action) {
                    (parts::mark(viewer))
                    @for grant in &row.grants {
                        (parts::quiet_button_of("take", &grant.id, &format!("{} · {}", viewer.say(&format!("role-{}", grant.role.code())), grant.committee)))
                    }
                }
            }
        }
    }
}

fn add_form(viewer: &Viewer, form: &Form) -> Markup {
    let roles: Vec<(String, String)> =
        Role::ALL.iter().map(|role| (role.code().to_owned(), viewer.say(&format!("role-{}", role.code())))).collect();
    let field = |name, label| Field::new(viewer, form, name, label);
    parts::post(
        viewer,
        "/settings/accounts",
        html! {
            div.rowset {
                (field("email", "accounts-email").needed().most(254).email())
                (field("name", "accounts-name").most(60).line())
            }
            div.rowset {
                (field("role", "accounts-role").needed().select(&roles, Some("")))
                (field("committee", "accounts-committee").hint("accounts-committee-hint").needed().most(40).line())
            }
            (parts::button(&viewer.say("accounts-add-button")))
        },
    )
}
