//! Searching: words, facets and order in the address, results as you type by an island over the same address.

use domain::Result;
use domain::practice::{Practice, StoredPractice};
use i18n::Text;
use islands::LiveSearch;
use leptos::prelude::*;
use services::library::{Facet, Hit, Page, Piece, Query, Sort};
use services::searches::{self, Asked, Ease, Eased};

use super::{along, facets, notes, saved};
use crate::{At, Ways, page::Document};

/// The page's own path.
const PATH: &str = "/library";
/// How many records on a page.
const SIZE: usize = 20;
/// A question longer than so many characters is not said again.
pub(super) const LONG: usize = 80;
/// So many of the words that were looked for as well are named.
const WIDENED: usize = 5;

/// The page.
///
/// # Errors
/// When the index cannot be read.
pub async fn search(at: At) -> Result<Document> {
    let text = at.text;
    let asked = Asked::of(at.query_pairs());
    let query = Query { size: SIZE, ..asked.query() };
    let chosen = query.facets.values().map(Vec::len).sum::<usize>() + usize::from(query.years.is_some());
    let sort = query.sort;
    let page = services::library::search(&at.scope, query).await?;
    let found = services::library::found(&at.scope, &page).await?;
    let eased = if page.total == 0 { searches::eased(&at.scope, &asked).await? } else { Vec::new() };
    let results = results(&at, &asked, (&page, &found), &eased);
    let filters = filters(&at, &asked, &page, (sort, chosen));
    let form = view! {
        <form role="search" action="/library" method="get" id="library-search">
            <div class="search">
                <label for="library-q">{text.get("library-search")}</label>
                <input id="library-q" name="q" type="search" value=at.query("q").to_owned() autocomplete="off" maxlength="3000"/>
                <button class="button" type="submit">{text.get("front-search-button")}</button>
            </div>
            {how(text)}
            <div class="layout" id="results">
                <p role="status">{text.with("library-count", &[("count", page.total.into())])}</p>
                {filters}
                {results}
            </div>
        </form>
    };
    let propose = services::proposals::may_write(&at.scope)
        .is_ok()
        .then(|| view! { <li><a href="/proposals">{text.get("proposals-new")}</a></li> });
    let body = view! {
        <h1>{text.get("library-title")}</h1>
        <p class="lede">{text.get("library-lede")}</p>
        <LiveSearch target="results">{form}</LiveSearch>
        <ul class="inline">
            <li><a href="/library/map">{text.get("library-to-map")}</a></li>
            <li><a href="/glossary">{text.get("shell-glossary")}</a></li>
            {propose}
        </ul>
        {along::part(&at)}
    };
    Ok(Document::new(text.get("library-title"), body).wide().with_islands().with_head(saved::head(&at, &asked, &page)))
}

/// What can be typed beside words, folded away.
fn how(text: Text) -> impl IntoView + use<> {
    let ways = ["phrase", "minus", "title", "country", "year", "evidence"].map(|way| {
        let typed = text.get(&format!("library-how-{way}"));
        let href = Asked::of(&[("q".to_owned(), typed.clone())]).path(PATH);
        let means = text.get(&format!("library-how-{way}-means"));
        view! { <div><dt><a href=href><code>{typed}</code></a></dt><dd>{means}</dd></div> }
    });
    view! {
        <details class="more" id="library-how">
            <summary id="library-how-summary">{text.get("library-how")}</summary>
            <dl class="facts">{ways.collect_view()}</dl>
            <p class="hint">{text.get("library-how-words")}</p>
        </details>
    }
}

