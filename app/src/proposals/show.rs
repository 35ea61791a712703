//! A proposal: where it stands, what it says beside what is published, what is said about it, and the next move.

use domain::practice::{Manuscript, PracticeState, StoredPractice};
use domain::proposal::Proposal;
use domain::{Problems, Result};
use i18n::Text;
use leptos::prelude::*;
use services::proposals::{Comment, Look};

use super::back::back;
use super::compare::Compared;
use super::preview::preview;
use super::{ProposalForm, Version, columns, decide, fields_of, talk};
use crate::field::{before, named, words_of};
use crate::{At, page::Document};

/// The state as a word in its colour.
pub(super) fn status(text: Text, state: PracticeState) -> impl IntoView {
    view! { <span class=format!("status status--{state}")>{text.get(&format!("practice-state-{state}"))}</span> }
}

/// The page.
///
/// # Errors
/// Not found for a proposal of another organisation, or one that never came before the curators.
pub async fn show(at: At) -> Result<Document> {
    let proposal = services::proposals::find(&at.scope, at.param("id")?).await?;
    let text = at.text;
    let comments = services::proposals::comments(&at.scope, &proposal).await?;
    let base = services::proposals::base(&at.scope, &proposal).await?;
    let changes = services::proposals::practice(&at.scope, &proposal).await?;
    let open = matches!(proposal.state, PracticeState::Draft | PracticeState::InReview);
    // The record that it changes was taken back: nothing that is written brings it into the library.
    let gone = open && proposal.practice.is_some() && changes.is_none();
    let missing = if gone { Problems::new() } else { services::proposals::missing(&at.scope, &proposal).await? };
    let asked = services::proposals::asked(&at.scope, &proposal, &comments).await?;
    let author = services::proposals::is_author(&at.scope, &proposal);
    let authors = (author && !gone).then(|| decide::authors(&at, &proposal, missing.is_empty())).flatten();
    let came_back = if author && !gone { back(&at, &proposal, asked, &comments) } else { None };
    let overtaken = overtaken(&proposal, changes.as_ref());
    let curators = match services::proposals::reviewed(&at.scope, &proposal).await {
        Ok(approved) if proposal.state == PracticeState::InReview && !gone => {
            let review = decide::Review {
                approved,
                needed: services::proposals::curators_needed(&proposal),
                open: services::proposals::count_open(&at.scope, &proposal).await?,
                overtaken: overtaken.map(|(_, newest)| newest),
            };
            Some(decide::curators(&at, &proposal, &review))
        }
        _ => None,
    };
    let behind = overtaken
        .zip(changes.as_ref())
        .map(|(versions, stored)| decide::overtaken(&at, &proposal, versions, &stored.practice.slug));
    let files = services::files::of_proposal(&at.scope, &proposal).await?;
    let preview = preview(&at, &proposal, &missing, (false, &[])).await?;
    let look = if open { services::proposals::last_look(&at.scope, &proposal).await? } else { None };
    let since = look.as_ref().filter(|_| at.query("since") == LAST);
    let written = base.as_ref().map(Manuscript::of);
    let begun = base.as_ref().zip(written.as_ref()).map(|(base, written)| Version { written, files: &base.files });
    let (key, old, heads) = match since {
        Some(look) => {
            let then = Version { written: &look.round.manuscript, files: &look.files };
            let day = text.date(look.round.kept.date_naive());
            let heads = (text.with("compare-then", &[("day", day.into())]), text.get("compare-now"));
            ("proposal-since-compared", Some(then), heads)
        }
        None => {
            let key = if begun.is_some() { "proposal-compared" } else { "proposal-says" };
            (key, begun, heads(text, &proposal, changes.as_ref()))
        }
    };
    let lacking = if open { lacking(&at, &proposal, &missing) } else { None };
    let warning = gone.then(|| decide::gone(&at, &proposal, reader(&at, &proposal, author), base.as_ref()));
    let said = (!gone).then(|| where_it_is(text, &proposal, asked.is_some(), changes.as_ref()));
    let title = if proposal.title().is_empty() { text.get("proposals-untitled") } else { proposal.title().to_owned() };
    let sent = proposal.state == PracticeState::InReview && !gone && at.done("sent");
    let anew = author && proposal.state == PracticeState::Draft && proposal.practice.is_none() && at.done("anew");
    let body = view! {
        <p class="breadcrumb">{eyebrow(&at)}</p>
        <h1 dir="auto">{title.clone()}</h1>
        {sent.then(|| view! { <p class="notice notice--good" role="status">{text.get("proposal-sent")}</p> })}
        <p>{status(text, proposal.state)}" "<span class="meta">{what(text, &proposal)}</span></p>
        {anew.then(|| view! { <p class="notice notice--good" role="status">{text.get("proposal-anew")}</p> })}
        {said}
        {warning}
        {behind}
        {look.as_ref().map(|look| last_look(&at, look, since.is_some()))}
        {came_back}
        {authors}
        {curators}
        {lacking}
        {crate::files::of_proposal(&at, &proposal).await?}
        {compared(&at, key, (old, Version { written: &proposal.manuscript, files: &files }), (&heads, &comments), preview)}
        <section>
            <h2>{text.get("proposal-talk")}</h2>
            {talk::beside(&at, "", &comments)}
        </section>
    };
    Ok(Document::new(title, body).wide())
}

