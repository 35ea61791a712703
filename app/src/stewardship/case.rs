//! One case: what its signals are about, what was done, and what a steward decides. Nothing here tells who gave a signal.

use domain::case::{Case, CaseDecision, CaseState, CaseStep};
use domain::id::CaseId;
use domain::{Error, Problems, Result, parse};
use i18n::Text;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use services::cases::{Decided, LONGEST, Shown, Step};

use crate::field::Fields;
use crate::form::Submitted;
use crate::reason::{reason, seen};
use crate::table::cards;
use crate::{At, Done, Form, page::Document};

/// What the button says that notes a step.
const NOTE: &str = "note";

/// Decides, or notes what a steward did: one form, so that what is being written for the one is not lost by the other.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct CaseDecideForm {
    step: String,
    note: String,
    decision: String,
    text: String,
    told: String,
    go: String,
    version: String,
}

impl CaseDecideForm {
    /// What is written for the button that was not pressed, if there is anything. What another steward proposes, and
    /// the page offers, nobody has written here.
    fn left(&self, case: &Case) -> Option<Self> {
        let left = if self.go == NOTE {
            Self { step: String::new(), note: String::new(), go: String::new(), ..self.clone() }
        } else {
            Self { step: self.step.clone(), note: self.note.clone(), ..Self::default() }
        };
        let offered = Self::offered(case);
        let decides = [&left.decision, &left.told] != [&offered.decision, &offered.told];
        let written = [&left.step, &left.note, &left.text].iter().any(|field| !field.trim().is_empty());
        (written || decides && self.go == NOTE).then_some(left)
    }

    /// What another steward decides, if anybody has: whoever agrees need not write it anew.
    fn offered(case: &Case) -> Self {
        case.proposed.map_or_else(Self::default, |(decision, _)| Self {
            decision: decision.to_string(),
            told: case.conditions.clone(),
            ..Self::default()
        })
    }

    async fn note(&self, at: &At, id: CaseId) -> Result<()> {
        let mut problems = Problems::new();
        let step = problems.take("step", parse::word::<CaseStep>(&self.step));
        let text = problems.take("note", parse::text(&self.note, LONGEST));
        let (step, text) = problems.finish(step.zip(text))?;
        services::cases::note(&at.scope, id, step, text).await
    }

    async fn decide(&self, at: &At, id: CaseId) -> Result<()> {
        let mut problems = Problems::new();
        let decision = problems.take("decision", parse::word::<CaseDecision>(&self.decision));
        let reason = problems.take("text", parse::text(&self.text, LONGEST));
        let told = problems.take("told", parse::optional_text(&self.told, LONGEST));
        let read = || Some(Decided { decision: decision?, reason: reason?, told: told? });
        let decided = problems.finish(read())?;
        let version = self.version.parse().map_err(|_| Error::Conflict)?;
        services::cases::decide(&at.scope, id, version, decided).await
    }
}

impl Form for CaseDecideForm {
    const NAME: &'static str = "case-decide";

    async fn submit(&self, at: &At) -> Result<Done> {
        at.scope.permit(domain::policy::HandleCase)?;
        let id = at.param("id")?;
        let case = services::cases::one(&at.scope, id).await?;
        let (done, said, carried_out) = if self.go == NOTE {
            ("noted", "?noted=1", self.note(at, id).await)
        } else {
            ("decided", "?decided=1", self.decide(at, id).await)
        };
        let left = self.left(&case);
        match carried_out {
            // The page was loaded anew: the first post did it, and what else was being written stays.
            Err(Error::Repeated) if left.is_some() => {}
            carried_out => carried_out?,
        }
        let typed = left.and_then(|left| serde_html_form::to_string(left).ok());
        Ok(match typed {
            Some(typed) => Done::WriteOn { done, typed },
            None => Done::See(format!("{}{said}", at.path())),
        })
    }
}

/// Sends another steward's decision back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CaseBackForm {
    text: String,
    version: String,
}

impl Form for CaseBackForm {
    const NAME: &'static str = "case-back";

    async fn submit(&self, at: &At) -> Result<Done> {
        at.scope.permit(domain::policy::HandleCase)?;
        let id = at.param("id")?;
        services::cases::one(&at.scope, id).await?;
        let why = parse::text(&self.text, LONGEST).map_err(|problem| Error::at("text", problem))?;
        let version = self.version.parse().map_err(|_| Error::Conflict)?;
        services::cases::send_back(&at.scope, id, version, why).await?;
        Ok(Done::See(format!("{}?back=1", at.path())))
    }
}

