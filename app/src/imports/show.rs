//! One import: what it would do, saying go, how far it is, and its report row by row. While it works, the page asks for
//! itself again every few seconds, without a script.

use domain::Result;
use domain::id::ImportId;
use domain::import::{Import, ImportFormat, ImportGoal, ImportRow, ImportState, RowState};
use domain::practice::Manuscript;
use domain::{Problems, parse};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::import::{Alike, Kept as Report, Settings};

use super::{columns, line, outcome, sources};
use crate::field::Fields;
use crate::proposals::{Version, columns as columns_of, fields_of};
use crate::{At, Done, Form, page::Document};

/// How many rows on a page.
const SIZE: u64 = 100;
/// Seconds until a page that shows work under way asks again.
const AGAIN: u32 = 3;

/// The value of the tick by which records that are like others are taken like the rest.
const TOO: &str = "too";

/// What becomes of the records.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    goal: String,
    alike: Vec<String>,
    /// Which choice of the columns was looked at.
    seen: String,
}

impl Form for ConfirmForm {
    const NAME: &'static str = "import-confirm";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        services::import::find(&at.scope, id).await?;
        let mut problems = Problems::new();
        let goal: Option<ImportGoal> = problems.take("goal", parse::word(&self.goal));
        let alike = if self.alike.iter().any(|said| said == TOO) { Alike::AsOthers } else { Alike::LookedAt };
        let seen = self.seen.parse().unwrap_or_default();
        services::import::confirm(&at.scope, id, seen, (problems.finish(goal)?, alike)).await?;
        Ok(Done::See(at.path().to_owned()))
    }
}

/// Stops it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CancelForm {}

impl Form for CancelForm {
    const NAME: &'static str = "import-cancel";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::import::cancel(&at.scope, at.param("id")?).await?;
        Ok(Done::See(at.path().to_owned()))
    }
}

/// Goes on where it stopped.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ResumeForm {}

impl Form for ResumeForm {
    const NAME: &'static str = "import-resume";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::import::resume(&at.scope, at.param("id")?).await?;
        Ok(Done::See(at.path().to_owned()))
    }
}

/// The page.
///
/// # Errors
/// Not found for everybody but curators.
pub async fn show(at: At) -> Result<Document> {
    let text = at.text;
    let import = services::import::find(&at.scope, at.param::<ImportId>("id")?).await?;
    if let Ok(number) = at.query("row").parse() {
        return changes(&at, &import, number).await;
    }
    let state = at.query("state").parse::<RowState>().ok();
    let after = at.query("after").parse().unwrap_or_default();
    let report = services::import::report(&at.scope, &import, state, after, SIZE).await?;
    let settings = Settings::of(&import);
    let works = matches!(import.state, ImportState::Fetching | ImportState::Taking);
    let next = match import.state {
        ImportState::Mapping => columns::form(&at, &import, &report.cells),
        ImportState::Preview => confirm(&at, &import, &report),
        ImportState::Fetching | ImportState::Taking => progress(&at, &import, &report),
        _ if import.can_be_resumed() => resume(&at),
        ImportState::Cancelled => outcome::anew(&at, &import, &settings),
        ImportState::Done | ImportState::Stopped => ().into_any(),
    };
    let open = !matches!(import.state, ImportState::Done | ImportState::Stopped | ImportState::Cancelled);
    let has_rows = !matches!(import.state, ImportState::Fetching | ImportState::Mapping);
    let shows_rows = has_rows && !report.counts.is_empty();
    let following = services::import::next(&at.scope, &import).await?;
    let nothing = import.format == ImportFormat::Oai && import.state == ImportState::Done && report.counts.is_empty();
    let others = (open || report.again).then(|| {
        let (again, cancel) = (report.again.then(|| columns::again(&at)), open.then(|| cancel(&at)));
        view! { <div class="actions">{again}{cancel}</div> }
    });
    let body = view! {
        <p class="eyebrow"><a href="/library/import">{text.get("import-title")}</a></p>
        <h1 dir="auto">{import.name.clone()}</h1>
        {line(&at, &import)}
        {sources::asked(&at, &import, &settings)}
        {outcome::stopped(&at, &import, &settings)}
        {outcome::taken(text, &import, &report.counts)}
        {nothing.then(|| view! { <p class="notice">{text.get("import-nothing-there")}</p> })}
        {sources::part(&at, &import, &settings, following.as_ref())}
        {next}
        {others}
        {shows_rows.then(|| rows(&at, &import, &report, state))}
    };
    let document = Document::new(format!("{} – {}", import.name, text.get("import-title")), body).wide();
    Ok(if works { document.again(AGAIN) } else { document })
}

