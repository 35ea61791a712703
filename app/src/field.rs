//! The fields of a form: label, hint, problem and input, tied together for keyboard and screen reader.
//!
//! Message keys follow from names: field `rest_days` of form `placement` is labelled `placement-field-rest-days` and
//! hinted at by `placement-field-rest-days-hint`.

use domain::Problem;
use domain::codes::Language;
use i18n::{Text, Value};
use leptos::prelude::*;
use uuid::Uuid;

use crate::at::At;
use crate::form::{Form, Submitted};

mod choices;
mod hints;

pub(crate) use hints::thread;

/// What every field of one form shares: words and problems.
pub struct Fields<'a, F> {
    at: &'a At,
    submitted: &'a Submitted<F>,
}

/// A choice: its value and its words.
pub type Choice = (String, String);

/// What somebody says about a field: who and when in a line, and the words.
pub type Said = (String, String);

impl<'a, F: Form> Fields<'a, F> {
    /// The fields of a form on this page.
    #[must_use]
    pub const fn new(at: &'a At, submitted: &'a Submitted<F>) -> Self {
        Self { at, submitted }
    }

    /// The key of a field's label; fields of rows, named `source_url-2`, share one.
    fn key(name: &str) -> String {
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-');
        format!("{}-field-{}", F::NAME, name.replace('_', "-"))
    }

    /// The words of the page.
    #[must_use]
    pub const fn text(&self) -> Text {
        self.at.text
    }

    /// The label of a field.
    #[must_use]
    pub fn label(&self, name: &str) -> String {
        self.at.text.get(&Self::key(name))
    }

    /// The label of a field where it stands alone, as in a list of problems: a field of a row says which row.
    #[must_use]
    pub fn named(&self, name: &str) -> String {
        named::<F>(self.at.text, name)
    }

    /// Words of the reader's language.
    #[must_use]
    pub fn words(&self, key: &str) -> String {
        self.at.text.get(key)
    }

    /// Words with values in them.
    #[must_use]
    pub fn words_with(&self, key: &str, values: &[(&str, Value)]) -> String {
        self.at.text.with(key, values)
    }

    /// The reader's language.
    #[must_use]
    pub fn reader(&self) -> Language {
        self.at.text.language().parse().unwrap_or_else(|_| Language::english())
    }

    /// The choices of a closed list: each word under the message `<prefix>-<word>`.
    #[must_use]
    pub fn list(&self, prefix: &str, words: impl IntoIterator<Item = &'static str>) -> Vec<Choice> {
        let words = words.into_iter();
        words.map(|word| (word.to_owned(), self.at.text.get(&format!("{prefix}-{}", word.replace('_', "-"))))).collect()
    }

    /// A field under construction.
    #[must_use]
    pub fn field(&self, name: &'static str) -> Field {
        let problems = self.submitted.problems.at(name).map(|problem| words_of(self.at.text, problem)).collect();
        Field {
            name,
            apart: "",
            label: self.label(name),
            hint: None,
            hint_text: self.at.text.find(&format!("{}-hint", Self::key(name)), &[]),
            terms: Vec::new(),
            said: Vec::new(),
            text: self.at.text,
            problems,
            autocomplete: "off",
            optional: None,
            optional_text: self.at.text.get("form-optional"),
            nothing: self.at.text.get("form-nothing-chosen"),
            form: None,
        }
    }

    /// The form: posted to its page's own address, with its hidden fields, the summary of problems and a button.
    pub fn frame(&self, fields: impl IntoView + 'static, button: &'static str) -> AnyView {
        let buttons = view! { <button class="button" type="submit">{self.at.text.get(button)}</button> };
        self.frame_with(fields, buttons)
    }

    /// The same with buttons of the page's own.
    pub fn frame_with(&self, fields: impl IntoView + 'static, buttons: impl IntoView + 'static) -> AnyView {
        self.frame_called(None, fields, buttons)
    }

    /// The same with an id, for fields that stand elsewhere on the page.
    pub fn frame_called(
        &self,
        id: Option<&'static str>,
        fields: impl IntoView + 'static,
        buttons: impl IntoView + 'static,
    ) -> AnyView {
        let kind = (F::FILES > 0).then_some("multipart/form-data");
        view! {
            <form class="form" id=id method="post" action=self.at.address().to_owned() enctype=kind novalidate=true>
                {on_enter()}
                {self.hidden()}
                {self.notice()}
                {self.summary()}
                {fields}
                <div class="actions">{buttons}</div>
            </form>
        }
        .into_any()
    }