/// The page.
///
/// # Errors
/// Not found for everybody but stewards.
pub async fn case(at: At) -> Result<Document> {
    let shown = services::cases::find(&at.scope, at.param::<CaseId>("id")?, at.query("before").parse().ok()).await?;
    let text = at.text;
    let state = shown.case.state;
    let told = (state == CaseState::Conditions).then(|| told(&at, &shown.case)).flatten();
    let pauses = shown.case.pauses();
    let seen_from = text.with("case-seen-from", &[("day", text.date(shown.case.shown).into())]);
    let steps = shown.steps.iter().map(|step| message(&at, step)).collect_view();
    let earlier = shown.earlier.map(|number| format!("{}?before={number}", at.path()));
    let earlier = earlier.map(|href| view! { <p class="pager"><a href=href>{text.get("case-steps-earlier")}</a></p> });
    let open = shown.case.state.is_open();
    let forms = if open { Some(forms(&at, &shown).into_any()) } else { written(&at) };
    let body = view! {
        <p class="eyebrow"><a href="/stewardship/cases">{text.get("cases-title")}</a></p>
        <h1>{shown.employer.clone()}</h1>
        {said(&at, state)}
        <p>
            {pill(text, state)}
            " "
            {verdict(text, &shown.case)}
        </p>
        {pauses.then(|| view! { <p class="notice notice--warn">{text.get("case-pauses")}" "{seen_from}</p> })}
        <p><a href=format!("/stewardship/organisations/{}", shown.case.employer)>{text.get("case-organisation")}</a></p>
        {signals(&at, &shown)}
        <section>
            <h2>{text.get("case-steps")}</h2>
            {earlier}
            <ol class="thread">{steps}</ol>
        </section>
        {told}
        {forms}
    };
    Ok(Document::new(text.get("case-window"), body))
}

/// Where a case stands. One that is open waits for stewards, and does not look like what is open to people.
pub(super) fn pill(text: Text, state: CaseState) -> impl IntoView + use<> {
    let look = if state == CaseState::Open { "waiting" } else { state.word() };
    view! { <span class=format!("status status--{look}")>{text.get(&format!("case-state-{state}"))}</span> }
}

/// What its signals came to; of a case that is closed, what they had come to.
pub(super) fn verdict(text: Text, case: &Case) -> String {
    let verdict = case.verdict;
    let key = if case.state.is_open() { format!("verdict-{verdict}") } else { format!("verdict-closed-{verdict}") };
    text.get(&key)
}

/// The conditions in the words that the employer reads, and from when on, where it does not read them yet.
fn told(at: &At, case: &Case) -> Option<impl IntoView + use<>> {
    let text = at.text;
    let later = case.shown > at.scope.now().date_naive();
    let key = match (case.state.is_open(), later) {
        (true, true) => Some("case-told-once-from"),
        (true, false) => Some("case-told-once"),
        (false, true) => Some("case-told-from"),
        (false, false) => None,
    };
    let from = key.map(|key| text.with(key, &[("day", text.date(case.shown).into())]));
    let from = from.map(|words| view! { <p class="hint">{words}</p> });
    let lines = case.conditions.split('\n').filter(|line| !line.trim().is_empty());
    let lines = lines.map(|line| view! { <p dir="auto">{line.to_owned()}</p> }).collect_view();
    (!case.conditions.is_empty()).then(|| {
        view! {
            <section class="panel">
                <h3>{text.get("case-decide-field-told")}</h3>
                {from}
                {lines}
            </section>
        }
    })
}

/// That a step was noted or a decision sent back a moment ago, or what the steward's own came to: it waits for another one,
/// or it holds.
fn said(at: &At, state: CaseState) -> Option<AnyView> {
    let decided = if state.is_open() { "case-decided-waits" } else { "case-decided" };
    let done = [("noted", "case-noted"), ("decided", decided), ("back", "case-sent-back")];
    let (_, key) = done.into_iter().find(|(name, _)| at.done(name))?;
    Some(view! { <p class="notice notice--good" role="status">{at.text.get(key)}</p> }.into_any())
}

/// What the signals are about, and in which weeks: never how many, nor whose.
fn signals(at: &At, shown: &Shown) -> impl IntoView + use<> {
    let text = at.text;
    let rows = shown.signals.iter().map(|(week, class)| {
        view! {
            <tr>
                <th scope="row">{text.get(&format!("signal-class-{}", class.word().replace('_', "-")))}</th>
                <td data-label=text.get("case-signal-week")>{text.date(*week)}</td>
            </tr>
        }
    });
    let table = cards(text, "case-signals", &["case-signal", "case-signal-week"], rows.collect_view().into_any());
    view! {
        <section>
            <h2>{text.get("case-signals")}</h2>
            <p>{text.get("case-signals-means")}</p>
            {table}
        </section>
    }
}

