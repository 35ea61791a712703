//! The checklist of an application, and what a steward decides or writes meanwhile: one form, so that whatever is pressed
//! keeps what was ticked. Its fields and buttons other than the ticks stand where they belong on the page.

use chrono::{Months, NaiveDate};
use domain::organisation::{MOST_MONTHS, Organisation};
use domain::sanction::{Sanction, SanctionKind, SanctionState};
use domain::vetting::{Check, Part, Tick};
use domain::{Error, Problems, Result, parse};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use services::sanctions::NewSanction;
use services::vetting::{Decision, Ticks};

use super::application::{Names, called};
use super::begin::{self, DEBAR, SUSPEND};
use crate::field::Fields;
use crate::form::Submitted;
use crate::reason::seen;
use crate::{At, Done, Form};

/// What the button says that only keeps the ticks.
const KEEP: &str = "keep";
/// What the button says that verifies until a day, or proposes to.
const VERIFY: &str = "verify";
/// What the button says that confirms another steward's proposal.
const CONFIRM: &str = "confirm";
/// What the button says that asks something back, and the field of the question.
const ASK: &str = "ask";
/// What the button says that declines, and the field of the reason.
const DECLINE: &str = "decline";
/// What the button says that writes to the other stewards, and the field of the note.
const NOTE: &str = "note";
/// The longest of these, in characters.
const LONGEST: usize = 4000;

/// Verifies until a day, for a business proposes to or confirms that; asks back, declines, suspends, proposes to debar,
/// writes to the other stewards; or only keeps the ticks, as Enter does. What is ticked now comes with what was when the
/// page was made: only the difference is carried out, so that two stewards at once take nothing back from each other.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct VerifyForm {
    checks: Vec<String>,
    seen: Vec<String>,
    until: String,
    ask: String,
    decline: String,
    note: String,
    suspend_reason: String,
    suspend_review: String,
    suspend_text: String,
    debar_reason: String,
    debar_review: String,
    debar_text: String,
    /// Where nothing can be decided the page says that the ticks are kept; the button that was pressed says so after that.
    go: Vec<String>,
    version: String,
}

/// What was pressed.
enum Pressed {
    Keep,
    Note(String),
    Decide(Decision),
    Begin(SanctionKind, NewSanction),
}

impl VerifyForm {
    /// What is written for one of the two that keep an organisation out: class of reason, day, and note.
    pub(super) const fn parts(&self, kind: SanctionKind) -> [&String; 3] {
        match kind {
            SanctionKind::Suspension => [&self.suspend_reason, &self.suspend_review, &self.suspend_text],
            SanctionKind::Debarment => [&self.debar_reason, &self.debar_review, &self.debar_text],
        }
    }

    /// What was pressed, with what belongs to it: what was written for another button is asked for by that alone.
    fn pressed(&self, problems: &mut Problems) -> Option<Pressed> {
        let go = self.go.last().map(String::as_str).unwrap_or_default();
        if let Some(kind) = begin::kind(go) {
            return begin::read(kind, self.parts(kind), problems).map(|new| Pressed::Begin(kind, new));
        }
        let mut words = |field: &'static str, said: &str| problems.take(field, parse::text(said, LONGEST));
        match go {
            KEEP => Some(Pressed::Keep),
            CONFIRM => Some(Pressed::Decide(Decision::Confirm)),
            ASK => words(ASK, &self.ask).map(|question| Pressed::Decide(Decision::Ask(question))),
            DECLINE => words(DECLINE, &self.decline).map(|reason| Pressed::Decide(Decision::Decline(reason))),
            NOTE => words(NOTE, &self.note).map(Pressed::Note),
            VERIFY => {
                let until = problems.take("until", parse::date(&self.until))?;
                Some(Pressed::Decide(Decision::Verify(until)))
            }
            // No button: nothing is decided.
            _ => problems.take("until", parse::date(&self.until)).map(|_| Pressed::Keep),
        }
    }

    /// The day that was typed, to wait where the ticks are.
    fn waits(&self) -> String {
        parse::date(&self.until).map(|day| format!("&until={day}")).unwrap_or_default()
    }

    /// What is typed for other buttons than the one that was pressed, if there is any such text.
    fn left(&self) -> Option<Self> {
        let mut left = Self { go: Vec::new(), ..self.clone() };
        match self.go.last().map(String::as_str).unwrap_or_default() {
            ASK => left.ask.clear(),
            DECLINE => left.decline.clear(),
            NOTE => left.note.clear(),
            SUSPEND => [&mut left.suspend_reason, &mut left.suspend_text].into_iter().for_each(String::clear),
            DEBAR => [&mut left.debar_reason, &mut left.debar_text].into_iter().for_each(String::clear),
            _ => {}
        }
        let [suspend, debar] = [&left.suspend_reason, &left.debar_reason];
        let texts = [&left.ask, &left.decline, &left.note, &left.suspend_text, &left.debar_text, suspend, debar];
        texts.iter().any(|text| !text.trim().is_empty()).then_some(left)
    }

