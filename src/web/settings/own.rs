//! `/settings`: how the pages look, one's password, and the way to the accounts.

use crate::accounts::{Deed, Origin};
use crate::actions::sign_in;
use crate::app::App;
use crate::kernel::Refusal;
use crate::web::cookies::SIZES;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Field};
use crate::web::problem::{Answer, Problem};
use crate::web::settings::registers;
use crate::web::viewer::Viewer;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

/// `GET /settings`.
pub async fn page(viewer: Viewer) -> Answer {
    if *viewer.actor.origin() == Origin::Visitor {
        return Err(Refusal::forbidden("sign-in-first").into());
    }
    Ok(shown(&viewer, &Form::empty()))
}

/// `POST /settings/password`: a new password, or the first.
pub async fn password(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let account = viewer.account.as_ref().ok_or_else(|| Problem::from(Refusal::forbidden("sign-in-first")))?;
    let session = viewer.session.clone().unwrap_or_default();
    if form.value("password") != form.value("again") {
        form.refuse(Refusal::new("password-differs").at("again"));
        return Ok(shown(&viewer, &form));
    }
    let set = sign_in::set_own_password(&app, account, &session, form.value("current"), form.value("password"));
    match set.await {
        Ok(()) => Ok(redirect_saying(&app, "/settings", "said-password")),
        Err(error) => {
            form.refused(error)?;
            Ok(shown(&viewer, &form))
        }
    }
}

fn shown(viewer: &Viewer, form: &Form) -> Response {
    let name = viewer.account.as_ref().map_or("", |account| account.name.as_str());
    let email = viewer.account.as_ref().map_or("", |account| account.email.as_str());
    let body = html! {
        (parts::problems(viewer, form))
        div.grid {
            (parts::sheet(&viewer.say("settings-look"), look_form(viewer)))
            (parts::sheet(&viewer.say("settings-password"), password_form(viewer, form)))
        }
        @if viewer.is_staff() {
            (parts::sheet(&viewer.say("registers-title"), html! {
                p.acts {
                    @for kind in registers::KINDS {
                        (parts::link(&format!("/settings/registers/{}", kind.code()), &viewer.say(kind.key())))
                    }
                    (parts::link("/settings/divisions", &viewer.say("file-divisions")))
                    (parts::link("/settings/areas", &viewer.say("areas-title")))
                    @if viewer.actor.scope(Deed::EditCommittees).is_ok() {
                        (parts::link("/settings/lists", &viewer.say("lists-title")))
                    }
                }
            }))
        }
        @if viewer.actor.scope(Deed::EditSettings).is_ok() {
            (parts::sheet(&viewer.say("letter-settings-title"), html! {
                p.acts { (parts::link("/settings/letters", &viewer.say("letter-settings-open"))) }
            }))
        }
        @if viewer.actor.scope(Deed::MoveFiles).is_ok() {
            (parts::sheet(&viewer.say("import-title"), html! {
                p.acts { (parts::link("/settings/import", &viewer.say("import-open"))) }
            }))
        }
        @if viewer.actor.scope(Deed::ManageAccounts).is_ok() {
            (parts::sheet(&viewer.say("settings-office"), html! {
                p.acts { (parts::link("/settings/accounts", &viewer.say("accounts-title"))) }
            }))
        }
    };
    let note = html! { (name) " · " (email) };
    Page::new(viewer, &viewer.say("nav-settings")).note(note).status(form.status()).show(body)
}

fn look_form(viewer: &Viewer) -> Markup {
    let look = viewer.look;
    let form = Form::empty()
        .with("lang", look.lang.code())
        .with("elder", if look.elder { "on" } else { "off" })
        .with("size", look.size);
    let languages = [("zh".to_owned(), "中文".to_owned()), ("en".to_owned(), "English".to_owned())];
    let modes = [("off", "look-plain"), ("on", "look-elder")].map(|(code, key)| (code.to_owned(), viewer.say(key)));
    let sizes = SIZES.map(|size| {
        let pixels = [("size", i64::from(size).into())];
        (size.to_string(), viewer.say_with("settings-size-of", &pixels))
    });
    parts::post(
        viewer,
        "/look",
        html! {
            input type="hidden" name="back" value="/settings";
            (Field::new(viewer, &form, "lang", "settings-language").radios(&languages))
            (Field::new(viewer, &form, "elder", "settings-mode").radios(&modes))
            (Field::new(viewer, &form, "size", "settings-size").radios(&sizes))
            (parts::button(&viewer.say("form-save")))
        },
    )
}

fn password_form(viewer: &Viewer, form: &Form) -> Markup {
    let has = viewer.account.as_ref().is_some_and(|account| account.has_password);
    let field = |name, label| Field::new(viewer, form, name, label);
    parts::post(
        viewer,
        "/settings/password",
        html! {
            p.hint { (viewer.say(if has { "settings-password-has" } else { "settings-password-none" })) }
            @if has { (field("current", "settings-password-current").autocomplete("current-password").password()) }
            (field("password", "settings-password-new").hint("settings-password-hint").autocomplete("new-password").password())
            (field("again", "settings-password-again").autocomplete("new-password").password())
            (parts::button(&viewer.say("form-save")))
        },
    )
}
