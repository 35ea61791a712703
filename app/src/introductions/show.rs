//! One introduction, as its viewer's side sees it.

use domain::Result;
use domain::consent::RevokedBy;
use domain::id::IntroductionId;
use domain::introduction::{Side, Stage};
use domain::organisation::Standing;
use domain::placement::{PauseReason, PlacementStatus};
use i18n::Text;
use leptos::prelude::*;
use services::introductions::{Kept, Look, Message, Shown, Step, Stopped};

use super::{disclosed, moves, stage_words};
use crate::{At, page::Document, standing};

/// The way that most introductions go.
const WAY: &[Stage] = &[
    Stage::PutForward,
    Stage::Interested,
    Stage::Meeting,
    Stage::Offered,
    Stage::Accepted,
    Stage::Started,
    Stage::Completed,
];

/// The page.
///
/// # Errors
/// Not found for those who are on neither side.
pub async fn show(at: At) -> Result<Document> {
    let shown = services::introductions::find(&at.scope, at.param::<IntroductionId>("id")?).await?;
    let text = at.text;
    let title = shown.placement.terms.title.clone();
    let code = shown.referral.as_ref().map(|referral| {
        let href = format!("/referrals/{}", referral.code);
        view! { <p class="eyebrow"><a href=href>{referral.code.to_string()}</a></p> }
    });
    let seen_title = match shown.side {
        Side::Employer => "disclosed-title-employer",
        Side::Ngo => "disclosed-title-ngo",
    };
    let messages = thread(&at, &shown);
    let stopped = super::own_standing(&at, shown.side).await?;
    let (paused, check_ins) = match shown.side {
        Side::Employer => (crate::review::notice(&at).await?, None),
        Side::Ngo => (paused(&at, &shown).await?, crate::check_ins::section(&at, &shown.introduction).await?),
    };
    let with = match &shown.other {
        Some(name) => text.with("introduction-with", &[("name", name.clone().into())]),
        None => text.get("introduction-with-organisation"),
    };
    let body = view! {
        {code}
        <h1>{title.clone()}</h1>
        {moves::said(&at, shown.side)}
        <p class="lede">{with}</p>
        {stopped}
        {paused}
        {warnings(&at, &shown)}
        {timeline(&at, &shown)}
        <p><a href=format!("/placements/{}", shown.placement.id)>{text.get("introduction-placement")}</a></p>
        <section class="panel">
            <h2>{text.get(seen_title)}</h2>
            {disclosed::block(text, &shown.disclosed, shown.introduction.stage)}
        </section>
        {moves::moves(&at, &shown)}
        {check_ins}
        {messages}
    };
    let document = Document::new(text.get("introduction-window"), body);
    Ok(if shown.side == Side::Ngo { document.sensitive() } else { document })
}

/// That the employer's offers are paused, for the NGO: in words that say nothing of why.
async fn paused(at: &At, shown: &Shown) -> Result<Option<AnyView>> {
    if shown.introduction.stage.is_end() || !services::cases::is_paused(&at.scope, shown.introduction.employer).await? {
        return Ok(None);
    }
    Ok(Some(view! { <p class="notice notice--warn">{at.text.get("employer-paused")}</p> }.into_any()))
}

/// What changed since the person was put forward, for the NGO.
fn warnings(at: &At, shown: &Shown) -> AnyView {
    let text = at.text;
    if shown.side == Side::Employer || shown.introduction.stage.is_end() {
        return ().into_any();
    }
    // That somebody has begun can be written down whatever has become of the employer.
    let begun = shown.introduction.stage.next(shown.side).contains(&Stage::Started);
    let begun = begun.then(|| text.get("introduction-halted-started"));
    let but_begun = |words: String| match &begun {
        Some(begun) => format!("{words} {begun}"),
        None => words,
    };
    let halted = shown.halted.map(|stands| but_begun(halted_words(text, stands)));
    let look = shown.look.map(|look| but_begun(look_words(text, look)));
    let rests = rests(shown).map(|key| text.get(key));
    let changed = (shown.terms == Kept::Changed).then(|| text.get("introduction-terms-changed"));
    let kept_out = shown.kept_out.as_ref().map(|barrier| {
        let why = crate::referrals::barrier_words(text, barrier);
        text.with("introduction-kept-out", &[("why", why.into())])
    });
    let each = look.into_iter().chain(rests).chain(changed).chain(kept_out);
    let each = each.map(|words| view! { <p class="notice notice--warn">{words}</p> }).collect_view();
    let halted = halted.map(|words| {
        let why = sanction(at, shown).map(|link| view! { " " {link} });
        view! { <p class="notice notice--warn">{words}{why}</p> }
    });
    view! { {halted} {each} }.into_any()
}

/// The way to the class of reason and the day of the next look, for those who may read them.
fn sanction(at: &At, shown: &Shown) -> Option<impl IntoView + use<>> {
    let kept_out = matches!(shown.halted, Some("suspended" | "debarred"));
    (kept_out && services::sanctions::may_see(&at.scope).is_ok())
        .then(|| view! { <a href="/sanctions">{at.text.get("introduction-halted-why")}</a> })
}