    /// Carries out what was pressed; answers what was done, and how the address says it.
    async fn carry_out(
        &self,
        at: &At,
        of: &Organisation,
        (ticks, pressed): (Ticks<'_>, Pressed),
    ) -> Result<(&'static str, String)> {
        let version = self.version.parse().map_err(|_| Error::Conflict)?;
        let (done, said, carried_out) = match pressed {
            Pressed::Keep => {
                let kept = services::vetting::tick(&at.scope, of.id, version, ticks).await;
                ("ticked", format!("?ticked=1{}#checks", self.waits()), kept)
            }
            Pressed::Note(text) => {
                let noted = services::vetting::note(&at.scope, of.id, version, (ticks, text)).await;
                ("noted", format!("?noted=1{}#noted", self.waits()), noted)
            }
            Pressed::Decide(decision) => {
                let (done, said) = said(of, &decision);
                let decided = services::vetting::decide_on(&at.scope, of.id, version, (ticks, decision)).await;
                (done, said.to_owned(), decided)
            }
            Pressed::Begin(SanctionKind::Suspension, new) => {
                let begun = services::sanctions::suspend(&at.scope, of.id, version, (ticks, new)).await;
                ("suspended", "?suspended=1".to_owned(), begun)
            }
            Pressed::Begin(SanctionKind::Debarment, new) => {
                let begun = services::sanctions::propose_debarment(&at.scope, of.id, version, (ticks, new)).await;
                ("debarment", "?debarment=1".to_owned(), begun)
            }
        };
        match carried_out {
            // The page was loaded anew: the first post did it, and what else was being written stays.
            Err(Error::Repeated) if self.left().is_some() => Ok((done, said)),
            carried_out => carried_out.map(|()| (done, said)),
        }
    }
}

impl Form for VerifyForm {
    const NAME: &'static str = "vetting-verify";
    const ORDER: &'static [&'static str] = &["checks", "until", ASK, DECLINE, NOTE];

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        let of = services::vetting::application(&at.scope, id).await?;
        begin::check(self.go.last(), (self.version.as_str(), of.version))?;
        let mut problems = Problems::new();
        let checks: Option<Vec<Check>> = problems.take("checks", parse::words(&self.checks));
        let pressed = self.pressed(&mut problems);
        let (checks, pressed) = problems.finish(checks.zip(pressed))?;
        let before: Vec<Check> = parse::words(&self.seen).map_err(|_| Error::Conflict)?;
        let only = |these: &[Check], those: &[Check]| -> Vec<Check> {
            these.iter().copied().filter(|check| !those.contains(check)).collect()
        };
        let (found, taken_back) = (only(&checks, &before), only(&before, &checks));
        let ticks = (found.as_slice(), taken_back.as_slice());
        let (done, said) = self.carry_out(at, &of, (ticks, pressed)).await?;
        // A text that waits for another button is kept on the page: it is nothing for an address.
        let typed = self.left().and_then(|left| serde_html_form::to_string(left).ok());
        Ok(match typed {
            Some(typed) => Done::WriteOn { done, typed },
            None => Done::See(format!("{}{said}", at.path())),
        })
    }
}

/// What the page says was decided, and how its address does.
fn said(of: &Organisation, decision: &Decision) -> (&'static str, &'static str) {
    match decision {
        Decision::Ask(_) => ("asked", "?asked=1"),
        Decision::Decline(_) => ("declined", "?declined=1"),
        Decision::Verify(_) if of.kind.needs_two_stewards() => ("proposed", "?proposed=1"),
        Decision::Verify(_) | Decision::Confirm => ("verified", "?verified=1"),
    }
}

