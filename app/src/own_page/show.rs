//! What the person sees: what is shared with whom, until when, who looked, a button that takes it back, and a way to ask
//! to be erased. It has nothing around it and runs on any phone; only the quick way out is better where there are scripts.

use chrono::NaiveDate;
use domain::codes::Language;
use domain::consent::{ConsentField, Grant, Reading};
use domain::id::GrantId;
use domain::{Error, Result};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::own_pages::Opened;

use super::wish::{noted, wish};
use crate::field::Fields;
use crate::head::Head;
use crate::{At, Done, Form, page::Document};

/// The catalogue whose languages the page can be in.
pub(super) const CAPABILITY: &str = "own";
/// What the form says to take back all there is.
const ALL: &str = "all";
/// The most days that are named.
const DAYS: usize = 10;
/// For how many days it is shown who may know nothing any more: long enough to see that taking it back worked. For
/// longer, the names would tell whoever opens the page where somebody has worked.
const EARLIER_DAYS: i64 = 30;

/// What is taken back: a grant, or all.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TakeBackForm {
    grant: String,
}

impl Form for TakeBackForm {
    const NAME: &'static str = "take-back";

    async fn submit(&self, at: &At) -> Result<Done> {
        let one =
            if self.grant == ALL { None } else { Some(self.grant.parse::<GrantId>().map_err(|_| Error::NotFound)?) };
        services::own_pages::take_back(&at.scope, at.raw_param("token")?, one).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(at: &At) -> String {
        answered(at, "done")
    }
}

/// The language that was chosen, if the page can be in it.
pub(super) fn chosen(at: &At) -> Option<&str> {
    Some(at.query("in")).filter(|chosen| i18n::languages_with(CAPABILITY).contains(chosen))
}

/// The page as it says that something was done, in the language that was chosen.
pub(super) fn answered(at: &At, what: &'static str) -> String {
    let language = chosen(at).map(|code| format!("&in={code}")).unwrap_or_default();
    format!("{}?{what}=1{language}", at.path())
}

/// Where a form of the page is posted: here, without what the page says was done.
pub(super) fn here(at: &At) -> String {
    let language = chosen(at).map(|code| format!("?in={code}")).unwrap_or_default();
    format!("{}{language}", at.path())
}

/// The page.
///
/// # Errors
/// Not found for every address that opens none.
pub async fn show(at: At) -> Result<Document> {
    let opened = services::own_pages::open(&at.scope, at.raw_param("token")?).await?;
    let text = words(&at, &opened);
    let (live, earlier): (Vec<Grant>, Vec<Grant>) =
        opened.grants.iter().cloned().partition(|grant| grant.is_live(opened.today));
    let recipients = by_recipient(&live);
    let all = (recipients.len() > 1).then(|| button(&at, ALL.to_owned(), text.get("own-take-back-all"), None));
    let empty = live.is_empty();
    let cards = recipients.iter().map(|grants| card(&at, text, &opened, grants)).collect_view();
    let done = at.done("done");
    // An address that was kept may be opened again after somebody was agreed to anew.
    let done_words = text.get(if empty { "own-done" } else { "own-done-others" });
    let body = view! {
        <h1>{text.get("own-title")}</h1>
        {done.then(|| view! { <p class="notice notice--good" role="status">{done_words}</p> })}
        {noted(&at, text, &opened)}
        {languages(text, at.path())}
        <p class="lede">{text.get("own-lede")}</p>
        {empty.then(|| view! { <p class="empty">{text.get("own-nobody")}</p> })}
        <ul class="cards">{cards}</ul>
        {all}
        {past(text, &opened, &earlier)}
        {wish(&at, text, &opened)}
        <p>{text.get("own-keep")}</p>
        <p>{text.get("own-help")}</p>
    };
    let head = Head { meta: vec![("robots", "noindex, nofollow".into())], ..Head::default() };
    Ok(Document::new(text.get("own-title"), body).with_head(head).bare(text, text.get("own-leave")))
}

/// The words of the language that was asked for, or that the person was spoken to in.
fn words(at: &At, opened: &Opened) -> Text {
    let chosen = at.query("in").parse::<Language>().ok();
    Text::of_capability(&chosen.unwrap_or_else(|| opened.language()), CAPABILITY)
}

/// A name of unknown script inside words of any direction.
fn apart(name: &str) -> String {
    format!("\u{2068}{name}\u{2069}")
}

fn name(opened: &Opened, grant: &Grant) -> String {
    let found = opened.names.iter().find(|(id, _)| *id == grant.terms.recipient);
    found.map(|(_, name)| apart(name)).unwrap_or_default()
}

/// The live grants of each recipient, the one with the newest grant first.
fn by_recipient(live: &[Grant]) -> Vec<Vec<&Grant>> {
    let mut all: Vec<Vec<&Grant>> = Vec::new();
    for grant in live {
        let same = |known: &&mut Vec<&Grant>| known.iter().any(|other| other.terms.recipient == grant.terms.recipient);
        match all.iter_mut().find(same) {
            Some(known) => known.push(grant),
            None => all.push(vec![grant]),
        }
    }
    all
}

/// What one recipient may know by all of its grants, and one button that takes all of it back.
fn card(at: &At, text: Text, opened: &Opened, grants: &[&Grant]) -> Option<impl IntoView + use<>> {
    let grant = grants.first()?;
    let name = name(opened, grant);
    let fields = ConsentField::ALL.iter().filter(|field| grants.iter().any(|grant| grant.terms.fields.contains(field)));
    let fields = fields.map(|field| view! { <li>{text.get(&format!("consent-sheet-{field}"))}</li> }).collect_view();
    let ends = grants.iter().map(|grant| grant.terms.ends).max()?;
    let label = text.with("own-take-back-from", &[("name", name.clone().into())]);
    Some(view! {
        <li class="card">
            <h2 class="card__title">{name}</h2>
            <p>{text.get("own-may-know")}</p>
            <ul>{fields}</ul>
            <p>{text.get("own-started")}</p>
            <p>{text.with("own-until", &[("day", text.date(ends).into())])}</p>
            <p>{looked(text, opened, grants, "own-looked-never")}</p>
            {button(at, grant.id.to_string(), text.get("own-take-back"), Some(label))}
        </li>
    })
}

/// The days on which somebody there looked, the newest first; or the words that nobody did.
fn looked(text: Text, opened: &Opened, grants: &[&Grant], never: &'static str) -> String {
    let of_these = |reading: &&Reading| grants.iter().any(|grant| grant.id == reading.grant);
    let mut days: Vec<_> = opened.readings.iter().filter(of_these).map(|reading| reading.day).collect();
    days.dedup();
    let mut days: Vec<String> = days.into_iter().map(|day| text.date(day)).collect();
    if days.is_empty() {
        return text.get(never);
    }
    if days.len() > DAYS {
        days.truncate(DAYS);
        days.push("…".into());
    }
    text.with("own-looked", &[("days", days.join("\u{a0}· ").into())])
}

/// A form of one button. It is not asked twice: what is taken back can be agreed to again.
fn button(at: &At, grant: String, words: String, label: Option<String>) -> impl IntoView + use<> {
    let submitted = at.submitted::<TakeBackForm>();
    view! {
        <form method="post" action=here(at)>
            {Fields::new(at, &submitted).hidden()}
            <input type="hidden" name="grant" value=grant/>
            <button class="button button--danger" type="submit" aria-label=label>{words}</button>
        </form>
    }
}

/// How and when a grant came to its end.
fn ended(grant: &Grant) -> (&'static str, NaiveDate) {
    match grant.revoked {
        Some(revoked) => ("own-earlier-taken-back", revoked.at.date_naive()),
        None => ("own-earlier-ended", grant.terms.ends),
    }
}

fn past(text: Text, opened: &Opened, earlier: &[Grant]) -> Option<impl IntoView + use<>> {
    let is_recent = |grant: &&Grant| (opened.today - ended(grant).1).num_days() <= EARLIER_DAYS;
    let rows = earlier.iter().filter(is_recent).map(|grant| {
        let name = name(opened, grant);
        let (key, day) = ended(grant);
        let what = text.with(key, &[("name", name.into()), ("day", text.date(day).into())]);
        // Nobody can look any more.
        let looked = looked(text, opened, &[grant], "own-looked-none");
        view! { <li>{what}<br/><span class="meta">{looked}</span></li> }
    });
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| {
        view! {
            <h2>{text.get("own-earlier")}</h2>
            <ul>{rows}</ul>
        }
    })
}

/// The same page in the other languages that its words are in, each by its own name.
pub(super) fn languages(text: Text, path: &str) -> impl IntoView + use<> {
    let others = i18n::languages_with(CAPABILITY).into_iter().filter(|code| *code != text.language());
    let links = others.filter_map(|code| code.parse::<Language>().ok()).map(|language| {
        let name = taxonomy::languages::own_name(&language).to_owned();
        let code = language.to_string();
        let href = format!("{path}?in={code}");
        view! { <li><a href=href lang=code.clone() dir=i18n::direction(&code)>{name}</a></li> }
    });
    let links = links.collect_view();
    view! {
        <nav aria-label=text.get("own-languages")>
            <ul class="tags">{links}</ul>
        </nav>
    }
}