/// A record that a row would change, beside what the row makes of it.
async fn changes(at: &At, import: &Import, number: i64) -> Result<Document> {
    let text = at.text;
    let (stored, practice) = services::import::change(&at.scope, import, number).await?;
    let heads =
        (text.with("import-compare-here", &[("version", stored.version.into())]), text.get("import-compare-row"));
    let (old, new) = (Manuscript::of(&stored.practice), Manuscript::of(&practice));
    let old = Version { written: &old, files: &stored.practice.files };
    let fields = fields_of(text, Some(old), Version { written: &new, files: &practice.files });
    let changed = fields.iter().filter(|field| !field.is_same()).map(|field| {
        view! {
            <section class="compare compare--changed">
                <h2>{field.label.clone()}</h2>
                {columns_of(field, (&heads.0, &heads.1))}
            </section>
        }
    });
    let changed: Vec<_> = changed.collect();
    let title = text.with("import-compared", &[("number", number.into())]);
    let body = view! {
        <p class="breadcrumb"><a href=at.path().to_owned() dir="auto">{import.name.clone()}</a></p>
        <h1>{title.clone()}</h1>
        <p class="lede" dir="auto">{practice.title.clone()}</p>
        {changed}
    };
    Ok(Document::new(title, body).wide())
}

fn count(report: &Report, states: &[RowState]) -> i64 {
    states.iter().filter_map(|state| report.counts.get(state)).sum()
}

fn confirm(at: &At, import: &Import, report: &Report) -> AnyView {
    let text = at.text;
    let submitted = at
        .submitted::<ConfirmForm>()
        .or(|| ConfirmForm { goal: ImportGoal::Review.to_string(), ..ConfirmForm::default() });
    let f = Fields::new(at, &submitted);
    let goals = f.list("import-goal", ImportGoal::ALL.iter().map(|goal| goal.word()));
    let of = |state| count(report, &[state]);
    let (new, changed, alike, refused) =
        (of(RowState::New), of(RowState::Changed), of(RowState::Alike), of(RowState::Refused));
    let tick = (alike > 0).then(|| {
        let too = vec![(TOO.to_owned(), text.get("import-alike-too"))];
        f.field("alike").hint().optional().any_of(too, &submitted.typed.alike)
    });
    let seen = view! { <input type="hidden" name="seen" value=Settings::of(import).chosen_again.to_string()/> };
    let form = if report.drafts {
        // Nobody chooses what can become only one thing.
        let goal = ImportGoal::Review.to_string();
        let fields = view! {
            {seen}
            <input type="hidden" name="goal" value=goal/>
            <p>{text.get("import-drafts")}</p>
        };
        f.frame(fields, "import-take-draft")
    } else {
        let fields = view! {
            {seen}
            {f.field("goal").hint().one_of(goals, &submitted.typed.goal)}
            {tick}
        };
        f.frame(fields, "import-take")
    };
    let counts =
        [("new", new.into()), ("changed", changed.into()), ("alike", alike.into()), ("refused", refused.into())];
    view! {
        <h2>{text.get("import-preview")}</h2>
        <p>{text.with("import-would", &counts)}</p>
        {form}
    }
    .into_any()
}

fn progress(at: &At, import: &Import, report: &Report) -> AnyView {
    let text = at.text;
    let words = if import.format == ImportFormat::Oai && import.state == ImportState::Fetching {
        let settings = Settings::of(import);
        let of = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        match settings.complete {
            _ if settings.is_left_alone() => {
                text.with("import-asking-later", &[("records", of(settings.records).into())])
            }
            Some(complete) => text.with(
                "import-asking-of",
                &[("records", of(settings.records).into()), ("complete", of(complete).into())],
            ),
            None => text.with("import-asking", &[("records", of(settings.records).into())]),
        }
    } else {
        let waiting = count(report, &[RowState::New, RowState::Alike, RowState::Changed]);
        text.with("import-taking", &[("waiting", waiting.into())])
    };
    view! {
        <p class="notice" role="status">{words}</p>
        <p><a href=at.path().to_owned()>{text.get("import-reload")}</a></p>
    }
    .into_any()
}

fn cancel(at: &At) -> AnyView {
    let submitted = at.submitted::<CancelForm>();
    let f = Fields::new(at, &submitted);
    view! {
        <form method="post" action=at.path().to_owned()>
            {f.hidden()}
            <button class="button button--quiet" type="submit">{at.text.get("import-cancel")}</button>
        </form>
    }
    .into_any()
}

/// The way to take what is left; how many that are stands above.
fn resume(at: &At) -> AnyView {
    let submitted = at.submitted::<ResumeForm>();
    let f = Fields::new(at, &submitted);
    view! {
        <p>{at.text.get("import-can-go-on")}</p>
        <form method="post" action=at.path().to_owned()>
            {f.hidden()}
            <button class="button" type="submit">{at.text.get("import-resume")}</button>
        </form>
    }
    .into_any()
}

