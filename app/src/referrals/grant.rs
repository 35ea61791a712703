//! A consent grant on a page: its fields as typed, the words to read to the person, and the grants there are.

use chrono::NaiveDate;
use domain::codes::Language;
use domain::consent::{ConsentField, Explained, Grant, NewGrant, Purpose, RevokedBy};
use domain::id::{AccountId, OrganisationId};
use domain::{Problem, Problems, Result, parse};
use i18n::Text;
use leptos::prelude::*;
use services::organisations::{self, Among};

use super::sheet;
use super::words::reader;
use crate::field::{Choice, Fields};
use crate::lookup::Typed;
use crate::{At, Form};

/// Whom the words to read name.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    /// The name; empty before one is chosen.
    pub(super) name: &'a str,
    /// The key, where the page itself knows it.
    pub(super) id: Option<OrganisationId>,
}

/// A grant as typed, but for its recipient.
#[derive(Clone, Copy)]
pub(super) struct TypedGrant<'a> {
    pub(super) fields: &'a [String],
    pub(super) ends: &'a str,
    pub(super) language: &'a str,
    pub(super) explained: &'a str,
}

impl TypedGrant<'_> {
    /// Reads it; without a recipient the problem of choosing one is noted elsewhere.
    pub(super) fn read(self, at: &At, problems: &mut Problems, recipient: Option<OrganisationId>) -> Option<NewGrant> {
        let fields = problems.take("fields", parse::words::<ConsentField>(self.fields));
        let ends = problems.take("ends", self.end(at));
        let language = problems.take("language", parse::word(self.language).and_then(known_language));
        let explained = problems.take("explained", parse::word::<Explained>(self.explained));
        if fields.as_ref().is_some_and(|fields| !fields.contains(&ConsentField::Fit)) {
            problems.add("fields", Problem::Missing);
        }
        Some(NewGrant {
            recipient: recipient?,
            fields: fields?,
            purpose: Purpose::Introduction,
            ends: ends?,
            language: language?,
            explained: explained?,
        })
    }

    /// What the words to read cannot say: a day that no grant can end on. One that is not typed yet is left out of them.
    pub(super) fn readable(self, at: &At) -> Result<()> {
        let mut problems = Problems::new();
        if !self.ends.trim().is_empty() {
            problems.take("ends", self.end(at));
        }
        problems.finish(Some(()))
    }

    /// The last day, if a grant can end on it.
    fn end(self, at: &At) -> std::result::Result<NaiveDate, Problem> {
        parse::date(self.ends).and_then(|day| services::consents::check_end(&at.scope, day))
    }

    /// The inputs, with the words to read aloud between what is asked, in which language, and how it was explained.
    pub(super) fn inputs<F: Form>(self, f: &Fields<'_, F>, at: &At, recipient: Named<'_>) -> impl IntoView + use<F> {
        let most = services::consents::most_days(&at.scope);
        let most = at.text.with("consent-ends-at-most", &[("days", most.into())]);
        let languages = taxonomy::languages::all(&f.reader()).into_iter();
        let languages: Vec<Choice> = languages.map(|(code, name)| (code.to_string(), name.to_owned())).collect();
        let asked = f.list("consent-field", ConsentField::ALL.iter().map(|c| c.word()));
        let ways = f.list("explained", Explained::ALL.iter().map(|e| e.word()));
        view! {
            {f.field("fields").hint().any_of(asked, self.fields)}
            {f.field("ends").hinted(most).date(self.ends)}
            {f.field("language").hint().select(languages, self.language)}
            {self.sheet(at, recipient)}
            {f.field("explained").one_of(ways, self.explained)}
        }
    }

    /// What is read aloud before a person decides, for what is ticked now and in the language that is chosen now.
    fn sheet(self, at: &At, recipient: Named<'_>) -> impl IntoView + use<> {
        let text = at.text;
        let id = recipient.id.map(|id| id.to_string()).unwrap_or_default();
        let name = (!recipient.name.is_empty()).then_some(recipient.name);
        let ticked = ConsentField::ALL.iter().filter(|field| self.fields.iter().any(|typed| typed == field.word()));
        let ticked: Vec<_> = ticked.collect();
        let (words, other_language) = sheet::in_language(text, self.language);
        let told = sheet::told(words, name, &ticked, self.end(at).ok());
        // The button leads here, past the field where it says what is wrong.
        let no_end = self.end(at).is_err().then(|| text.get("consent-sheet-no-end"));
        let no_end = no_end.map(|words| view! { <p class="notice notice--warn">{words}</p> });
        let other_language = other_language.map(|words| view! { <p class="notice notice--warn">{words}</p> });
        view! {
            <section class="panel" id="sheet">
                <h3>{text.get("consent-sheet")}</h3>
                {other_language}
                {no_end}
                <div class="told" lang=words.language() dir=words.direction()>{told}</div>
                <p class="actions">
                    <button
                        class="button button--quiet"
                        type="submit"
                        formaction=format!("{}#sheet", at.path())
                        name="go"
                        value="read"
                    >
                        {text.get("consent-sheet-again")}
                    </button>
                    <button
                        class="button button--quiet"
                        type="submit"
                        formaction=sheet::PATH
                        formmethod="get"
                        formtarget="_blank"
                        name="for"
                        value=id
                    >
                        {text.get("consent-sheet-print")}
                    </button>
                </p>
            </section>
        }
    }
}