fn message(at: &At, step: &Step) -> impl IntoView + use<> {
    let text = at.text;
    let mine = step.account.is_some() && step.account == at.scope.actor().account;
    let class = if mine { "message message--mine" } else { "message" };
    let who = match step.account {
        Some(_) if mine => Some(text.get("messages-you")),
        Some(_) => Some(text.get("case-another-steward")),
        None => None,
    };
    let what = text.get(&format!("case-step-{}", step.step.word().replace('_', "-")));
    let meta: Vec<String> = [who, Some(what), Some(text.date(step.day))].into_iter().flatten().collect();
    let lines = step.text.split('\n').filter(|line| !line.trim().is_empty());
    let lines = lines.map(|line| view! { <p dir="auto">{line.to_owned()}</p> }).collect_view();
    view! {
        <li class=class>
            <p class="meta">{meta.join(" · ")}</p>
            {lines}
        </li>
    }
}

fn forms(at: &At, shown: &Shown) -> impl IntoView + use<> {
    let text = at.text;
    let version = shown.case.version;
    let proposed = shown.case.proposed.map(|(decision, by)| {
        let words = text.get(&format!("case-decision-{decision}"));
        let own = Some(by) == at.scope.actor().account;
        let key = if own { "case-proposed-by-you" } else { "case-proposed" };
        let back =
            (!own).then(|| reason::<CaseBackForm>(at, ("version", version), "case-back-button", |form| &form.text));
        let told = told(at, &shown.case);
        view! { <p class="notice">{text.with(key, &[("decision", words.into())])}</p> {told} {back} }
    });
    view! {
        <section>
            <h2>{text.get("case-note-title")}</h2>
            {note(at, shown)}
        </section>
        <section>
            <h2>{text.get("case-decide-title")}</h2>
            {proposed}
            {decide(at, shown)}
        </section>
    }
}

/// What was typed, or what another steward decides.
fn deciding(at: &At, shown: &Shown) -> Submitted<CaseDecideForm> {
    at.submitted::<CaseDecideForm>().or(|| CaseDecideForm::offered(&shown.case))
}

/// A step to note, of the form below it.
fn note(at: &At, shown: &Shown) -> AnyView {
    let deciding = deciding(at, shown);
    let f = Fields::new(at, &deciding);
    let field = |name| f.field(name).of_form(CaseDecideForm::NAME).hint();
    let steps = f.list("case-step", CaseStep::NOTED.iter().map(|step| step.word()));
    let button = at.text.get("case-note-save");
    view! {
        <div class="form">
            {field("step").select(steps, &deciding.typed.step)}
            {field("note").area(4, &deciding.typed.note)}
            <div class="actions">
                <button class="button" type="submit" form=CaseDecideForm::NAME name="go" value=NOTE>{button}</button>
            </div>
        </div>
    }
    .into_any()
}

/// The step that was being written when the case was closed: it is noted no more, and yet not lost.
fn written(at: &At) -> Option<AnyView> {
    let submitted = at.submitted::<CaseDecideForm>();
    let field = Fields::new(at, &submitted).field("note");
    let note = &submitted.typed.note;
    (!note.trim().is_empty()).then(|| view! { <div class="form">{field.area(4, note)}</div> }.into_any())
}

fn decide(at: &At, shown: &Shown) -> AnyView {
    let deciding = deciding(at, shown);
    let f = Fields::new(at, &deciding);
    let t = &deciding.typed;
    let decisions = f.list("case-decision", CaseDecision::ALL.iter().map(|decision| decision.word()));
    // Another form of the page has a field of this name; one that was posted keeps the plain id.
    let field = if at.submitted::<CaseBackForm>().again { f.field("text").apart("decide-") } else { f.field("text") };
    let two = shown.case.needs_another(CaseDecision::Resume);
    let hidden = shown.case.pauses() && shown.case.shown > at.scope.now().date_naive();
    let fields = view! {
        {two.then(|| view! { <p class="hint">{at.text.get("case-two-stewards")}</p> })}
        {hidden.then(|| view! { <p class="hint">{at.text.get("case-suspends-now")}</p> })}
        {seen("version", shown.case.version)}
        {f.field("decision").one_of(decisions, &t.decision)}
        {field.hint().area(4, &t.text)}
        {f.field("told").optional().hint().in_clear().area(4, &t.told)}
    };
    let button = at.text.get("case-decide-save");
    f.frame_called(Some(CaseDecideForm::NAME), fields, view! { <button class="button" type="submit">{button}</button> })
}
