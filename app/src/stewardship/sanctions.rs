//! What follows where an organisation is suspended or is to be debarred: confirming, letting stay, lifting, answering an
//! appeal; and the list of what waits for stewards. How it begins belongs to [`begin`].

use chrono::{NaiveDate, TimeDelta};
use domain::id::{OrganisationId, SanctionId};
use domain::organisation::Organisation;
use domain::policy::LiftSanction;
use domain::sanction::{AppealAnswer, Sanction, SanctionKind, SanctionState};
use domain::{Error, Problems, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;
use services::sanctions::Read;

use super::application::{Names, called};
use super::begin;
use crate::accounts::organisation;
use crate::field::Fields;
use crate::reason::{folded, seen};
use crate::{At, Done, Form, page::Document};

macro_rules! ends {
    ($($(#[$doc:meta])* $name:ident, $word:literal, { $($field:ident),* }, $run:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, Deserialize)]
        #[serde(default)]
        pub struct $name {
            sanction: String,
            version: String,
            $($field: String,)*
        }

        impl Form for $name {
            const NAME: &'static str = $word;

            async fn submit(&self, at: &At) -> Result<Done> {
                let organisation: OrganisationId = at.param("id")?;
                services::vetting::application(&at.scope, organisation).await?;
                let run: fn(&Self) -> Result<End> = $run;
                let end = run(self)?;
                let id: SanctionId = self.sanction.parse()?;
                let version = self.version.parse().map_err(|_| Error::Conflict)?;
                carry_out(at, Read { organisation, id, version }, end).await
            }
        }
    )+};
}

/// What is done about one that is there.
enum End {
    Confirm,
    Drop,
    Keep(NaiveDate, String),
    Lift(String),
    Answer(AppealAnswer, String),
}

ends! {
    /// Confirms a debarment that another steward proposes.
    DebarConfirmForm, "vetting-debar-confirm", {}, |_| Ok(End::Confirm);
    /// Drops such a proposal.
    DebarDropForm, "vetting-debar-drop", {}, |_| Ok(End::Drop);
    /// Lets one stay until another day, and says why.
    KeepForm, "vetting-keep", { review, text }, |form| {
        let mut problems = Problems::new();
        let review = problems.take("review", parse::date(&form.review));
        let text = problems.take("text", parse::text(&form.text, 4000));
        let (review, text) = problems.finish(review.zip(text))?;
        Ok(End::Keep(review, text))
    };
    /// Lifts one, and says why.
    LiftForm, "vetting-lift", { text }, |form| Ok(End::Lift(words(&form.text)?));
    /// Answers an appeal.
    AppealAnswerForm, "appeal-answer", { answer, text }, |form| {
        let mut problems = Problems::new();
        let answer = problems.take("answer", parse::word(&form.answer));
        let text = problems.take("text", parse::text(&form.text, 4000));
        let (answer, text) = problems.finish(answer.zip(text))?;
        Ok(End::Answer(answer, text))
    };
}

fn words(text: &str) -> Result<String> {
    parse::text(text, 4000).map_err(|problem| Error::at("text", problem))
}

async fn carry_out(at: &At, read: Read, end: End) -> Result<Done> {
    let said = match end {
        End::Confirm => "?debarred=1",
        End::Drop => "?dropped=1",
        End::Keep(..) => "?stays=1",
        End::Answer(AppealAnswer::Upheld, _) => "?upheld=1",
        End::Answer(AppealAnswer::Overturned, _) => "?overturned=1",
        End::Lift(_) => "?ended=1",
    };
    match end {
        End::Confirm => services::sanctions::confirm_debarment(&at.scope, read).await?,
        End::Drop => services::sanctions::drop_proposal(&at.scope, read).await?,
        End::Keep(review, text) => services::sanctions::keep(&at.scope, read, (review, text)).await?,
        End::Lift(text) => services::sanctions::lift(&at.scope, read, text).await?,
        End::Answer(answer, text) => services::sanctions::answer(&at.scope, read, (answer, text)).await?,
    }
    Ok(Done::See(format!("{}{said}", at.path())))
}

/// The section of an application's page: what was decided so far, newest first, and what can be decided now.
pub(super) fn section(at: &At, of: &Organisation, history: &[Sanction], names: &Names) -> impl IntoView + use<> {
    let text = at.text;
    let rows = history.iter().map(|sanction| one(at, of, sanction, names)).collect_view();
    let is = |kind, state| history.iter().any(|sanction| sanction.kind == kind && sanction.state == state);
    let kept_out = history.iter().any(|sanction| sanction.state == SanctionState::InForce);
    let debarred =
        is(SanctionKind::Debarment, SanctionState::InForce) || is(SanctionKind::Debarment, SanctionState::Proposed);
    let (suspend, debar) = (SanctionKind::Suspension, SanctionKind::Debarment);
    let suspend = if kept_out { begin::written(at, suspend) } else { Some(begin::part(at, suspend)) };
    let debar = if debarred { begin::written(at, debar) } else { Some(begin::part(at, debar)) };
    view! {
        <section>
            <h2>{text.get("sanctions-title")}</h2>
            <ol class="thread">{rows}</ol>
            {suspend}
            {debar}
        </section>
    }
}

/// One that was decided or proposed, with what can be done about it.
fn one(at: &At, of: &Organisation, sanction: &Sanction, names: &Names) -> impl IntoView + use<> {
    let text = at.text;
    let kind = text.get(&format!("sanction-kind-{}", sanction.kind));
    let state = text.get(&format!("sanction-state-{}", sanction.state.word().replace('_', "-")));
    let day = text.date(sanction.since.unwrap_or(sanction.created).date_naive());
    let review = text.with("sanction-review-on", &[("day", text.date(sanction.review).into())]);
    let appeal = sanction.appeal.as_ref().map(|appeal| {
        let answer = appeal.answer.as_ref().map(|(answer, said, _)| {
            let answer = text.get(&format!("appeal-answer-{answer}"));
            let by = called(at, names, sanction.answered_by);
            view! { <p class="meta">{by}</p><p dir="auto">{format!("{answer}: {said}")}</p> }
        });
        let settled = sanction.settled_appeal().then(|| view! { <p>{text.get("appeal-settled")}</p> });
        view! {
            <p class="meta">{text.get("appeal-of")}</p>
            <p dir="auto">{appeal.text.clone()}</p>
            {answer}
            {settled}
        }
    });
    let by = [Some(sanction.by), sanction.confirmed_by].into_iter().flatten();
    let by = by.map(|by| called(at, names, Some(by))).collect::<Vec<_>>().join(", ");
    let ended = sanction.ended.map(|ended| {
        let values =
            [("name", called(at, names, sanction.ended_by).into()), ("day", text.date(ended.date_naive()).into())];
        view! { <p class="meta">{text.with("sanction-ended", &values)}</p> }
    });
    view! {
        <li class="message">
            <p class="meta">{format!("{kind} · {state} · {day} · {by}")}</p>
            <p>{organisation::reason(text, sanction.reason)}" · "{review}</p>
            <p dir="auto">{sanction.note.clone()}</p>
            {appeal}
            {ended}
            {doable(at, of, sanction)}
        </li>
    }
}

/// Whether the reader had part in the decision, or proposes it.
fn had_part(at: &At, sanction: &Sanction) -> bool {
    at.scope.actor().account.is_some_and(|account| sanction.deciders().any(|decider| decider == account))
}

fn doable(at: &At, of: &Organisation, sanction: &Sanction) -> AnyView {
    let text = at.text;
    let own = had_part(at, sanction);
    match sanction.state {
        SanctionState::Proposed if own => view! {
            <p>{text.get("refused-second-steward")}</p>
            {button::<DebarDropForm>(at, sanction, "vetting-debar-drop-button")}
        }
        .into_any(),
        SanctionState::Proposed => view! {
            {button::<DebarConfirmForm>(at, sanction, "vetting-debar-confirm-button")}
            {button::<DebarDropForm>(at, sanction, "vetting-debar-drop-button")}
        }
        .into_any(),
        SanctionState::InForce if sanction.awaits_answer() && own => {
            view! { <p>{text.get("refused-own-decision")}</p> }.into_any()
        }
        SanctionState::InForce if sanction.awaits_answer() => {
            view! { {answer(at, sanction)}{lift(at, of, sanction)} }.into_any()
        }
        SanctionState::InForce => view! { {keep(at, sanction)}{lift(at, of, sanction)} }.into_any(),
        SanctionState::Lifted | SanctionState::Overturned | SanctionState::Dropped => ().into_any(),
    }
}

fn which(sanction: &Sanction) -> impl IntoView + use<> {
    view! {
        {seen("version", sanction.version)}
        <input type="hidden" name="sanction" value=sanction.id.to_string()/>
    }
}

fn button<F: Form>(at: &At, sanction: &Sanction, words: &'static str) -> AnyView {
    let submitted = at.submitted::<F>();
    Fields::new(at, &submitted).frame(which(sanction), words)
}

fn lift(at: &At, of: &Organisation, sanction: &Sanction) -> AnyView {
    if at.scope.permit(LiftSanction { not_by: sanction.not_lifted_by(of.kind) }).is_err() {
        return view! { <p>{at.text.get("refused-own-suspension")}</p> }.into_any();
    }
    let submitted = at.submitted::<LiftForm>();
    let f = Fields::new(at, &submitted);
    let field = if submitted.again { f.field("text") } else { f.field("text").apart(LiftForm::NAME) };
    let settles = sanction.awaits_answer().then(|| view! { <p>{at.text.get("vetting-lift-settles")}</p> });
    let fields = view! {
        {settles}
        {which(sanction)}
        {field.hint().in_clear().area(3, &submitted.typed.text)}
    };
    folded(at, &submitted, fields, "vetting-lift-button")
}

fn keep(at: &At, sanction: &Sanction) -> AnyView {
    let submitted = at.submitted::<KeepForm>();
    let f = Fields::new(at, &submitted);
    let field = |name| if submitted.again { f.field(name) } else { f.field(name).apart(KeepForm::NAME) };
    let month = at.scope.now().date_naive() + TimeDelta::days(30);
    let review = if submitted.again { submitted.typed.review.clone() } else { month.to_string() };
    let fields = view! {
        {which(sanction)}
        {field("review").date(&review)}
        {field("text").hint().in_clear().area(3, &submitted.typed.text)}
    };
    folded(at, &submitted, fields, "vetting-keep-button")
}

fn answer(at: &At, sanction: &Sanction) -> AnyView {
    let submitted = at.submitted::<AppealAnswerForm>();
    let f = Fields::new(at, &submitted);
    let field = if submitted.again { f.field("text") } else { f.field("text").apart(AppealAnswerForm::NAME) };
    let answers = f.list("appeal-answer", AppealAnswer::ALL.iter().map(|answer| answer.word()));
    let fields = view! {
        {which(sanction)}
        {f.field("answer").one_of(answers, &submitted.typed.answer)}
        {field.hint().in_clear().area(4, &submitted.typed.text)}
    };
    f.frame(fields, "appeal-answer-button")
}

/// What waits for stewards: proposals to confirm, appeals to answer, and what is to be looked at again.
///
/// # Errors
/// Not found for everybody but stewards.
pub async fn waiting(at: At) -> Result<Document> {
    let text = at.text;
    let today = at.scope.now().date_naive();
    let rows = services::sanctions::waiting(&at.scope).await?;
    let empty = rows.is_empty();
    let cards = rows.into_iter().map(|(sanction, of)| {
        let why = match sanction.state {
            SanctionState::Proposed => "sanctions-to-confirm",
            _ if sanction.awaits_answer() => "sanctions-to-answer",
            _ => "sanctions-to-review",
        };
        let not_yours = match sanction.state {
            SanctionState::Proposed => Some("refused-second-steward"),
            _ if sanction.awaits_answer() => Some("refused-own-decision"),
            _ => None,
        };
        let not_yours = not_yours.filter(|_| had_part(&at, &sanction)).map(|key| view! { <p>{text.get(key)}</p> });
        let late = sanction.review <= today;
        let review = text.with("sanction-review-on", &[("day", text.date(sanction.review).into())]);
        view! {
            <li class="card">
                <h2 class="card__title">
                    <a href=format!("/stewardship/organisations/{}", of.id)>{of.description.name}</a>
                </h2>
                <p class="meta">{text.get(&format!("sanction-kind-{}", sanction.kind))}</p>
                <p>{text.get(why)}</p>
                {not_yours}
                {late.then_some(review)}
            </li>
        }
    });
    let body = view! {
        <p class="eyebrow"><a href="/stewardship">{text.get("stewardship-title")}</a></p>
        <h1>{text.get("sanctions-waiting")}</h1>
        {empty.then(|| view! { <p class="empty">{text.get("sanctions-none-wait")}</p> })}
        <ul class="cards">{cards.collect_view()}</ul>
        <p><a href="/sanctions">{text.get("home-kept-out")}</a></p>
    };
    Ok(Document::new(text.get("sanctions-waiting"), body))
}
