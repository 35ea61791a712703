//! Rows of fields that belong together: who took part, and the sources. There are always empty rows at the end.

use domain::practice::PARTS;
use leptos::prelude::*;

use super::edit::{ProposalFields, ProposalForm};
use crate::field::{Choice, Said, thread, words_of};
use crate::form::Submitted;

/// The empty rows at the end, and how many more when they are asked for.
const EMPTY: usize = 2;
const MORE: usize = 8;

/// How many rows are shown: one for each that is written, and empty ones.
fn count(submitted: &Submitted<ProposalForm>, names: &[&str]) -> usize {
    let written = names.iter().map(|name| submitted.typed.written.all(name).len()).max().unwrap_or_default();
    written + if submitted.typed.more.is_empty() { EMPTY } else { MORE }
}

/// One input of a row, with its label and what is wrong with it.
fn cell(
    f: &ProposalFields<'_>,
    submitted: &Submitted<ProposalForm>,
    (name, at): (&'static str, usize),
    kind: &'static str,
) -> impl IntoView + use<> {
    let id = format!("field-{name}-{at}");
    let value = submitted.typed.written.all(name).get(at).cloned().unwrap_or_default();
    let (problem, described) = problem(f, submitted, (name, at));
    let invalid = described.is_some().then_some("true");
    view! {
        <div class="field">
            <label for=id.clone()>{f.label(name)}</label>
            {problem}
            <input id=id name=name type=kind value=value autocomplete="off" aria-describedby=described aria-invalid=invalid/>
        </div>
    }
}

fn problem(
    f: &ProposalFields<'_>,
    submitted: &Submitted<ProposalForm>,
    (name, at): (&'static str, usize),
) -> (Option<AnyView>, Option<String>) {
    let field = format!("{name}-{at}");
    let words: Vec<String> = submitted.problems.at(&field).map(|problem| words_of(f.text(), problem)).collect();
    if words.is_empty() {
        return (None, None);
    }
    let id = format!("problem-{field}");
    let said = view! { <p class="problem" id=id.clone()>{words.join(" ")}</p> }.into_any();
    (Some(said), Some(id))
}

/// Which row it is, as lists of problems call it.
fn number(f: &ProposalFields<'_>, key: &'static str, at: usize) -> impl IntoView + use<> {
    let row = i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1);
    view! { <p class="meta">{f.words_with(key, &[("row", row.into())])}</p> }
}

fn more(f: &ProposalFields<'_>) -> impl IntoView + use<> {
    view! {
        <p>
            <button class="button button--quiet" type="submit" name="more" value="rows">{f.words("proposal-more-rows")}</button>
        </p>
    }
}

/// Who took part, and as what.
pub(super) fn actors(
    f: &ProposalFields<'_>,
    submitted: &Submitted<ProposalForm>,
    said: &[Said],
) -> impl IntoView + use<> {
    let parts: Vec<Choice> = f.list("library-part", PARTS.iter().copied());
    let rows = (0..count(submitted, &["actor_name", "actor_part"])).map(|at| {
        let chosen = submitted.typed.written.all("actor_part").get(at).cloned().unwrap_or_default();
        let options = parts.iter().map(|(value, words)| {
            let selected = *value == chosen;
            view! { <option value=value.clone() selected=selected>{words.clone()}</option> }
        });
        let options = options.collect_view();
        let id = format!("field-actor_part-{at}");
        let (problem, described) = problem(f, submitted, ("actor_part", at));
        let invalid = described.is_some().then_some("true");
        view! {
            <div class="repeat">
                {cell(f, submitted, ("actor_name", at), "text")}
                <div class="field">
                    <label for=id.clone()>{f.label("actor_part")}</label>
                    {problem}
                    <select id=id name="actor_part" autocomplete="off" aria-describedby=described aria-invalid=invalid>
                        <option value="">{f.words("form-nothing-chosen")}</option>
                        {options}
                    </select>
                </div>
            </div>
        }
    });
    let rows = rows.collect_view();
    view! {
        <fieldset class="choices">
            <legend>{f.words("library-actors")}</legend>
            {thread("said-actor_name".into(), said)}
            <p class="hint">{f.words("proposal-actors-hint")}</p>
            {rows}
            {more(f)}
        </fieldset>
    }
}

/// Where it can be checked.
pub(super) fn sources(
    f: &ProposalFields<'_>,
    submitted: &Submitted<ProposalForm>,
    said: &[Said],
) -> impl IntoView + use<> {
    let names = ["source_title", "source_publisher", "source_year", "source_url", "source_accessed"];
    let rows = (0..count(submitted, &names)).map(|at| {
        view! {
            <div class="panel">
                {number(f, "proposal-source-row", at)}
                {cell(f, submitted, ("source_title", at), "text")}
                <div class="repeat">
                    {cell(f, submitted, ("source_publisher", at), "text")}
                    {cell(f, submitted, ("source_year", at), "text")}
                </div>
                <div class="repeat">
                    {cell(f, submitted, ("source_url", at), "url")}
                    {cell(f, submitted, ("source_accessed", at), "date")}
                </div>
            </div>
        }
    });
    let rows = rows.collect_view();
    view! {
        <fieldset class="choices">
            <legend>{f.words("library-sources")}</legend>
            {thread("said-source_title".into(), said)}
            <p class="hint">{f.words("proposal-sources-hint")}</p>
            {rows}
            {more(f)}
        </fieldset>
    }
}
