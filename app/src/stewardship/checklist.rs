//! The checklist of an application and the verification that rests on it: one form, so that whoever proposes keeps what they
//! have ticked. Its date and the buttons that decide stand with the other decisions.

use chrono::{Months, NaiveDate};
use domain::organisation::{MOST_MONTHS, Organisation};
use domain::sanction::{Sanction, SanctionState};
use domain::vetting::{Check, Part, Tick};
use domain::{Error, Problems, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;
use services::vetting::Decision;

use super::application::{Names, called};
use crate::field::Fields;
use crate::form::Submitted;
use crate::reason::seen;
use crate::{At, Done, Form};

/// What the button says that only keeps the ticks.
const KEEP: &str = "keep";
/// What the button says that confirms another steward's proposal.
const CONFIRM: &str = "confirm";

/// Verifies until a day, for a business proposes to or confirms that, or only keeps the ticks. What is ticked now comes with
/// what was when the page was made: only the difference is carried out, so that two stewards at once take nothing back from
/// each other.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct VerifyForm {
    checks: Vec<String>,
    seen: Vec<String>,
    until: String,
    go: String,
    version: String,
}

/// What was pressed.
enum Pressed {
    Keep,
    Decide(Decision),
}

impl VerifyForm {
    fn pressed(&self, problems: &mut Problems) -> Option<Pressed> {
        match self.go.as_str() {
            KEEP => Some(Pressed::Keep),
            CONFIRM => Some(Pressed::Decide(Decision::Confirm)),
            _ => {
                let until = problems.take("until", parse::date(&self.until))?;
                Some(Pressed::Decide(Decision::Verify(until)))
            }
        }
    }
}

impl Form for VerifyForm {
    const NAME: &'static str = "vetting-verify";
    const ORDER: &'static [&'static str] = &["checks", "until"];

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        let of = services::vetting::application(&at.scope, id).await?;
        let mut problems = Problems::new();
        let checks: Option<Vec<Check>> = problems.take("checks", parse::words(&self.checks));
        let pressed = self.pressed(&mut problems);
        let (checks, pressed) = problems.finish(checks.zip(pressed))?;
        let before: Vec<Check> = parse::words(&self.seen).map_err(|_| Error::Conflict)?;
        let version = self.version.parse().map_err(|_| Error::Conflict)?;
        let only = |these: &[Check], those: &[Check]| -> Vec<Check> {
            these.iter().copied().filter(|check| !those.contains(check)).collect()
        };
        let (found, taken_back) = (only(&checks, &before), only(&before, &checks));
        let ticks = (found.as_slice(), taken_back.as_slice());
        let decision = match pressed {
            Pressed::Keep => {
                services::vetting::tick(&at.scope, id, version, ticks).await?;
                // The day that was typed waits there with the ticks.
                let until = parse::date(&self.until).map(|day| format!("&until={day}")).unwrap_or_default();
                return Ok(Done::See(format!("{}?ticked=1{until}#checks", at.path())));
            }
            Pressed::Decide(decision) => decision,
        };
        let proposes = of.kind.needs_two_stewards() && decision != Decision::Confirm;
        services::vetting::decide_on(&at.scope, id, version, (ticks, decision)).await?;
        Ok(Done::See(format!("{}{}", at.path(), if proposes { "?proposed=1" } else { "?verified=1" })))
    }
}

/// What was typed, or else what is ticked and the day that is offered.
fn submitted(at: &At, ticked: &[&Tick]) -> Submitted<VerifyForm> {
    let today = at.scope.now().date_naive();
    let year: NaiveDate = today.checked_add_months(Months::new(MOST_MONTHS)).unwrap_or(today);
    at.submitted::<VerifyForm>().or(|| VerifyForm {
        checks: ticked.iter().map(|tick| tick.check.to_string()).collect(),
        until: parse::date(at.outcome("until")).unwrap_or(year).to_string(),
        ..VerifyForm::default()
    })
}

/// The section of the page. While something keeps the organisation out there is nothing but the ticks to keep.
pub(super) fn section(
    at: &At,
    of: &Organisation,
    (ticks, history): (&[Tick], &[Sanction]),
    names: &Names,
) -> impl IntoView + use<> {
    let text = at.text;
    let today = at.scope.now().date_naive();
    let ticked: Vec<&Tick> = ticks.iter().filter(|tick| tick.counts(today)).collect();
    let submitted = submitted(at, &ticked);
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
    let kept_out = history.iter().any(|sanction| sanction.state == SanctionState::InForce);
    let fields = view! {
        {seen("version", of.version)}
        {before.collect_view()}
        {kept_out.then(|| view! { <input type="hidden" name="go" value=KEEP/> })}
        {f.field("checks").hint().group_of(rows)}
    };
    let (name, value) = ((!kept_out).then_some("go"), (!kept_out).then_some(KEEP));
    let keep = text.get("vetting-checks-button");
    let buttons = view! { <button class="button" type="submit" name=name value=value>{keep}</button> };
    let form = f.frame_called(Some(VerifyForm::NAME), fields, buttons);
    let kept = at.done("ticked").then(|| {
        view! { <p class="notice notice--good" role="status">{text.get("vetting-checks-kept")}</p> }
    });
    view! {
        <section id="checks">
            <h2>{text.get("vetting-checks")}</h2>
            {kept}
            {form}
        </section>
    }
}

/// The day until which it is verified, and the button; what is ticked comes with it.
pub(super) fn until(at: &At, of: &Organisation) -> AnyView {
    let submitted = submitted(at, &[]);
    let field = Fields::new(at, &submitted).field("until").hint().of_form(VerifyForm::NAME);
    let words = if of.kind.needs_two_stewards() { "vetting-propose-button" } else { "vetting-verify-button" };
    let button = view! { <button class="button" type="submit" form=VerifyForm::NAME>{at.text.get(words)}</button> };
    view! { <div class="form">{field.date(&submitted.typed.until)}<div class="actions">{button}</div></div> }.into_any()
}

/// The button that confirms what another steward proposes; what is ticked comes with it.
pub(super) fn confirm(at: &At) -> AnyView {
    let words = at.text.get("vetting-confirm-button");
    view! {
        <div class="actions">
            <button class="button" type="submit" form=VerifyForm::NAME name="go" value=CONFIRM>{words}</button>
        </div>
    }
    .into_any()
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