/// What was typed, or else what is ticked and the day that is offered.
pub(super) fn submitted(at: &At, ticked: &[&Tick]) -> Submitted<VerifyForm> {
    let today = at.scope.now().date_naive();
    let year: NaiveDate = today.checked_add_months(Months::new(MOST_MONTHS)).unwrap_or(today);
    let checks: Vec<String> = ticked.iter().map(|tick| tick.check.to_string()).collect();
    let mut submitted = at.submitted::<VerifyForm>().or(|| VerifyForm {
        checks: checks.clone(),
        until: parse::date(at.outcome("until")).unwrap_or(year).to_string(),
        suspend_review: begin::offered(at),
        debar_review: begin::offered(at),
        ..VerifyForm::default()
    });
    // Once ticks are kept, those of others count as well.
    if at.posted().is_some_and(|posted| posted.done.is_some()) {
        submitted.typed.checks = checks;
    }
    submitted
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
    let kept = said_here(at, "ticked", "vetting-checks-kept");
    view! {
        <section id="checks">
            <h2>{text.get("vetting-checks")}</h2>
            {kept}
            {form}
        </section>
    }
}

/// That something was kept, said in its own place: the address leads there, unless something else is still being written;
/// then the focus does.
fn said_here(at: &At, done: &'static str, words: &'static str) -> Option<AnyView> {
    at.done(done).then(|| {
        let (here, words) = (at.posted().is_some(), at.text.get(words));
        view! { <p id=done class="notice notice--good" role="status" tabindex="-1" autofocus=here>{words}</p> }
            .into_any()
    })
}

/// The day until which it is verified, and the button; what is ticked comes with it.
pub(super) fn until(at: &At, of: &Organisation) -> AnyView {
    let submitted = submitted(at, &[]);
    let field = Fields::new(at, &submitted).field("until").hint().of_form(VerifyForm::NAME);
    let words = if of.kind.needs_two_stewards() { "vetting-propose-button" } else { "vetting-verify-button" };
    let words = at.text.get(words);
    view! {
        <div class="form">
            {field.date(&submitted.typed.until)}
            <div class="actions">
                <button class="button" type="submit" form=VerifyForm::NAME name="go" value=VERIFY>{words}</button>
            </div>
        </div>
    }
    .into_any()
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

/// The question that is asked back, folded away until somebody means it; what is ticked comes with it.
pub(super) fn ask(at: &At) -> AnyView {
    folded(at, ("vetting-ask-button", ASK), |form| &form.ask)
}

/// The reason why it is declined, likewise.
pub(super) fn decline(at: &At) -> AnyView {
    folded(at, ("vetting-decline-button", DECLINE), |form| &form.decline)
}

/// What was written for a decision that cannot be made while something keeps the organisation out: the fields without their
/// buttons, and nothing where nothing was written.
pub(super) fn written(at: &At) -> AnyView {
    let submitted = submitted(at, &[]);
    let f = Fields::new(at, &submitted);
    let typed = [(ASK, &submitted.typed.ask), (DECLINE, &submitted.typed.decline)];
    let fields: Vec<AnyView> = typed
        .into_iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(name, text)| f.field(name).of_form(VerifyForm::NAME).area(4, text))
        .collect();
    if fields.is_empty() {
        return ().into_any();
    }
    view! { <div class="form">{fields}</div> }.into_any()
}

/// A note to the other stewards, under the word that one is kept; what is ticked comes with it.
pub(super) fn note(at: &At) -> AnyView {
    let field = words(at, &submitted(at, &[]), ("vetting-note-button", NOTE), |form| &form.note);
    view! { {said_here(at, "noted", "vetting-noted")}{field} }.into_any()
}

/// Open where something is written in it, or was asked for.
fn folded(at: &At, (button, go): (&'static str, &'static str), typed: fn(&VerifyForm) -> &String) -> AnyView {
    let submitted = submitted(at, &[]);
    let open = !typed(&submitted.typed).is_empty() || submitted.problems.at(go).next().is_some();
    view! {
        <details class="more" open=open>
            <summary>{at.text.get(button)}</summary>
            {words(at, &submitted, (button, go), typed)}
        </details>
    }
    .into_any()
}

/// A text of the form, and the button that it is for.
fn words(
    at: &At,
    submitted: &Submitted<VerifyForm>,
    (button, go): (&'static str, &'static str),
    typed: fn(&VerifyForm) -> &String,
) -> AnyView {
    let field = Fields::new(at, submitted).field(go).of_form(VerifyForm::NAME).hint().in_clear();
    let button = at.text.get(button);
    view! {
        <div class="form">
            {field.area(4, typed(&submitted.typed))}
            <div class="actions">
                <button class="button" type="submit" form=VerifyForm::NAME name="go" value=go>{button}</button>
            </div>
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
    let told = told.map(|said| view! { <span class="choice__said" dir="auto">{said}</span> }).collect_view();
    let untold = (!check.is_told(of.kind, &of.description))
        .then(|| view! { <span class="hint">{text.get("vetting-untold")}</span> });
    view! {
        <label class="choice choice--long">
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
