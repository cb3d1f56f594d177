//! `check`: looks at everything that can silently be wrong, and says what is.

use super::{Context, Done, Failure, out};
use crate::actions::check::{Finding, look};
use crate::kernel::Refusal;
use crate::text::{Lang, say, say_with};

pub(super) async fn run(context: Context) -> Result<Done, Failure> {
    let lang = context.lang;
    let app = context.app().await?;
    let mut well = true;
    for Finding { about, wrong } in look(&app).await? {
        let about = say(lang, &format!("check-{about}"));
        if wrong.is_empty() {
            out::line(&say_with(lang, "check-well", &[("about", about.into())]))?;
            continue;
        }
        well = false;
        for refusal in &wrong {
            let what = match &refusal.place {
                Some(file) => of_file(lang, file, refusal),
                None => crate::text::refusal(lang, refusal),
            };
            out::line(&say_with(lang, "check-wrong", &[("about", about.clone().into()), ("what", what.into())]))?;
        }
    }
    Ok(if well { Done::Well } else { Done::FoundWrong })
}

fn of_file(lang: Lang, file: &str, refusal: &Refusal) -> String {
    let why = crate::text::refusal(lang, refusal);
    say_with(lang, "calendar-file-unread", &[("file", file.into()), ("why", why.into())])
}
