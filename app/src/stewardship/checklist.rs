//! The checklist of an application: what the organisation says of each point, and what stewards have ticked.

use domain::organisation::Organisation;
use domain::vetting::{Check, Part, Tick};
use domain::{Error, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;

use super::application::{Names, called};
use crate::field::Fields;
use crate::reason::seen;
use crate::{At, Done, Form};

/// What is ticked now, and what was when the page was made: only the difference is carried out, so that two stewards at
/// once take nothing back from each other.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ChecksForm {
    checks: Vec<String>,
    seen: Vec<String>,
    version: String,
}

impl Form for ChecksForm {
    const NAME: &'static str = "vetting-checks";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        services::vetting::application(&at.scope, id).await?;
        let checks: Vec<Check> = parse::words(&self.checks).map_err(|problem| Error::at("checks", problem))?;
        let before: Vec<Check> = parse::words(&self.seen).map_err(|_| Error::Conflict)?;
        let version = self.version.parse().map_err(|_| Error::Conflict)?;
        let only = |these: &[Check], those: &[Check]| -> Vec<Check> {
            these.iter().copied().filter(|check| !those.contains(check)).collect()
        };
        let (found, taken_back) = (only(&checks, &before), only(&before, &checks));
        services::vetting::tick(&at.scope, id, version, (&found, &taken_back)).await?;
        Ok(Done::See(format!("{}#checks", at.path())))
    }

    fn repeated(at: &At) -> String {
        format!("{}#checks", at.path())
    }
}

/// The section of the page.
pub(super) fn section(at: &At, of: &Organisation, ticks: &[Tick], names: &Names) -> impl IntoView + use<> {
    let text = at.text;
    let today = at.scope.now().date_naive();
    let ticked: Vec<&Tick> = ticks.iter().filter(|tick| tick.counts(today)).collect();
    let submitted = at.submitted::<ChecksForm>().or(|| ChecksForm {
        checks: ticked.iter().map(|tick| tick.check.to_string()).collect(),
        ..ChecksForm::default()
    });
    let f = Fields::new(at, &submitted);
    let rows = Check::of(of.kind).iter().enumerate().map(|(index, check)| {
        let tick = ticked.iter().find(|tick| tick.check == *check);
        let chosen = submitted.typed.checks.iter().any(|word| word == check.word());
        row(at, of, (index, *check, chosen), tick.map(|tick| tick_words(at, tick, names)))
    });
    let rows = rows.collect_view();
    let before = ticked.iter().filter(|tick| Check::of(of.kind).contains(&tick.check)).map(|tick| {
        view! { <input type="hidden" name="seen" value=tick.check.word()/> }
    });
    let fields = view! {
        {seen("version", of.version)}
        {before.collect_view()}
        {f.field("checks").hint().group_of(rows)}
    };
    let form = f.frame(fields, "vetting-checks-button");
    view! {
        <section id="checks">
            <h2>{text.get("vetting-checks")}</h2>
            {form}
        </section>
    }
}

fn tick_words(at: &At, tick: &Tick, names: &Names) -> String {
    let day = at.text.date(tick.at.date_naive());
    let by = called(at, names, tick.by);
    let version = i64::from(tick.version);
    at.text.with("vetting-ticked", &[("name", by.into()), ("day", day.into()), ("version", version.into())])
}

/// One check: its words, what the application says of it, and who ticked it.
fn row(
    at: &At,
    of: &Organisation,
    (index, check, chosen): (usize, Check, bool),
    ticked: Option<String>,
) -> impl IntoView + use<> {
    let text = at.text;
    // The summary's link leads to the first choice.
    let id = if index == 0 { "field-checks".to_owned() } else { format!("field-checks-{check}") };
    let told = check.rests_on().iter().filter_map(|part| match part {
        Part::Evidence(item) => of.description.evidence.get(item).cloned(),
        _ => None,
    });
    let told = told.map(|said| view! { <span class="hint" dir="auto">{said}</span> }).collect_view();
    let untold = (!check.is_told(of.kind, &of.description))
        .then(|| view! { <span class="hint">{text.get("vetting-untold")}</span> });
    view! {
        <label class="choice">
            <input id=id type="checkbox" name="checks" value=check.word() checked=chosen/>
            <span>
                {text.get(&format!("check-{}", check.word().replace('_', "-")))}
                {told}
                {untold}
                {ticked.map(|words| view! { <span class="hint">{words}</span> })}
            </span>
        </label>
    }
}
