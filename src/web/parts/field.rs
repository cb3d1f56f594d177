//! One field of a form: label, hint, what was typed, and what is wrong with it.

use crate::web::form::Form;
use crate::web::viewer::Viewer;
use maud::{Markup, html};

/// Codes and words to choose from.
pub type Options = Vec<(String, String)>;

/// A field about to be drawn.
pub struct Field<'a> {
    viewer: &'a Viewer,
    form: &'a Form,
    name: &'a str,
    label: String,
    hint: Option<String>,
    needed: bool,
    most: Option<usize>,
    autocomplete: Option<&'static str>,
    short: bool,
}

impl<'a> Field<'a> {
    /// The field `name` of a form, under the sentence of `label`.
    #[must_use]
    pub fn new(viewer: &'a Viewer, form: &'a Form, name: &'a str, label: &str) -> Self {
        let label = viewer.say(label);
        Self { viewer, form, name, label, hint: None, needed: false, most: None, autocomplete: None, short: false }
    }

    /// With words of its own instead of a sentence's key.
    #[must_use]
    pub fn labelled(mut self, words: impl Into<String>) -> Self {
        self.label = words.into();
        self
    }

    /// With a hint, by its key.
    #[must_use]
    pub fn hint(mut self, key: &str) -> Self {
        self.hint = Some(self.viewer.say(key));
        self
    }

    /// It must be filled in.
    #[must_use]
    pub fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    /// At most so many characters.
    #[must_use]
    pub fn most(mut self, most: usize) -> Self {
        self.most = Some(most);
        self
    }