    /// The hidden fields that every form carries: for forms that a page lays out itself.
    pub fn hidden(&self) -> AnyView {
        view! {
            <input type="hidden" name="form" value=F::NAME/>
            <input type="hidden" name="once" value=Uuid::new_v4().to_string()/>
        }
        .into_any()
    }

    /// The message above the form, if there is one.
    pub fn notice(&self) -> AnyView {
        let Some(key) = self.submitted.notice else { return ().into_any() };
        // Whoever answers a post looks for the key: whether the page says it at all.
        let words = self.at.text.get(key);
        view! { <p class="notice notice--warn" role="status" data-notice=key>{words}{self.beside(key)}</p> }.into_any()
    }

    /// The way to what somebody else has saved meanwhile, in a tab of its own: what was typed stays here. The person's own
    /// page, which may have to be left in one moment, opens no second one.
    fn beside(&self, notice: &str) -> Option<AnyView> {
        let path = self.at.path();
        (notice == "form-changed" && !path.starts_with("/consent/")).then(|| {
            let words = self.at.text.get("form-changed-see");
            view! { " " <a href=path.to_owned() target="_blank" rel="noopener">{words}</a> }.into_any()
        })
    }

    /// The summary of problems; it takes the focus and leads to each field.
    pub fn summary(&self) -> AnyView {
        self.summary_under("form-problems")
    }

    /// The same under a heading of its own, for forms in which nothing is written.
    pub(crate) fn summary_under(&self, heading: &'static str) -> AnyView {
        if self.submitted.problems.is_empty() {
            return ().into_any();
        }
        let text = self.at.text;
        let mut problems: Vec<_> = self.submitted.problems.iter().collect();
        problems.sort_by_key(|(name, _)| F::ORDER.iter().position(|field| field == name).unwrap_or(F::ORDER.len()));
        let each = problems.into_iter().map(|(name, problem)| {
            let words = words_of(text, problem);
            if name.is_empty() {
                return view! { <li>{words}</li> }.into_any();
            }
            let line = format!("{} {words}", before(self.named(name)));
            view! { <li><a href=F::leads_to(self.at, name)>{line}</a></li> }.into_any()
        });
        view! {
            <div class="problems" id="problems" role="alert" tabindex="-1" autofocus=true>
                <h2>{text.get(heading)}</h2>
                <ul>{each.collect_view()}</ul>
            </div>
        }
        .into_any()
    }
}

/// The button that Enter presses, which browsers take to be the first of a form: without it that would be one that only
/// looks something up, and nothing would be saved.
fn on_enter() -> impl IntoView {
    view! { <button class="visually-hidden" type="submit" tabindex="-1" aria-hidden="true"></button> }
}

/// The label of a form's field where it stands alone. A field of a row, such as `source_title-1`, is in the message
/// `…-source-title-row`, which says which row; one whose label needs the field before it is in `…-alone`.
pub(crate) fn named<F: Form>(text: Text, name: &str) -> String {
    let key = Fields::<F>::key(name);
    let row = name.rsplit_once('-').and_then(|(_, row)| row.parse::<i64>().ok());
    let of_row = row.and_then(|row| text.find(&format!("{key}-row"), &[("row", (row + 1).into())]));
    of_row.or_else(|| text.find(&format!("{key}-alone"), &[])).unwrap_or_else(|| text.get(&key))
}

/// The label of a field before what is said of it: with a colon, unless it is a question.
pub(crate) fn before(label: String) -> String {
    if label.ends_with(['?', '؟']) { label } else { format!("{label}:") }
}

/// The words of a problem.
pub(crate) fn words_of(text: Text, problem: &Problem) -> String {
    let mut arguments: Vec<(&str, Value)> =
        problem.arguments().into_iter().map(|(name, number)| (name, number.into())).collect();
    arguments.extend(problem.said().map(|said| ("said", said.into())));
    text.with(problem.key(), &arguments)
}

/// One field under construction; the last call renders it.
pub struct Field {
    name: &'static str,
    apart: &'static str,
    label: String,
    hint: Option<String>,
    hint_text: Option<String>,
    terms: Vec<(&'static str, &'static str)>,
    said: Vec<Said>,
    text: Text,
    problems: Vec<String>,
    autocomplete: &'static str,
    optional: Option<String>,
    optional_text: String,
    nothing: String,
    form: Option<&'static str>,
}