/// Filters and order. On narrow screens they are folded away, so that results are what is seen first; where there is room
/// beside the results the style sheet shows them open.
fn filters(at: &At, asked: &Asked, page: &Page, (sort, chosen): (Sort, usize)) -> impl IntoView + use<> {
    let text = at.text;
    let sorts = sorts(text, asked, sort, page);
    let [from, to] = asked.between().map(str::to_owned);
    // With other words in the form it holds no longer.
    let exact_for = asked.is_exact().then(|| {
        view! { <input type="hidden" name=Asked::EXACT_FOR value=asked.words().to_owned()/> }
    });
    view! {
        <details class="filters" id="filters">
            <summary id="filters-summary">{text.with("library-narrow-chosen", &[("count", chosen.into())])}</summary>
            <div class="facets">
                <h2>{text.get("library-narrow")}</h2>
                {facets::groups(at, page)}
                <div class="field">
                    <label for="library-year-from">{text.get("library-year-from")}</label>
                    <input id="library-year-from" name="year_from" type="number" min="1" max="9999" value=from/>
                </div>
                <div class="field">
                    <label for="library-year-to">{text.get("library-year-to")}</label>
                    <input id="library-year-to" name="year_to" type="number" min="1" max="9999" value=to/>
                </div>
                <div class="field">
                    <label for="library-sort">{text.get("library-sort")}</label>
                    <select id="library-sort" name="sort">{sorts}</select>
                </div>
                <label class="choice">
                    <input id="library-as-typed" type="checkbox" name="exact" value="1" checked=asked.is_exact()/>
                    <span>{text.get("library-as-typed")}</span>
                </label>
                {exact_for}
                <label class="choice">
                    <input id="library-synonyms" type="checkbox" name="synonyms" value="off" checked=asked.is_without_synonyms()/>
                    <span>{text.get("library-synonyms-off")}</span>
                </label>
                <button class="button button--quiet" id="library-apply" type="submit">{text.get("library-apply")}</button>
            </div>
        </details>
    }
}

/// The orders. Where nothing is typed there is no best one: the usual order is that of the newest, and is called so. It is
/// sent under its own word, so that words typed later are answered best first.
fn sorts(text: Text, asked: &Asked, sort: Sort, page: &Page) -> impl IntoView + use<> {
    let unranked = asked.words().trim().is_empty() || (sort == Sort::Relevance && page.sort == Sort::Newest);
    let twin = if sort == Sort::Newest { Sort::Relevance } else { Sort::Newest };
    let offered = Sort::ALL.iter().copied().filter(move |each| !unranked || *each != twin);
    let options = offered.map(move |each| {
        let called = if unranked && each == Sort::Relevance { Sort::Newest } else { each };
        let (words, selected) = (text.get(&format!("library-sort-{}", called.word())), each == sort);
        view! { <option value=each.word() selected=selected>{words}</option> }
    });
    options.collect_view()
}

fn results(
    at: &At,
    asked: &Asked,
    (page, found): (&Page, &[StoredPractice]),
    eased: &[Eased],
) -> impl IntoView + use<> {
    let text = at.text;
    // What records are, and what is said where nothing is found, is in the reader's own language as the filters are.
    let words = super::words(at);
    let (lang, dir) = super::apart(text, words);
    let practice_of = |hit: &Hit| found.iter().find(|stored| stored.id == hit.id).map(|stored| &stored.practice);
    let hits = page.hits.iter().map(|hit| one((text, words), hit, practice_of(hit))).collect_view();
    let as_typed = as_typed(at, asked);
    let corrected = corrected(at, asked, page);
    let alternatives = alternatives(at, asked, page);
    let widened = widened(at, asked, page);
    let nothing = (page.total == 0).then(|| {
        // What stands above beside a choice that there is not is no other way here.
        let ways = notes::ways(text, asked);
        let dropped = dropped(words, asked, (page, &ways), eased);
        let key = if dropped.is_some() || !ways.is_empty() { "library-nothing-filtered" } else { "library-nothing" };
        let all = (!ways.iter().any(|way| way == PATH))
            .then(|| view! { <p><a href=PATH>{words.get("library-all")}</a></p> }.into_any());
        view! {
            <div class="empty" lang=lang dir=dir>
                <p>{words.get(key)}</p>
                {dropped}
                {all}
            </div>
        }
    });
    let pager = pager(text, asked, page);
    view! {
        <section aria-labelledby="hits-title">
            <h2 class="visually-hidden" id="hits-title">{text.get("library-results")}</h2>
            {as_typed}
            {corrected}
            {alternatives}
            {widened}
            {notes::notes(at, asked, page)}
            {nothing}
            <ol class="hits">{hits}</ol>
            {pager}
            {saved::follow(at, asked, page)}
        </section>
    }
    // Its type is as deep as the compiler goes.
    .into_any()
}

/// The ways to other pages; nothing where there is one page.
fn pager(text: Text, asked: &Asked, page: &Page) -> Option<AnyView> {
    // Behind the last page there is nothing, and yet a way back.
    let later = page.previous.is_some() || (page.hits.is_empty() && page.total > 0);
    let first = later.then(|| {
        let href = asked.first().path(PATH);
        view! { <a id="library-first" href=href>{text.get("form-first-page")}</a>" " }
    });
    let previous = page.previous.as_ref().map(|cursor| {
        let href = asked.before(cursor).path(PATH);
        view! { <a id="library-previous" rel="prev" href=href>{text.get("form-previous-page")}</a>" " }
    });
    let next = page.next.as_ref().map(|cursor| {
        let href = asked.after(cursor).path(PATH);
        view! { <a rel="next" href=href>{text.get("form-next-page")}</a> }
    });
    (later || next.is_some()).then(|| view! { <p class="pager">{first}{previous}{next}</p> }.into_any())
}