fn rows(at: &At, import: &Import, report: &Report, state: Option<RowState>) -> AnyView {
    let text = at.text;
    let path = format!("/library/import/{}", import.id);
    let all: i64 = report.counts.values().sum();
    let tab = |to: String, words: String, current: bool| {
        view! { <li><a href=to aria-current=current.then_some("page")>{words}</a></li> }
    };
    let each = report.counts.iter().map(|(each, rows)| {
        let words = text.with(&format!("import-count-{each}"), &[("count", (*rows).into())]);
        tab(format!("{path}?state={each}"), words, state == Some(*each))
    });
    let each = each.collect_view();
    let whole = tab(path.clone(), text.with("import-count-all", &[("count", all.into())]), state.is_none());
    let next = report.rows.last().filter(|_| u64::try_from(report.rows.len()) == Ok(SIZE)).map(|last| {
        let state = state.map(|state| format!("state={state}&")).unwrap_or_default();
        view! { <p class="pager"><a rel="next" href=format!("{path}?{state}after={}", last.number)>{text.get("form-next-page")}</a></p> }
    });
    let lines = report.rows.iter().map(|row| one(at, (import, report), row)).collect_view();
    let alike = i64::try_from(report.alike).unwrap_or(i64::MAX);
    let alike = (alike > 0).then(|| view! { <p>{text.with("import-some-alike", &[("count", alike.into())])}</p> });
    view! {
        <h2>{text.get("import-report")}</h2>
        {alike}
        <nav class="menu" aria-label=text.get("import-by-state")><ul>{whole}{each}</ul></nav>
        <div class="table table--cards" role="region" tabindex="0" aria-label=text.get("import-report")>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{place(text, import)}</th>
                        <th scope="col">{text.get("import-record")}</th>
                        <th scope="col">{text.get("import-became")}</th>
                        <th scope="col">{text.get("import-why")}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
        {next}
    }
    .into_any()
}

/// Where the two versions stand side by side of a record that a row changes.
fn comparison(import: &Import, row: &ImportRow) -> Option<String> {
    let version = row.version?;
    match (row.state, row.proposal) {
        (RowState::Changed, _) => Some(format!("/library/import/{}?row={}", import.id, row.number)),
        (RowState::Proposed, Some(proposal)) => Some(format!("/proposals/{proposal}")),
        (RowState::Published, _) if version > 1 => {
            Some(format!("/library/{}/versions/{version}?against={}", row.slug, version - 1))
        }
        _ => None,
    }
}

/// What the number of a row counts: the lines of a file with a row to a line, or the records.
fn place(text: Text, import: &Import) -> String {
    match import.format {
        ImportFormat::Lines | ImportFormat::Table => text.get("import-line"),
        _ => text.get("import-number"),
    }
}

fn one(at: &At, (import, report): (&Import, &Report), row: &ImportRow) -> impl IntoView + use<> {
    let twin = row.twin.and_then(|twin| report.twins.get(&twin)).map(|twin| {
        let words = at.text.with("import-like", &[("title", twin.title.clone().into())]);
        view! { <p><a href=format!("/library/{}", twin.slug)>{words}</a></p> }
    });
    let compare = comparison(import, row).map(|path| view! { <p><a href=path>{at.text.get("import-compare")}</a></p> });
    let text = at.text;
    let named = [&row.title, &row.slug].into_iter().find(|name| !name.is_empty());
    let title = named.cloned().unwrap_or_else(|| text.get("import-untitled"));
    let leads = match (row.state, row.proposal) {
        (_, Some(proposal)) => Some(format!("/proposals/{proposal}")),
        (RowState::Published | RowState::Known | RowState::Changed, None) => Some(format!("/library/{}", row.slug)),
        (RowState::Withdrawn, None) if !row.slug.is_empty() => Some(format!("/library/{}", row.slug)),
        _ => None,
    };
    let title = match leads {
        Some(path) => view! { <a href=path>{title}</a> }.into_any(),
        None => title.into_any(),
    };
    let here = (row.state == RowState::Withdrawn && !row.slug.is_empty())
        .then(|| view! { <p>{text.get("import-withdrawn-here")}</p> });
    let why = if row.why.is_empty() && twin.is_none() && compare.is_none() {
        view! { <td></td> }.into_any()
    } else {
        let told = reasons(&services::import::told(row, text));
        view! { <td class="stacked" data-label=text.get("import-why")>{told}{here}{twin}{compare}</td> }.into_any()
    };
    let became = if import.state == ImportState::Cancelled && outcome::LEFT.contains(&row.state) {
        text.get("import-row-left")
    } else {
        text.get(&format!("import-row-{}", row.state))
    };
    view! {
        <tr>
            <td data-label=place(text, import)>{text.number(row.number)}</td>
            <th scope="row" dir="auto">{title}</th>
            <td class="whole" data-label=text.get("import-became")>{became}</td>
            {why}
        </tr>
    }
}

/// Why, each reason by itself where there are several.
fn reasons(why: &str) -> AnyView {
    if !why.contains('\n') {
        return view! { <span dir="auto">{why.to_owned()}</span> }.into_any();
    }
    let each = why.lines().map(|line| view! { <li>{line.to_owned()}</li> }).collect_view();
    view! { <ul dir="auto">{each}</ul> }.into_any()
}