fn known_language(language: Language) -> std::result::Result<Language, Problem> {
    let known = !taxonomy::languages::own_name(&language).is_empty();
    known.then_some(language).ok_or(Problem::NotInList)
}

type Chosen = std::result::Result<Option<OrganisationId>, Problem>;

/// The business that was chosen or whose name was typed; only those verified today can be told of a person.
pub(super) async fn business(at: &At, typed: Typed<'_>) -> Result<Chosen> {
    chosen(at, organisations::verified_today(&at.scope), typed).await
}

/// The same for a limit: a person can be kept away from every business that was ever verified.
pub(super) async fn limit_business(at: &At, typed: Typed<'_>) -> Result<Chosen> {
    chosen(at, Among::OnceVerified, typed).await
}

async fn chosen(at: &At, among: Among, typed: Typed<'_>) -> Result<Chosen> {
    let words = typed.text.trim();
    if words.is_empty() {
        return Ok(Ok(None));
    }
    let found = organisations::businesses(&at.scope, among, words).await?;
    // Of two with one name neither is meant until it is chosen.
    let exact = |text: &str| {
        let mut same = found.iter().filter(|o| o.description.name.to_lowercase() == text.to_lowercase());
        same.next().filter(|_| same.next().is_none()).map(|o| o.id.to_string())
    };
    let chosen = match typed.resolve(exact, Problem::NotInList) {
        Ok(Some(id)) => id.parse().ok(),
        _ => None,
    };
    let Some(id) = chosen else { return Ok(Err(Problem::NotInList)) };
    let known = organisations::chosen(&at.scope, among, id).await?.is_some();
    Ok(if known { Ok(Some(id)) } else { Err(Problem::NotInList) })
}

/// The businesses to choose from, while none is chosen.
pub(super) async fn found_businesses(at: &At, typed: Typed<'_>) -> Result<Vec<Choice>> {
    found(at, organisations::verified_today(&at.scope), typed).await
}

/// The same for a limit.
pub(super) async fn found_limit_businesses(at: &At, typed: Typed<'_>) -> Result<Vec<Choice>> {
    found(at, Among::OnceVerified, typed).await
}

async fn found(at: &At, among: Among, typed: Typed<'_>) -> Result<Vec<Choice>> {
    if !typed.is_open() {
        return Ok(Vec::new());
    }
    let found = organisations::businesses(&at.scope, among, typed.text.trim()).await?;
    Ok(found.into_iter().map(|o| (o.id.to_string(), o.description.name_and_town())).collect())
}

/// Whether a grant is live, has ended or was taken back, and by whom, in words. `members` are names of those who may
/// have done it.
pub(super) fn state(text: Text, grant: &Grant, today: NaiveDate, members: &[(AccountId, String)]) -> String {
    let day = |day: NaiveDate| [("day", text.date(day).into())];
    let Some(revoked) = grant.revoked else {
        let key = if grant.is_live(today) { "consent-until" } else { "consent-ended" };
        return text.with(key, &day(grant.terms.ends));
    };
    let on = revoked.at.date_naive();
    match (revoked.by, name_of(members, revoked.account)) {
        (Some(RevokedBy::Person), _) => text.with("consent-was-revoked-person", &day(on)),
        (Some(RevokedBy::Ngo), Some(name)) => {
            text.with("consent-was-revoked-by", &[("day", text.date(on).into()), ("name", name.into())])
        }
        (Some(RevokedBy::Ngo) | None, _) => text.with("consent-was-revoked", &day(on)),
    }
}

fn name_of(members: &[(AccountId, String)], account: Option<AccountId>) -> Option<String> {
    members.iter().find(|(id, _)| Some(*id) == account).map(|(_, name)| name.clone())
}

/// A grant in words: what may be known, for what, until when, how and in which language it was explained, and by whom it
/// was recorded.
pub(super) fn facts(
    text: Text,
    grant: &Grant,
    today: NaiveDate,
    members: &[(AccountId, String)],
) -> impl IntoView + use<> {
    let terms = &grant.terms;
    // The first begins the line, and the others stand inside it.
    let fields = terms.fields.iter().enumerate().map(|(at, field)| {
        let list = if at == 0 { "consent-field" } else { "consent-known" };
        text.get(&format!("{list}-{field}"))
    });
    let fields: Vec<String> = fields.collect();
    let language = taxonomy::languages::name_or_code(&terms.language, &reader(text));
    let how = text.get(&format!("explained-{}", terms.explained.word().replace('_', "-")));
    let day = text.date(grant.recorded.date_naive());
    let recorded = match name_of(members, grant.account) {
        Some(name) => text.with("consent-recorded-by", &[("day", day.into()), ("name", name.into())]),
        None => text.with("consent-recorded", &[("day", day.into())]),
    };
    let purpose = match terms.purpose {
        Purpose::Introduction => text.get("consent-for"),
    };
    view! {
        <p>{fields.join(", ")}</p>
        <p class="meta">{format!("{}\u{a0}· {purpose}", state(text, grant, today, members))}</p>
        <p class="meta">{format!("{recorded}\u{a0}· {how}\u{a0}· {language}")}</p>
    }
}