/// That words are taken as typed, and the way back.
fn as_typed(at: &At, asked: &Asked) -> Option<AnyView> {
    if !asked.is_exact() || asked.words().trim().is_empty() {
        return None;
    }
    let (said, back, href) =
        (at.text.get("library-exact"), at.text.get("library-exact-off"), asked.inexactly().path(PATH));
    Some(view! { <p class="notice">{said}" "<a id="library-inexact" href=href>{back}</a></p> }.into_any())
}

/// What was taken for a typing mistake, and the way to what was typed. Of a long question the words alone are named.
fn corrected(at: &At, asked: &Asked, page: &Page) -> Option<AnyView> {
    let corrected = page.corrected.as_ref()?;
    let typed = asked.words().trim();
    let (key, words, instead) = if typed.chars().count() <= LONG {
        let key = if page.total > 0 { "library-corrected" } else { "library-corrected-nothing" };
        (key, corrected.text.clone(), at.text.with("library-instead", &[("words", typed.into())]))
    } else {
        let word = |(typed, known): &(String, String)| {
            at.text.with("library-corrected-word", &[("typed", typed.clone().into()), ("known", known.clone().into())])
        };
        let words: Vec<String> = corrected.words.iter().map(word).collect();
        ("library-corrected-words", words.join(", "), at.text.get("library-instead-all"))
    };
    let said = at.text.with(key, &[("words", words.into())]);
    let href = asked.exactly().path(PATH);
    Some(view! { <p class="notice">{said}" "<a id="library-exact" href=href>{instead}</a></p> }.into_any())
}

/// What else may have been meant.
fn alternatives(at: &At, asked: &Asked, page: &Page) -> Option<AnyView> {
    if page.alternatives.is_empty() {
        return None;
    }
    let links = page.alternatives.iter().enumerate().map(|(index, words)| {
        let href = asked.instead(words).path(PATH);
        let comma = if index > 0 { ", " } else { "" };
        view! { {comma}<a href=href>{words.clone()}</a> }
    });
    let links = links.collect_view();
    Some(view! { <p class="meta">{at.text.get("library-meant")}" "{links}</p> }.into_any())
}

/// What the glossary looked for as well, and the way to what was typed alone.
fn widened(at: &At, asked: &Asked, page: &Page) -> Option<AnyView> {
    if page.widened.is_empty() {
        return None;
    }
    let words: Vec<&str> = page.widened.iter().take(WIDENED).map(String::as_str).collect();
    let key = if page.widened.len() > WIDENED { "library-widened-more" } else { "library-widened" };
    let said = at.text.with(key, &[("words", words.join(", ").into())]);
    let (without, href) = (at.text.get("library-unwidened"), asked.unwidened().path(PATH));
    Some(view! { <p class="meta">{said}" "<a id="library-unwidened" href=href>{without}</a></p> }.into_any())
}

/// What to take away so that something is found: a filter, or a way in which words are taken; but for the ways that the
/// page has already.
fn dropped(words: Text, asked: &Asked, (page, ways): (&Page, &[String]), eased: &[Eased]) -> Option<AnyView> {
    let link = |facet: Facet, count: usize| {
        let label = words.get(&format!("library-facet-{}", facet.word()));
        let said = words.with("library-drop", &[("filter", label.into()), ("count", count.into())]);
        let href = asked.without(facet).path(PATH);
        view! { <li><a id=format!("drop-{}", facet.word()) href=href>{said}</a></li> }
    };
    let fewer = page.without.iter().filter(|(_, count)| **count > 0);
    let (led, fewer): (Vec<_>, Vec<_>) =
        fewer.partition(|(facet, _)| ways.contains(&asked.without(**facet).path(PATH)));
    let mut links: Vec<_> = fewer.into_iter().map(|(facet, count)| link(*facet, *count)).collect();
    if let Some(count) = page.without_years.filter(|count| *count > 0) {
        let label = words.get("library-facet-year");
        let said = words.with("library-drop", &[("filter", label.into()), ("count", count.into())]);
        let href = asked.of_all_years().path(PATH);
        links.push(view! { <li><a id=String::from("drop-years") href=href>{said}</a></li> });
    }
    for (at_place, but) in page.but.iter().enumerate().filter(|(_, but)| but.count > 0) {
        let values = [("filter", super::set_in(words, &but.filter).into()), ("count", but.count.into())];
        let (said, href) = (words.with("library-drop", &values), asked.with_words(&but.query).path(PATH));
        links.push(view! { <li><a id=format!("drop-typed-{at_place}") href=href>{said}</a></li> });
    }
    let (alone, single): (Vec<_>, Vec<_>) = eased.iter().partition(|eased| eased.ease == Ease::WordsAlone);
    for (at_place, eased) in single.into_iter().enumerate() {
        let (said, href) = (easier(words, eased), eased.asked.path(PATH));
        links.push(view! { <li><a id=format!("drop-way-{at_place}") href=href>{said}</a></li> });
    }
    if links.is_empty() && led.is_empty() && page.unfiltered > 0 {
        let said = words.with("library-drop-all", &[("count", page.unfiltered.into())]);
        let href = asked.unfiltered().path(PATH);
        links.push(view! { <li><a id=String::from("drop-all") href=href>{said}</a></li> });
    }
    if let (true, [alone]) = (links.is_empty() && led.is_empty(), alone.as_slice()) {
        let (said, href) = (easier(words, alone), alone.asked.path(PATH));
        links.push(view! { <li><a id=String::from("drop-ways") href=href>{said}</a></li> });
    }
    (!links.is_empty()).then(|| view! { <ul>{links}</ul> }.into_any())
}

