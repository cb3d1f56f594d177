//! `serve --demo`: the sample city, and a way in for each kind of user.

use super::{Context, Failure, out};
use crate::actions::sign_in;
use crate::app::App;
use crate::demo::fill::{Filled, fill};
use crate::demo::staff::MAILBOXES;
use crate::kernel::Arg;
use crate::text::say;

/// Fills an empty database and prints a sign-in link for each kind of user.
pub(super) async fn prepare(context: &Context, app: &App) -> Result<(), Failure> {
    let said = match fill(app).await? {
        Filled::Fresh => "demo-filled",
        Filled::Already => "demo-already",
    };
    out::say(context.lang, said, &[])?;
    for (role, email) in MAILBOXES {
        let link = sign_in::link_for(app, email).await?;
        let who = say(context.lang, &format!("role-{}", role.code()));
        out::say(
            context.lang,
            "demo-link",
            &[("who", Arg::Text(who)), ("email", email.into()), ("link", link.into())],
        )?;
    }
    Ok(())
}