/// As whom the reader can do something about a proposal whose record was taken back: what is in review a curator declines,
/// though it may be the curators' own.
pub(super) fn reader(at: &At, proposal: &Proposal, author: bool) -> decide::Reader {
    let waits = proposal.state == PracticeState::InReview;
    let curator = at.scope.actor().is(domain::account::PlatformRole::Curator);
    if (waits && curator) || !author { decide::Reader::Curator } else { decide::Reader::Author }
}

/// What is missing or wrong, each leading to its field for whoever may write there now.
fn lacking(at: &At, proposal: &Proposal, missing: &Problems) -> Option<AnyView> {
    if missing.is_empty() {
        return None;
    }
    let text = at.text;
    let writes = services::proposals::may_write_now(&at.scope, proposal).is_ok();
    let each = missing.iter().map(|(field, problem)| {
        let words = words_of(text, problem);
        if field.is_empty() {
            return view! { <li>{words}</li> }.into_any();
        }
        let label = before(named::<ProposalForm>(text, field));
        if writes {
            let href = format!("/proposals/{}/edit#field-{field}", proposal.id);
            view! { <li><a href=href>{label}</a>" "{words}</li> }.into_any()
        } else {
            view! { <li>{label}" "{words}</li> }.into_any()
        }
    });
    let each = each.collect_view();
    let waits = proposal.state == PracticeState::InReview;
    let key = if waits { "proposal-missing-publish" } else { "proposal-missing" };
    Some(
        view! {
            <section id="missing">
                <h2>{text.get(key)}</h2>
                <ul class="findings">{each}</ul>
            </section>
        }
        .into_any(),
    )
}

fn eyebrow(at: &At) -> impl IntoView + use<> {
    let curator = at.scope.actor().is(domain::account::PlatformRole::Curator);
    let (path, key) = if curator { ("/curation", "curation-title") } else { ("/proposals", "proposals-title") };
    view! { <a href=path>{at.text.get(key)}</a> }
}

fn what(text: Text, proposal: &Proposal) -> String {
    let what = match proposal.base {
        Some(base) => text.with("proposal-changes", &[("version", base.into())]),
        None => text.get("proposal-new-one"),
    };
    format!("{what} · {}", text.date(proposal.changed.date_naive()))
}

/// Where it is now, in a sentence, with the way there.
fn where_it_is(
    text: Text,
    proposal: &Proposal,
    asked: bool,
    changes: Option<&StoredPractice>,
) -> impl IntoView + use<> {
    let said = match proposal.state {
        PracticeState::Draft if asked => text.get("practice-state-draft-asked-means"),
        PracticeState::Draft if proposal.submitted.is_some() => text.get("practice-state-draft-back-means"),
        PracticeState::Draft if proposal.organisation.is_none() => text.get("practice-state-draft-curators-means"),
        state => text.get(&format!("practice-state-{state}-means")),
    };
    let link = changes.filter(|_| proposal.practice.is_some()).map(|stored| {
        let address = match proposal.number {
            Some(number) => format!("/library/{}/versions/{number}", stored.practice.slug),
            None => format!("/library/{}", stored.practice.slug),
        };
        view! { " "<a href=address>{text.get("proposal-see-record")}</a> }
    });
    view! { <p>{said}{link}</p> }
}

