//! Live placements, for members of verified NGOs.

use domain::codes::{Country, Sector};
use domain::id::PlacementId;
use domain::placement::PlacementKind;
use domain::{Result, parse};
use leptos::prelude::*;
use services::placements::Filter;

use crate::accounts::countries;
use crate::field::Choice;
use crate::placements::{pay_in_words, words_of_list};
use crate::{At, page::Document};

/// How many on a page.
const SIZE: u64 = 30;

/// From the address to a filter; what does not read filters nothing.
fn filter(at: &At) -> Filter {
    let sector: Option<Sector> = parse::word(at.query("sector")).ok();
    let under = |wide: &Sector| {
        let all = taxonomy::sectors::ALL.iter().filter(|entry| taxonomy::sectors::covers(wide, &entry.sector));
        all.map(|entry| entry.sector.clone()).collect::<Vec<_>>()
    };
    Filter {
        country: parse::word::<Country>(at.query("country")).ok(),
        kind: parse::word::<PlacementKind>(at.query("kind")).ok(),
        sectors: sector.as_ref().map(under).unwrap_or_default(),
        title: parse::optional_line(at.query("q"), 80).unwrap_or_default(),
    }
}

/// The list.
///
/// # Errors
/// Not found for everybody but members of NGOs; refused while the NGO is not verified.
pub async fn list(at: At) -> Result<Document> {
    let text = at.text;
    let after = at.query("after").parse::<PlacementId>().ok();
    let rows = services::placements::opportunities(&at.scope, &filter(&at), after, SIZE).await?;
    let next = rows.last().map(|row| row.placement.id).filter(|_| u64::try_from(rows.len()) == Ok(SIZE));
    let empty = rows.is_empty();
    let cards = rows.into_iter().map(|row| {
        let terms = &row.placement.terms;
        let place = terms.place.as_ref().map(taxonomy::places::shown).unwrap_or_default();
        let hours = terms.hours.map(|hours| text.with("placement-hours-a-week", &[("hours", i64::from(hours).into())]));
        let facts: Vec<String> = [
            Some(row.organisation_name.clone()),
            Some(place),
            hours,
            pay_in_words(text, terms),
            words_of_list(text, "support", &terms.supports),
        ]
        .into_iter()
        .flatten()
        .collect();
        view! {
            <li class="card">
                <h2 class="card__title"><a href=format!("/placements/{}", row.placement.id)>{terms.title.clone()}</a></h2>
                <p class="meta">{facts.join("\u{a0}· ")}</p>
            </li>
        }
    });
    let cards = cards.collect_view();
    let more = next.map(|id| {
        let mut pairs: Vec<(String, String)> =
            at.query_pairs().iter().filter(|(name, _)| name != "after").cloned().collect();
        pairs.push(("after".into(), id.to_string()));
        let query = serde_html_form::to_string(&pairs).unwrap_or_default();
        view! { <p class="pager"><a href=format!("/opportunities?{query}")>{text.get("form-next-page")}</a></p> }
    });
    let body = view! {
        <h1>{text.get("opportunities-title")}</h1>
        <p class="lede">{text.get("opportunities-lede")}</p>
        {filters(&at)}
        {empty.then(|| view! { <p class="empty">{text.get("opportunities-empty")}</p> })}
        <ul class="cards">{cards}</ul>
        {more}
    };
    Ok(Document::new(text.get("opportunities-title"), body))
}

fn filters(at: &At) -> impl IntoView + use<> {
    let text = at.text;
    let kinds = PlacementKind::ALL
        .iter()
        .map(|kind| (kind.to_string(), text.get(&format!("placement-kind-{}", kind.word().replace('_', "-")))));
    let sections = taxonomy::sectors::ALL.iter().filter(|entry| entry.sector == entry.section);
    let sections = sections.map(|entry| (entry.sector.to_string(), entry.title.to_owned()));
    let select = |name: &'static str, choices: Vec<Choice>| {
        let chosen = at.query(name).to_owned();
        let options = choices.into_iter().map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        });
        view! {
            <div class="field">
                <label for=format!("filter-{name}")>{text.get(&format!("opportunities-{name}"))}</label>
                <select id=format!("filter-{name}") name=name>
                    <option value="">{text.get("opportunities-any")}</option>
                    {options.collect_view()}
                </select>
            </div>
        }
    };
    view! {
        <form class="form" action="/opportunities" method="get">
            <div class="row">
                <div class="field">
                    <label for="filter-q">{text.get("opportunities-q")}</label>
                    <input id="filter-q" name="q" type="search" value=at.query("q").to_owned() autocomplete="off"/>
                </div>
                {select("country", countries(text))}
                {select("kind", kinds.collect())}
                {select("sector", sections.collect())}
            </div>
            <div class="actions"><button class="button" type="submit">{text.get("opportunities-show")}</button></div>
        </form>
    }
}