/// What a search does without, and how many records it finds so. Of a long phrase the beginning is said again.
fn easier(words: Text, eased: &Eased) -> String {
    let (key, part) = match &eased.ease {
        Ease::Corrected => ("library-ease-corrected", ""),
        Ease::Widened => ("library-ease-widened", ""),
        Ease::Apart(part) => ("library-ease-apart", part.as_str()),
        Ease::LetIn(part) => ("library-drop", part.as_str()),
        Ease::WordsAlone => ("library-ease-alone", ""),
    };
    let more = if part.chars().count() > LONG { "…" } else { "" };
    let part = super::set_in(words, &format!("{}{more}", part.chars().take(LONG).collect::<String>()));
    words.with(key, &[("filter", part.into()), ("count", eased.count.into())])
}

fn one((text, words): (Text, Text), hit: &Hit, practice: Option<&Practice>) -> impl IntoView + use<> {
    let (facts_lang, facts_dir) = super::apart(text, words);
    let said: String = hit.passage.iter().map(|piece| piece.text.as_str()).collect();
    // A passage out of the summary would say it twice.
    let summary =
        (!hit.summary.contains(said.trim_matches(['…', ' '])) || said.is_empty()).then(|| pieces(&hit.summary_marked));
    let class = if summary.is_some() { "passage" } else { "" };
    // The direction is that of the words alone: the line begins where the others of the page do.
    let facts = practice.map(|practice| {
        let line = facets::line(words, practice);
        view! { <p class="meta"><span lang=facts_lang dir=facts_dir>{line}</span></p> }
    });
    let file = hit.file.and_then(|id| practice?.files.iter().find(|file| file.id == id));
    let within = file.map(|file| {
        let (said, href) = (text.get("library-in-file"), Ways::Online.file(&hit.slug, file));
        view! { <p class="meta">{said}" "<a href=href dir="auto">{file.name.clone()}</a>":"</p> }
    });
    let lang = practice.and_then(|practice| super::foreign(text, practice));
    let beside = (!hit.beside.is_empty()).then(|| {
        let found = view! { <span lang=lang.clone() dir="auto">{pieces(&hit.beside)}</span> };
        view! { <p class="meta">{text.get("library-beside")}" "{found}</p> }.into_any()
    });
    let passage = (!said.is_empty()).then(|| view! { <p class=class lang=lang.clone()>{pieces(&hit.passage)}</p> });
    view! {
        <li class="hit">
            <h3>
                <a id=format!("hit-{}", hit.slug) href=format!("/library/{}", hit.slug) lang=lang.clone() dir="auto">{hit.title.clone()}</a>
            </h3>
            {facts}
            {summary.map(|summary| view! { <p lang=lang>{summary}</p> })}
            {within}
            {passage}
            {beside}
        </li>
    }
}

/// A text with what was found marked in it.
fn pieces(each: &[Piece]) -> AnyView {
    let each = each.iter().map(|piece| {
        if piece.marked {
            view! { <mark>{piece.text.clone()}</mark> }.into_any()
        } else {
            view! { {piece.text.clone()} }.into_any()
        }
    });
    each.collect_view().into_any()
}