/// The version that an open proposal was begun from and the newest one, where they are not the same.
fn overtaken(proposal: &Proposal, changes: Option<&StoredPractice>) -> Option<(i32, i32)> {
    let (stored, base) = (changes?, proposal.base?);
    let open = matches!(proposal.state, PracticeState::Draft | PracticeState::InReview);
    (open && stored.version != base).then_some((base, stored.version))
}

/// What `since` is in an address that asks for what changed since the reader last looked.
const LAST: &str = "last";

/// It was written on since somebody looked: the way to what changed, and back to all of it.
fn last_look(at: &At, look: &Look, shown: bool) -> impl IntoView + use<> {
    let text = at.text;
    let key = if look.round.own { "proposal-since-own" } else { "proposal-since-other" };
    let day = text.date(look.round.kept.date_naive());
    let (query, link) =
        if shown { (String::new(), "proposal-since-all") } else { (format!("?since={LAST}"), "proposal-since-see") };
    let address = format!("{}{query}#compared", at.path());
    view! { <p class="notice">{text.with(key, &[("day", day.into())])}" "<a href=address>{text.get(link)}</a></p> }
}

/// What the two columns are: the version that it was begun from, and what is proposed or became of it.
fn heads(text: Text, proposal: &Proposal, changes: Option<&StoredPractice>) -> (String, String) {
    let version = |key: &str, number: i32| text.with(key, &[("version", number.into())]);
    let base = proposal.base.unwrap_or_default();
    let newest = changes.is_some_and(|stored| stored.version == base);
    let old = match proposal.number {
        Some(_) => version("compare-version", base),
        None if newest => version("compare-published", base),
        None => version("compare-begun-from", base),
    };
    let new = proposal.number.map_or_else(|| text.get("compare-new"), |number| version("compare-version", number));
    (old, new)
}

type Heads = (String, String);

fn compared(
    at: &At,
    key: &'static str,
    (old, new): (Option<Version<'_>>, Version<'_>),
    said: (&Heads, &[Comment]),
    preview: AnyView,
) -> impl IntoView + use<> {
    let text = at.text;
    let fields = fields_of(text, old, new);
    // What is spoken about is never folded away, whatever it says itself.
    let refused = talk::refused(at);
    let spoken =
        |field: &Compared| refused.as_deref() == Some(field.name) || !talk::of_field(said.1, field.name).is_empty();
    let (quiet, shown): (Vec<_>, Vec<_>) =
        fields.into_iter().partition(|field| (field.is_empty() || field.is_same()) && !spoken(field));
    let (empty, same): (Vec<_>, Vec<_>) = quiet.into_iter().partition(Compared::is_empty);
    let shown = shown.iter().map(|field| compared_field(at, field, said)).collect_view();
    let same = folded(at, "compare-unchanged", &same, said);
    let empty = folded(at, "compare-empty", &empty, said);
    view! {
        <section id="compared">
            <h2>{text.get(key)}</h2>
            {shown}
            {same}
            {empty}
            {preview}
        </section>
    }
}

/// Fields of which there is nothing to read, one below the other behind a line that counts them.
fn folded(at: &At, key: &str, fields: &[Compared], said: (&Heads, &[Comment])) -> Option<AnyView> {
    if fields.is_empty() {
        return None;
    }
    let count = i64::try_from(fields.len()).unwrap_or(i64::MAX);
    let each = fields.iter().map(|field| compared_field(at, field, said)).collect_view();
    Some(
        view! {
            <details class="more">
                <summary>{at.text.with(key, &[("count", count.into())])}</summary>
                {each}
            </details>
        }
        .into_any(),
    )
}

/// A field with its label, its two versions, and what is said beside it.
fn compared_field(at: &At, field: &Compared, (heads, comments): (&Heads, &[Comment])) -> impl IntoView + use<> {
    let says = if field.is_empty() {
        view! { <p class="meta">{at.text.get("compare-nothing")}</p> }.into_any()
    } else {
        columns(field, (&heads.0, &heads.1))
    };
    view! {
        <section class="compare" id=format!("compare-{}", field.name)>
            <h3>{field.label.clone()}</h3>
            {says}
            <div class="compare__said">{talk::beside(at, field.name, comments)}</div>
        </section>
    }
}
