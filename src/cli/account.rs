//! `account add` and `sign-in-link`: the first administrator, and the way in.

use super::{Context, Done, Failure, out};
use crate::accounts::{Actor, Role};
use crate::actions::accounts::{NewGrant, add};
use crate::actions::sign_in::{LINK_MINUTES, link_for};
use crate::kernel::Refusal;
use crate::store::{facts, speakers, venues};
use clap::builder::PossibleValuesParser;

/// Arguments of `account`.
#[derive(clap::Subcommand, Debug)]
pub(super) enum Account {
    /// Give a role to a mailbox; the same role twice changes nothing.
    #[command(after_help = "Example:\n  xinhuo account add zhang@example.cn --role administrator --committee 320600")]
    Add(AddArgs),
}

/// Arguments of `account add`.
#[derive(clap::Args, Debug)]
pub(super) struct AddArgs {
    /// The mailbox.
    email: String,
    /// What the account may be.
    #[arg(long, value_parser = PossibleValuesParser::new(Role::ALL.map(Role::code)))]
    role: String,
    /// Code of the committee whose subtree the role covers.
    #[arg(long, value_name = "CODE")]
    committee: String,
    /// Name for the journal [default: what stands before the @].
    #[arg(long, default_value = "", hide_default_value = true)]
    name: String,
    /// Code of the speaker, for that role [default: the one of the same mailbox].
    #[arg(long, value_name = "CODE")]
    speaker: Option<String>,
    /// Code of the venue, for a contact [default: the one of the same mailbox].
    #[arg(long, value_name = "CODE")]
    venue: Option<String>,
}

/// Arguments of `sign-in-link`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  xinhuo sign-in-link zhang@example.cn")]
pub(super) struct LinkArgs {
    /// The mailbox of an account.
    email: String,
}

pub(super) async fn run(context: Context, account: Account) -> Result<Done, Failure> {
    let Account::Add(args) = account;
    let app = context.app().await?;
    // the parser has let no other role through
    let Some(role) = Role::parse(&args.role) else { return Ok(Done::FoundWrong) };
    let (speaker, venue) = (args.speaker, args.venue);
    let (speaker, venue) = app
        .store
        .read(move |db| {
            if facts::is_empty(db)? {
                return Err(Refusal::new("no-committees-yet").into());
            }
            let speaker = speaker.map(|code| speakers::by_code(db, &code)).transpose()?;
            let venue = venue.map(|code| venues::by_code(db, &code)).transpose()?;
            Ok((speaker.map(|speaker| speaker.id), venue.map(|venue| venue.id)))
        })
        .await?;
    let new = NewGrant { email: args.email, name: args.name, role, committee: args.committee, speaker, venue };
    let account = add(&app, &Actor::operator(), new).await?;
    let role = crate::text::say(context.lang, &format!("role-{}", role.code()));
    out::say(context.lang, "account-added", &[("email", account.email.into()), ("role", role.into())])?;
    Ok(Done::Well)
}

pub(super) async fn link(context: Context, args: LinkArgs) -> Result<Done, Failure> {
    let app = context.app().await?;
    let link = link_for(&app, &args.email).await?;
    out::line(&link)?;
    eprintln!("{}", crate::text::say_with(context.lang, "sign-in-link-holds", &[("minutes", LINK_MINUTES.into())]));
    Ok(Done::Well)
}