/// That the placement rests, and what follows; where something else keeps it from going further, that alone is said.
fn rests(shown: &Shown) -> Option<&'static str> {
    match (shown.placement.status, shown.placement.paused) {
        (PlacementStatus::Paused, Some(PauseReason::Pay)) => Some("introduction-paused-pay"),
        (PlacementStatus::Paused, Some(PauseReason::PayFloor)) => Some("introduction-paused-pay-floor"),
        (PlacementStatus::Closed, Some(PauseReason::Pay | PauseReason::PayFloor)) => Some("introduction-closed-pay"),
        (PlacementStatus::Paused, _) if shown.halted.is_none() && shown.look.is_none() => Some("introduction-paused"),
        _ => None,
    }
}

/// Why nothing goes on with an employer that stands so, and what the NGO can do.
pub(super) fn halted_words(text: Text, stands: &str) -> String {
    let why = match stands {
        "lapsed" => "introduction-halted-lapsed",
        "suspended" => "introduction-halted-suspended",
        "debarred" => "introduction-halted-debarred",
        _ => "introduction-halted",
    };
    format!("{} {}", text.get(why), text.get("introduction-halted-choose"))
}

/// That stewards look at the employer again, and what the NGO can do.
fn look_words(text: Text, look: Look) -> String {
    let due = text.get("introduction-look");
    match look {
        Look::Due => due,
        Look::WithLimit => format!("{due} {}", text.get("introduction-look-limit")),
    }
}

/// The stages: those that were taken with their days, then those that usually follow.
fn timeline(at: &At, shown: &Shown) -> impl IntoView + use<> {
    let text = at.text;
    let last = shown.steps.len().saturating_sub(1);
    let taken = shown.steps.iter().enumerate().map(|(index, step)| {
        let current = index == last;
        taken(at, step, if current { "current" } else { "done" }, shown.taken_back.filter(|_| current))
    });
    let ahead = WAY.iter().skip_while(|stage| **stage != shown.introduction.stage).skip(1).map(|stage| {
        view! { <li data-state="ahead"><span>{stage_words(text, *stage)}</span></li> }
    });
    let (taken, ahead) = (taken.collect_view(), ahead.collect_view());
    view! { <ol class="timeline">{taken}{ahead}</ol> }
}

fn taken(at: &At, step: &Step, state: &'static str, by: Option<RevokedBy>) -> impl IntoView + use<> {
    let text = at.text;
    let current = (state == "current").then_some("step");
    let mut words = stage_words(text, step.stage);
    if let Some(reason) = &step.reason {
        let list = if step.stage == Stage::Declined { "decline-reason" } else { "end-reason" };
        words = format!("{words} – {}", text.get(&format!("{list}-{}", reason.replace('_', "-"))));
    }
    if by == Some(RevokedBy::Person) {
        words = format!("{words} – {}", text.get("introduction-taken-back-person"));
    }
    view! {
        <li data-state=state aria-current=current>
            <span>{words}</span>
            " "
            <span class="meta">{text.date(step.at.date_naive())}</span>
        </li>
    }
}

fn thread(at: &At, shown: &Shown) -> impl IntoView + use<> {
    let text = at.text;
    let employer = shown.side == Side::Employer;
    let hidden = (employer && standing::of(at) != Some(Standing::Verified)).then_some("messages-hidden");
    let closed = employer && !shown.disclosed.open;
    let shut = closed && !shown.introduction.stage.is_end();
    // Whether there are any is hidden too; at an end an employer is not told whether there were.
    let empty = if employer && shown.introduction.stage.is_end() { "messages-closed" } else { "messages-none" };
    let nothing = hidden.or_else(|| (shown.messages.is_empty() && !shut).then_some(empty));
    let messages = shown.messages.iter().map(|message| one(at, shown, message)).collect_view();
    let typed = at.submitted::<moves::MessageForm>().again;
    let other = shown.other.as_deref();
    // How the employer stands is said above, once for all of it.
    let stopped = shown.stopped.messages;
    let stopped = stopped.map(|why| if Stopped::is_how_it_stands(why) { "messages-stopped" } else { why });
    let none = closed || stopped.is_some() || shown.introduction.stage.is_end();
    let form = (typed || !none).then(|| moves::message(at, other));
    let over = if shut && hidden.is_none() { Some("introduction-consent-ended") } else { stopped };
    let over = over.map(|key| view! { <p class="notice">{text.get(key)}</p> });
    view! {
        <section id="messages">
            <h2>{text.get("messages-title")}</h2>
            {nothing.map(|key| view! { <p class="empty">{text.get(key)}</p> })}
            {over}
            <ol class="thread">{messages}</ol>
            {form}
        </section>
    }
}

fn one(at: &At, shown: &Shown, message: &Message) -> impl IntoView + use<> {
    let text = at.text;
    let mine = message.side == shown.side;
    let class = if mine { "message message--mine" } else { "message" };
    let who = if mine {
        text.get("messages-you")
    } else {
        shown.other.clone().unwrap_or_else(|| text.get("introduction-other"))
    };
    let paragraphs = message.body.split('\n').filter(|line| !line.trim().is_empty());
    let paragraphs = paragraphs.map(|line| view! { <p dir="auto">{line.to_owned()}</p> }).collect_view();
    view! {
        <li class=class>
            <p class="meta">{format!("{who}\u{a0}· {}", text.date(message.at.date_naive()))}</p>
            {paragraphs}
        </li>
    }
}
