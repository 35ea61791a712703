//! What one side can do: move the introduction on, or write a message.

use domain::introduction::{DeclineReason, EndReason, Introduction, Side, Stage};
use domain::organisation::Standing;
use domain::{Error, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;
use services::introductions::{Shown, Stopped};

use crate::field::Fields;
use crate::form::Submitted;
use crate::{At, Done, Form, standing};

/// A step to another stage.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MoveForm {
    pub(super) stage: String,
    pub(super) reason: String,
    pub(super) version: String,
}

impl Form for MoveForm {
    const NAME: &'static str = "move";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::introductions::side(&at.scope)?;
        let stage: Stage = parse::word(&self.stage).map_err(|_| Error::Conflict)?;
        let version = self.version.parse().map_err(|_| Error::Conflict)?;
        let reason = (!self.reason.is_empty()).then(|| self.reason.clone());
        services::introductions::advance(&at.scope, at.param("id")?, stage, reason, version).await?;
        let said = if stage == Stage::Withdrawn { "?withdrawn=1" } else { "" };
        Ok(Done::See(format!("{}{said}", at.path())))
    }
}

/// A message to the other side.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MessageForm {
    body: String,
}

impl Form for MessageForm {
    const NAME: &'static str = "message";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::introductions::write(&at.scope, at.param("id")?, &self.body).await?;
        Ok(Done::See(format!("{}#messages", at.path())))
    }
}

/// That the NGO took the introduction back a moment ago.
pub(super) fn said(at: &At, side: Side) -> Option<AnyView> {
    (side == Side::Ngo && at.done("withdrawn")).then(|| {
        view! { <p class="notice notice--good" role="status">{at.text.get("introduction-withdrawn")}</p> }.into_any()
    })
}

/// The steps that this side can take, each a form; in the place of one that is stopped now stands why, once where it is the
/// same for several.
pub(super) fn moves(at: &At, shown: &Shown) -> AnyView {
    let (introduction, side) = (&shown.introduction, shown.side);
    let next = introduction.stage.next(side);
    let submitted = at.submitted::<MoveForm>();
    let f = Fields::new(at, &submitted);
    // How it stands is said above, and that it takes no step.
    if side == Side::Employer && standing::of(at) != Some(Standing::Verified) {
        return f.notice();
    }
    let over = shown.stopped.over;
    // Nobody answers while the employer can read nothing here, nor what leads to no offer any more.
    let goes_on = shown.halted.is_none() && !shown.placement.is_closed_for_pay();
    let turn = turn(introduction.stage, side).filter(|_| goes_on);
    let turn = turn.map(|key| view! { <p>{at.text.get(key)}</p> });
    let why_over = over.map(|why| view! { <p class="notice notice--warn">{at.text.get(why)}</p> });
    if next.is_empty() {
        return view! { {f.notice()} {why_over} {turn} }.into_any();
    }
    let stopped = &shown.stopped.steps;
    let mut said: Vec<&str> = over.into_iter().collect();
    let forms = next.iter().filter_map(|stage| match stopped.iter().find(|(stopped, _)| stopped == stage) {
        // How the employer stands is said above, once for all of it.
        Some((_, why)) if said.contains(why) || Stopped::is_how_it_stands(why) => None,
        Some((_, why)) => {
            said.push(*why);
            Some(view! { <p class="notice notice--warn">{at.text.get(why)}</p> }.into_any())
        }
        None => Some(one(&f, at, introduction, *stage, side, &submitted.typed)),
    });
    let forms = forms.collect_view();
    let hint = (side == Side::Employer && introduction.stage == Stage::Interested && over.is_none())
        .then(|| view! { <p>{at.text.get("introduction-meeting-hint")}</p> });
    view! {
        <section>
            <h2>{at.text.get("introduction-next")}</h2>
            {f.notice()}
            {f.summary()}
            {why_over}
            {hint}
            {turn}
            {forms}
        </section>
    }
    .into_any()
}

/// Whose turn it is where this side cannot go further: by the stage alone, so that it is the same for every person.
const fn turn(stage: Stage, side: Side) -> Option<&'static str> {
    match (stage, side) {
        (Stage::Offered, Side::Employer) => Some("introduction-turn-ngo"),
        (Stage::PutForward | Stage::Meeting, Side::Ngo) => Some("introduction-turn-employer"),
        _ => None,
    }
}

fn one(
    f: &Fields<'_, MoveForm>,
    at: &At,
    introduction: &Introduction,
    stage: Stage,
    side: Side,
    typed: &MoveForm,
) -> AnyView {
    let words = at.text.get(&format!("move-{side}-{}", stage.word().replace('_', "-")));
    let reasons = match stage {
        Stage::Declined => Some(f.list("decline-reason", DeclineReason::ALL.iter().map(|r| r.word()))),
        Stage::Ended => Some(f.list("end-reason", EndReason::CHOSEN.iter().map(|r| r.word()))),
        _ => None,
    };
    let asked = typed.stage == stage.word();
    let class = if stage.is_end() { "button button--danger" } else { "button" };
    let has_reasons = reasons.is_some();
    let button = words.clone();
    // Several forms have this field; the one that was posted shows what is wrong with it.
    let blank = Submitted::<MoveForm>::default();
    let unasked = Fields::new(at, &blank);
    let select = reasons.map(|choices| {
        if asked {
            f.field("reason").select(choices, &typed.reason)
        } else {
            unasked.field("reason").apart(stage.word()).select(choices, "")
        }
    });
    let form = view! {
        <form class="form" method="post" action=at.path().to_owned()>
            {f.hidden()}
            <input type="hidden" name="version" value=introduction.version.to_string()/>
            <input type="hidden" name="stage" value=stage.word()/>
            {select}
            <button class=class type="submit">{button}</button>
        </form>
    };
    if stage.is_end() || has_reasons {
        return view! {
            <details class="more" open=asked>
                <summary>{words}</summary>
                {form}
            </details>
        }
        .into_any();
    }
    form.into_any()
}

/// The form of a message to an organisation, by its name where that may be read.
pub(super) fn message(at: &At, other: Option<&str>) -> AnyView {
    let submitted = at.submitted::<MessageForm>();
    let f = Fields::new(at, &submitted);
    let reminder = match other {
        Some(name) => at.text.with("message-readers", &[("name", name.into())]),
        None => at.text.get("message-readers-organisation"),
    };
    let fields = view! {
        <p class="hint">{reminder}</p>
        {f.field("body").area(5, &submitted.typed.body)}
    };
    f.frame(fields, "message-send")
}