    /// What the browser may fill in by itself.
    #[must_use]
    pub fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = Some(what);
        self
    }

    /// Narrow: a number, a date, a code.
    #[must_use]
    pub fn short(mut self) -> Self {
        self.short = true;
        self
    }

    /// A line of text.
    #[must_use]
    pub fn line(self) -> Markup {
        self.input("text", None)
    }

    /// A mailbox.
    #[must_use]
    pub fn email(self) -> Markup {
        self.input("email", None)
    }

    /// A telephone number.
    #[must_use]
    pub fn phone(self) -> Markup {
        self.short().input("tel", None)
    }

    /// A secret.
    #[must_use]
    pub fn password(self) -> Markup {
        let described = self.described();
        self.around(html! {
            input type="password" id=(self.form.id(self.name)) name=(self.name) autocomplete=[self.autocomplete]
                aria-describedby=[described] aria-invalid=[self.invalid()];
        })
    }

    /// A whole number; typed as text, so that full-width digits are taken.
    #[must_use]
    pub fn number(self) -> Markup {
        self.short().input("text", Some("numeric"))
    }

    /// A day.
    #[must_use]
    pub fn date(self) -> Markup {
        self.short().input("date", None)
    }

    /// A clock time.
    #[must_use]
    pub fn time(self) -> Markup {
        self.short().input("time", None)
    }

    /// A day and a clock time.
    #[must_use]
    pub fn moment(self) -> Markup {
        self.short().input("datetime-local", None)
    }

    /// A file of one of these endings.
    #[must_use]
    pub fn file(self, accept: &str) -> Markup {
        let described = self.described();
        self.around(html! {
            input type="file" id=(self.form.id(self.name)) name=(self.name) accept=(accept) aria-describedby=[described]
                aria-invalid=[self.invalid()];
        })
    }

    /// Several lines.
    #[must_use]
    pub fn area(self, rows: u8) -> Markup {
        let described = self.described();
        self.around(html! {
            textarea id=(self.form.id(self.name)) name=(self.name) rows=(rows) maxlength=[self.most]
                aria-describedby=[described] aria-invalid=[self.invalid()] { (self.form.value(self.name)) }
        })
    }

    /// One of several in a list; `none` are the words for no choice.
    #[must_use]
    pub fn select(self, options: &[(String, String)], none: Option<&str>) -> Markup {
        let now = self.form.value(self.name);
        let described = self.described();
        self.around(html! {
            select id=(self.form.id(self.name)) name=(self.name) aria-describedby=[described] aria-invalid=[self.invalid()] {
                @if let Some(words) = none { option value="" { (words) } }
                @for (code, words) in options { option value=(code) selected[code == now] { (words) } }
                // what is no longer offered still stands until another is chosen
                @if !now.is_empty() && options.iter().all(|(code, _)| code != now) { option value=(now) selected { (now) } }
            }
        })
    }

    /// One of a few, all in sight.
    #[must_use]
    pub fn radios(self, options: &[(String, String)]) -> Markup {
        let now = self.form.value(self.name);
        self.group(html! {
            @for (code, words) in options {
                label.pick { input type="radio" name=(self.name) value=(code) checked[code == now]; span { (words) } }
            }
        })
    }

    /// Any of a few.
    #[must_use]
    pub fn boxes(self, options: &[(String, String)]) -> Markup {
        let kept = self.form.values(self.name).filter(|now| options.iter().all(|(code, _)| code != now));
        self.group(html! {
            @for now in kept {
                label.pick { input type="checkbox" name=(self.name) value=(now) checked; span { (now) } }
            }
            @for (code, words) in options {
                label.pick {
                    input type="checkbox" name=(self.name) value=(code) checked[self.form.values(self.name).any(|v| v == code)];
                    span { (words) }
                }
            }
        })
    }

    /// Yes or no.
    #[must_use]
    pub fn tick(self) -> Markup {
        html! {
            div.field.single {
                label.pick {
                    input type="checkbox" id=(self.form.id(self.name)) name=(self.name) value="true"
                        checked[self.form.value(self.name) == "true"] aria-describedby=[self.described()];
                    span { (self.label) }
                }
                (self.notes())
            }
        }
    }

    fn input(self, kind: &str, mode: Option<&str>) -> Markup {
        let described = self.described();
        self.around(html! {
            input type=(kind) inputmode=[mode] id=(self.form.id(self.name)) name=(self.name) value=(self.form.value(self.name))
                maxlength=[self.most] autocomplete=[self.autocomplete] aria-describedby=[described]
                aria-invalid=[self.invalid()] aria-required=[self.needed.then_some("true")];
        })
    }

    fn around(&self, control: Markup) -> Markup {
        html! {
            div class={ "field" @if self.short { " short" } } {
                label for=(self.form.id(self.name)) { (self.label) (self.needed_word()) }
                (control)
                (self.notes())
            }
        }
    }

    fn group(&self, controls: Markup) -> Markup {
        html! {
            fieldset.field id=(self.form.id(self.name)) tabindex="-1" aria-describedby=[self.described()] {
                legend { (self.label) (self.needed_word()) }
                div.picks { (controls) }
                (self.notes())
            }
        }
    }

    fn needed_word(&self) -> Markup {
        html! { @if self.needed { span.must { (self.viewer.say("field-must")) } } }
    }

    fn notes(&self) -> Markup {
        html! {
            @if let Some(hint) = &self.hint { p.hint id={ (self.form.id(self.name)) "-h" } { (hint) } }
            @if let Some(refusal) = self.form.problem(self.name) {
                p.wrong id={ (self.form.id(self.name)) "-e" } { span.sign aria-hidden="true" { "●" } (self.viewer.refusal(refusal)) }
            }
        }
    }

    fn invalid(&self) -> Option<&'static str> {
        self.form.problem(self.name).map(|_| "true")
    }

    fn described(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-h", self.form.id(self.name)));
        let wrong = self.invalid().map(|_| format!("{}-e", self.form.id(self.name)));
        match (wrong, hint) {
            (Some(wrong), Some(hint)) => Some(format!("{wrong} {hint}")),
            (one, other) => one.or(other),
        }
    }
}
