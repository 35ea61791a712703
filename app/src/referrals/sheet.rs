//! The words that are read to a person before they decide, on a sheet of its own, in the person's language. It names
//! the employer, what, for what and until when, and nothing of the person: no code stands on it, nor in its address,
//! which browsers print too.

use chrono::NaiveDate;
use domain::codes::Language;
use domain::consent::ConsentField;
use domain::id::OrganisationId;
use domain::organisation::OrganisationKind;
use domain::{Result, parse};
use i18n::Text;
use leptos::prelude::*;

use super::grant::business;
use super::words::reader;
use crate::lookup::Typed;
use crate::{At, page::Document};

/// Where it is.
pub(crate) const PATH: &str = "/consent/sheet";

/// The page.
///
/// # Errors
/// Not found for everybody but members of NGOs.
pub async fn sheet(at: At) -> Result<Document> {
    at.scope.actor().member_of(OrganisationKind::Ngo)?;
    let staff = at.text;
    let (text, other_language) = in_language(staff, at.query("language"));
    let recipient = recipient(&at).await?;
    let name = match recipient {
        Some(id) => services::organisations::business(&at.scope, id).await?.map(|found| found.description.name),
        None => None,
    };
    let ticked: Vec<_> = ConsentField::ALL.iter().filter(|f| at.queries("fields").any(|t| t == f.word())).collect();
    let typed = parse::date(at.query("ends")).ok();
    let ends = match typed {
        Some(day) => is_an_end(&at, recipient, day).await?.then_some(day),
        None => None,
    };
    let most = services::consents::most_days(&at.scope);
    let lacks = [
        name.is_none().then(|| staff.get("consent-sheet-whom")),
        ticked.is_empty().then(|| staff.get("consent-sheet-what")),
        typed.is_none().then(|| staff.get("consent-sheet-until")),
        (typed != ends).then(|| staff.with("consent-sheet-too-late", &[("days", most.into())])),
    ];
    let lacks: Vec<String> = lacks.into_iter().flatten().collect();
    // A paper that lacks something would look whole to whoever is handed it: what is missing is printed in its place.
    let class = if lacks.is_empty() { "sheet" } else { "sheet screen-only" };
    let lacks = (!lacks.is_empty()).then(|| {
        let words = format!("{} {}", lacks.join(" "), staff.get("consent-sheet-unprinted"));
        view! { <p class="notice notice--warn">{words}</p> }
    });
    let other_language = other_language.map(|words| view! { <p class="notice notice--warn screen-only">{words}</p> });
    let body = view! {
        {lacks}
        {other_language}
        <section class=class lang=text.language() dir=text.direction()>
            <h1>{text.get("consent-sheet-title")}</h1>
            {told(text, name.as_deref(), &ticked, ends)}
        </section>
    };
    Ok(Document::new(text.get("consent-sheet-title"), body).sensitive())
}

/// The words in the language that is chosen; and where they are not there in it, what the staff is told.
pub(super) fn in_language(staff: Text, chosen: &str) -> (Text, Option<String>) {
    let Ok(language) = parse::word::<Language>(chosen) else { return (staff, None) };
    let text = Text::of_capability(&language, "own");
    let other = Some(&language).filter(|language| language.as_str() != text.language());
    let other = other.and_then(|language| taxonomy::languages::name(language, &reader(staff)).map(str::to_owned));
    (text, other.map(|name| staff.with("consent-sheet-other-language", &[("language", name.into())])))
}

/// What is read to the person: who would learn what, for what, and until when.
pub(super) fn told(
    text: Text,
    name: Option<&str>,
    ticked: &[&ConsentField],
    ends: Option<NaiveDate>,
) -> impl IntoView + use<> {
    let who = match name {
        Some(name) => text.with("consent-sheet-who", &[("name", format!("\u{2068}{name}\u{2069}").into())]),
        None => text.get("consent-sheet-anyone"),
    };
    let fields = ticked.iter().map(|field| view! { <li>{text.get(&format!("consent-sheet-{field}"))}</li> });
    let fields = fields.collect_view();
    let ends = ends.map(|day| {
        view! { <p>{text.with("consent-sheet-ends", &[("day", text.date(day).into())])}</p> }
    });
    view! {
        <p>{who}</p>
        <ul>{fields}</ul>
        <p>{text.get("consent-sheet-never")}</p>
        <p>{text.get("consent-sheet-for")}</p>
        <p>{text.get("own-started")}</p>
        {ends}
        <p>{text.get("consent-sheet-back")}</p>
        <p>{text.get("consent-sheet-how")}</p>
        <p>{text.get("consent-sheet-no")}</p>
    }
}

/// Whether a grant to the recipient ends on this day, or can. What was recorded is read again as it was, once it has ended
/// and where consent lasts less long since; what a form asks for is not recorded yet.
async fn is_an_end(at: &At, recipient: Option<OrganisationId>, day: NaiveDate) -> Result<bool> {
    if day <= services::consents::latest_end(&at.scope) {
        return Ok(true);
    }
    match recipient.filter(|_| at.query("form").is_empty()) {
        Some(id) => services::consents::is_recorded(&at.scope, id, day).await,
        None => Ok(false),
    }
}

/// The business that the address names by its key, or that was chosen or typed in the form.
async fn recipient(at: &At) -> Result<Option<OrganisationId>> {
    if let Ok(id) = at.query("for").parse::<OrganisationId>() {
        return Ok(Some(id));
    }
    let (text, id, asked) = (at.query("recipient"), at.query("recipient_id"), at.query("recipient_asked"));
    Ok(business(at, Typed { text, id, asked }).await?.ok().flatten())
}