impl Field {
    /// Says that it may be left out.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = Some(self.optional_text.clone());
        self
    }

    /// Sets the purpose for the browser's own filling-in (`email`, `current-password`, …).
    #[must_use]
    pub const fn autocomplete(mut self, purpose: &'static str) -> Self {
        self.autocomplete = purpose;
        self
    }

    /// Gives it ids of its own, where several forms of a page have a field of this name.
    #[must_use]
    pub const fn apart(mut self, form: &'static str) -> Self {
        self.apart = form;
        self
    }

    fn id(&self) -> String {
        format!("field-{}{}", self.apart, self.name)
    }

    fn described_by(&self) -> Option<String> {
        let hint = self.hint.is_some().then(|| format!("hint-{}{}", self.apart, self.name));
        let problem = (!self.problems.is_empty()).then(|| format!("problem-{}{}", self.apart, self.name));
        let said = (!self.said.is_empty()).then(|| self.said_id());
        let ids: Vec<String> = said.into_iter().chain(hint).chain(problem).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn invalid(&self) -> Option<&'static str> {
        (!self.problems.is_empty()).then_some("true")
    }

    fn class(&self) -> &'static str {
        if self.problems.is_empty() { "field" } else { "field field--bad" }
    }

    fn around(&self, input: impl IntoView + 'static) -> AnyView {
        let optional = self.optional.clone().map(|words| view! { <span class="hint">" "{words}</span> });
        view! {
            <div class=self.class()>
                <label for=self.id()>{self.label.clone()}{optional}</label>
                {self.hints()}
                {input}
            </div>
        }
        .into_any()
    }

    fn input(self, kind: &'static str, mode: Option<&'static str>, value: &str) -> AnyView {
        let input = view! {
            <input
                id=self.id()
                name=self.name
                form=self.form
                type=kind
                inputmode=mode
                value=value.to_owned()
                autocomplete=self.autocomplete
                aria-describedby=self.described_by()
                aria-invalid=self.invalid()
            />
        };
        self.around(input)
    }

    /// One line of text.
    pub fn line(self, value: &str) -> AnyView {
        self.input("text", None, value)
    }

    /// An e-mail address.
    pub fn email(self, value: &str) -> AnyView {
        self.input("email", None, value)
    }

    /// A password; never filled in again.
    pub fn password(self) -> AnyView {
        self.input("password", None, "")
    }

    /// A whole number.
    pub fn number(self, value: &str) -> AnyView {
        self.input("text", Some("numeric"), value)
    }

    /// An amount with decimals.
    pub fn amount(self, value: &str) -> AnyView {
        self.input("text", Some("decimal"), value)
    }

    /// A file; never filled in again. `accept` are the ends of names that are offered.
    pub fn file(self, accept: &'static str) -> AnyView {
        let (describes, invalid) = (self.described_by(), self.invalid());
        let input = view! {
            <input id=self.id() name=self.name type="file" accept=accept aria-describedby=describes aria-invalid=invalid/>
        };
        self.around(input)
    }

    /// A date.
    pub fn date(self, value: &str) -> AnyView {
        self.input("date", None, value)
    }

    /// Several lines of text.
    pub fn area(self, rows: u8, value: &str) -> AnyView {
        // The renderer writes the text of this element as it is given.
        let area = view! {
            <textarea
                id=self.id()
                name=self.name
                form=self.form
                rows=rows.to_string()
                autocomplete=self.autocomplete
                aria-describedby=self.described_by()
                aria-invalid=self.invalid()
            >
                {format!("\n{}", html_escape::encode_text(value))}
            </textarea>
        };
        self.around(area)
    }

    /// One of a list that drops down; the first entry chooses nothing.
    pub fn select(self, choices: Vec<Choice>, chosen: &str) -> AnyView {
        let options = choices.into_iter().map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        });
        let select = view! {
            <select
                id=self.id()
                name=self.name
                form=self.form
                autocomplete=self.autocomplete
                aria-describedby=self.described_by()
                aria-invalid=self.invalid()
            >
                <option value="">{self.nothing.clone()}</option>
                {options.collect_view()}
            </select>
        };
        self.around(select)
    }
}
