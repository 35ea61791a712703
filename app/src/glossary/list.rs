//! All terms: by letter, by topic or by where they come from, and narrowed down by words in the address.

use domain::Result;
use domain::glossary::Topic;
use i18n::Text;
use leptos::prelude::*;
use taxonomy::glossary::{Term, instruments};

use super::{line, titled};
use crate::{At, Ways, page::Document};

/// How the terms are put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By the first letter of the name.
    Letter,
    /// By what they are about.
    Topic,
    /// By where their definitions stand.
    Instrument,
}

impl Order {
    /// Every order, the usual one first.
    pub const ALL: [Self; 3] = [Self::Letter, Self::Topic, Self::Instrument];

    /// The word that addresses use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Topic => "topic",
            Self::Instrument => "instrument",
        }
    }
}

/// Terms under a heading.
struct Group {
    id: String,
    title: String,
    terms: Vec<&'static Term>,
}

/// The page.
///
/// # Errors
/// Never; pages answer alike.
pub async fn list(at: At) -> Result<Document> {
    let text = at.text;
    let wanted = at.query("q").trim();
    let order = Order::ALL.into_iter().find(|order| order.word() == at.query("by")).unwrap_or(Order::Letter);
    let terms: Vec<&'static Term> = terms().filter(|term| wanted.is_empty() || term.holds(wanted)).collect();
    let form = view! {
        <form role="search" action="/glossary" method="get">
            <div class="search">
                <label for="glossary-q">{text.get("glossary-search")}</label>
                <input id="glossary-q" name="q" type="search" value=at.query("q").to_owned() autocomplete="off" maxlength="200"/>
                <button class="button" type="submit">{text.get("glossary-filter")}</button>
            </div>
            {(order != Order::Letter).then(|| view! { <input type="hidden" name="by" value=order.word()/> })}
        </form>
    };
    let orders = orders(text, order, |each| {
        let pairs = [("q", wanted), ("by", each.word())];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        format!("/glossary?{}", serde_html_form::to_string(pairs).unwrap_or_default())
    });
    let above = view! { {form}{orders} }.into_any();
    Ok(Document::new(text.get("glossary-title"), body(text, &Ways::Online, order, (&terms, above))).wide())
}

/// All terms in an order, for a folder.
pub(crate) fn all(text: Text, ways: &Ways, order: Order) -> AnyView {
    let orders = orders(text, order, |each| ways.glossary(each)).into_any();
    let terms: Vec<_> = terms().collect();
    body(text, ways, order, (&terms, orders))
}

fn terms() -> impl Iterator<Item = &'static Term> {
    taxonomy::glossary::all().iter()
}

/// What stands on the page: below the ways to narrow and to order the terms, the terms.
fn body(text: Text, ways: &Ways, order: Order, (terms, above): (&[&'static Term], AnyView)) -> AnyView {
    let count = text.with("glossary-count", &[("count", terms.len().into())]);
    let groups = groups(text, order, terms);
    let nothing = terms.is_empty().then(|| {
        view! {
            <div class="empty">
                <p>{text.get("glossary-nothing")}</p>
                <p><a href=ways.glossary(Order::Letter)>{text.get("glossary-all")}</a></p>
            </div>
        }
    });
    view! {
        <h1>{text.get("glossary-title")}</h1>
        <p class="lede">{text.get("glossary-lede")}</p>
        {above}
        <p role="status">{count}</p>
        {nothing}
        {jumps(text, order, &groups)}
        {groups.into_iter().map(|group| section(ways, order, group)).collect_view()}
    }
    .into_any()
}

/// The ways to put the terms in order, as links.
fn orders(text: Text, order: Order, way: impl Fn(Order) -> String) -> AnyView {
    let links = Order::ALL.map(|each| {
        let current = (each == order).then_some("true");
        let words = text.get(&format!("glossary-by-{}", each.word()));
        view! { <li><a href=way(each) aria-current=current>{words}</a></li> }
    });
    view! { <nav class="orders" aria-label=text.get("glossary-order")><ul>{links.collect_view()}</ul></nav> }.into_any()
}

fn groups(text: Text, order: Order, terms: &[&'static Term]) -> Vec<Group> {
    let of = |id: String, title: String, belongs: &dyn Fn(&'static Term) -> bool| Group {
        id,
        title,
        terms: terms.iter().copied().filter(|term| belongs(term)).collect(),
    };
    let groups: Vec<Group> = match order {
        Order::Letter => ('a'..='z')
            .map(|letter| {
                of(format!("letter-{letter}"), letter.to_uppercase().to_string(), &|term| term.name.starts_with(letter))
            })
            .collect(),
        Order::Topic => Topic::ALL
            .iter()
            .map(|topic| {
                let title = text.get(&format!("glossary-topic-{topic}"));
                of(format!("topic-{topic}"), title, &|term| term.topic == *topic)
            })
            .collect(),
        Order::Instrument => instruments()
            .iter()
            .map(|instrument| {
                let title = format!("{} ({})", instrument.short, instrument.year);
                let cites = |term: &'static Term| term.sources().any(|source| source.instrument == instrument);
                of(format!("instrument-{}", instrument.key), title, &cites)
            })
            .collect(),
    };
    groups.into_iter().filter(|group| !group.terms.is_empty()).collect()
}

/// Links to the groups of the page.
fn jumps(text: Text, order: Order, groups: &[Group]) -> Option<AnyView> {
    if groups.len() < 2 {
        return None;
    }
    let links =
        groups.iter().map(|group| view! { <li><a href=format!("#{}", group.id)>{group.title.clone()}</a></li> });
    let class = if order == Order::Letter { "jumps jumps--letters" } else { "jumps" };
    let links = links.collect_view();
    Some(view! { <nav class=class aria-label=text.get("glossary-jump")><ul>{links}</ul></nav> }.into_any())
}

fn section(ways: &Ways, order: Order, group: Group) -> impl IntoView + use<> {
    let entries = group.terms.into_iter().map(|term| {
        // A term stands under each of its instruments, and an id only once on a page.
        let id = (order != Order::Instrument).then(|| term.slug.clone());
        let from = line(term, 2).map(|line| view! { <p class="meta">{line}</p> });
        view! {
            <li class="entry" id=id>
                <h3><a href=ways.term(&term.slug)>{titled(term)}</a></h3>
                <p>{term.definition.clone()}</p>
                {from}
            </li>
        }
    });
    let entries = entries.collect_view();
    let title = format!("{}-title", group.id);
    view! {
        <section class="entries" id=group.id aria-labelledby=title>
            <h2 id=title.clone()>{group.title}</h2>
            <ul>{entries}</ul>
        </section>
    }
}
