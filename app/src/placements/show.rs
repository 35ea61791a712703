//! One placement: for its employer with what can be done, for others to read.

use domain::account::PlatformRole;
use domain::organisation::{OrganisationKind, Standing};
use domain::placement::{PauseReason, Placement, PlacementStatus};
use domain::standards::{Cause, may_go_live};
use domain::{Error, Problems, Result};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;

use super::typed::ORDER;
use super::{facts, findings, pay_looks, seats};
use crate::field::Fields;
use crate::{At, Done, Form, page::Document, standing};

macro_rules! moves {
    ($($(#[$doc:meta])* $name:ident, $word:literal, $status:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, Deserialize)]
        #[serde(default)]
        pub struct $name {}

        impl Form for $name {
            const NAME: &'static str = $word;

            async fn submit(&self, at: &At) -> Result<Done> {
                services::placements::rest(&at.scope, at.param("id")?, PlacementStatus::$status).await?;
                Ok(Done::See(Self::repeated(at)))
            }

            fn repeated(at: &At) -> String {
                format!("{}?rested=1", at.path())
            }
        }
    )+};
}

moves! {
    /// Pauses it.
    PauseForm, "placement-pause", Paused;
    /// Says that all seats are taken.
    FillForm, "placement-fill", Filled;
    /// Closes it for good.
    CloseForm, "placement-close", Closed;
}

/// Makes it live.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PublishForm {}

impl Form for PublishForm {
    const NAME: &'static str = "placement-publish";
    const ORDER: &'static [&'static str] = ORDER;

    async fn submit(&self, at: &At) -> Result<Done> {
        services::placements::publish(&at.scope, at.param("id")?).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(at: &At) -> String {
        format!("{}?opened=1", at.path())
    }

    fn leads_to(at: &At, field: &str) -> String {
        findings::leads_to(&format!("{}/edit", at.path()), field)
    }
}

/// The page.
///
/// # Errors
/// Not found for those who may not know of it.
pub async fn show(at: At) -> Result<Document> {
    let placement = services::placements::find(&at.scope, at.param("id")?).await?;
    let text = at.text;
    let title = match placement.terms.title.as_str() {
        "" => text.get("placements-untitled"),
        title => title.to_owned(),
    };
    let own = at.scope.actor().belongs_to(placement.organisation);
    // While its business is kept out, that is why it rests, and nothing of it can be changed.
    let kept_out = own && standing::is_kept_out(&at);
    let rests = placement.resting().filter(|_| own && !kept_out);
    let look = if own { look(&at, &placement).await? } else { None };
    let why = rests.map(|why| paused_words(&at, why, look));
    let for_pay = rests.filter(|why| matches!(why, PauseReason::Pay | PauseReason::PayFloor));
    // Until stewards have looked, the form would only be refused.
    let change = for_pay.filter(|_| look.is_none()).map(|_| {
        let href = format!("/placements/{}/edit#field-pay", placement.id);
        view! { <a href=href>{text.get("placement-edit")}</a> }.into_any()
    });
    let closed = placement.status == PlacementStatus::Closed;
    let why = why.or_else(|| (own && placement.is_closed_for_pay()).then(|| text.get("placement-closed-for-pay")));
    let stopped = if kept_out && !closed { standing::kept_out(&at, "placements").await? } else { None };
    let part = if own { employer(&at, &placement, look).await? } else { reader(&at, &placement).await? };
    let saved = saved(&at, &placement).await?;
    let steward = at.scope.actor().is(PlatformRole::Steward);
    let seats = if own { taken(&at, &placement).await? } else { None };
    let pay = pay_looks::section(&at, &placement).await?;
    let said = services::pay_looks::why_paused(&at.scope, &placement).await?.filter(|_| closed || !kept_out);
    let said_title = if own { "placement-paused-said" } else { "placement-paused-written" };
    let said = said.map(|said| {
        view! {
            <section class="panel">
                <h2>{text.get(said_title)}</h2>
                {lines(&said)}
            </section>
        }
    });
    let status = placement.status;
    let description = placement.terms.description.clone();
    let body = view! {
        {steward.then(|| view! { <p class="eyebrow"><a href="/stewardship/pay-looks">{text.get("pay-looks-title")}</a></p> })}
        <h1>{title.clone()}</h1>
        {saved}
        <p>
            <span class=format!("status status--{status}")>{text.get(&format!("placement-status-{status}"))}</span>
        </p>
        {stopped}
        {why.map(|why| view! { <p class="notice notice--warn">{why}" "{change}</p> })}
        {said}
        {seats}
        {facts(text, &placement.terms)}
        <div class="prose">{paragraphs(&description)}</div>
        {pay}
        {part}
    };
    Ok(Document::new(title, body))
}

/// That it was opened, brought to rest or closed, or a change of it saved a moment ago; and that a steward looks at the pay
/// where that waits.
async fn saved(at: &At, placement: &Placement) -> Result<Option<AnyView>> {
    let live = placement.status == PlacementStatus::Live;
    let rested = match placement.status {
        PlacementStatus::Paused => Some("placement-said-paused"),
        PlacementStatus::Filled => Some("placement-said-filled"),
        PlacementStatus::Closed if placement.is_closed_for_pay() => Some("placement-said-closed-pay"),
        PlacementStatus::Closed => Some("placement-said-closed"),
        PlacementStatus::Draft | PlacementStatus::Live => None,
    };
    let opened = (at.done("opened") && live).then_some("placement-opened");
    let rested = rested.filter(|_| at.done("rested"));
    let saved = at.done("saved").then_some("form-saved");
    let Some(key) = opened.or(rested).or(saved) else { return Ok(None) };
    if !at.scope.actor().belongs_to(placement.organisation) {
        return Ok(None);
    }
    let look = services::pay_looks::of(&at.scope, placement).await?;
    let waits = live && look.is_some_and(|look| look.looked.is_none());
    let saved = at.text.get(key);
    let words = if waits { format!("{saved} {}", at.text.get("placement-saved-look")) } else { saved };
    Ok(Some(view! { <p class="notice notice--good" role="status">{words}</p> }.into_any()))
}

/// Why stewards look at its business first, where that keeps the reader from changing or opening it.
async fn look(at: &At, placement: &Placement) -> Result<Option<&'static str>> {
    let keeps = match placement.status {
        PlacementStatus::Closed => false,
        // What never was open can be written, and that its business is not verified is said before.
        PlacementStatus::Draft => standing::of(at) == Some(Standing::Verified),
        PlacementStatus::Live | PlacementStatus::Paused | PlacementStatus::Filled => true,
    };
    if keeps { crate::review::look(at).await } else { Ok(None) }
}

/// Why a placement rests, for its own organisation, and what it waits for: where the reason lies in how that stood, it may
/// be over by now; where `look` says why stewards look at the organisation first, nothing can be done before they have.
pub(super) fn paused_words(at: &At, why: PauseReason, look: Option<&'static str>) -> String {
    use PauseReason as P;
    let over = match (why, standing::of(at)) {
        (P::Suspended | P::Debarred | P::VerificationEnded, Some(Standing::Verified)) if look.is_some() => "-look",
        (P::Suspended | P::Debarred | P::VerificationEnded, Some(Standing::Verified)) => "-over",
        (P::Suspended | P::Debarred, Some(Standing::Unverified)) => "-unverified",
        _ => "",
    };
    let words = at.text.get(&format!("placement-paused-{}{over}", why.word().replace('_', "-")));
    match why {
        P::Pay | P::PayFloor | P::Words | P::PayChanged | P::PayEnded if look.is_some() => {
            format!("{words} {}", at.text.get("placement-paused-until-looked"))
        }
        _ => words,
    }
}

fn paragraphs(text: &str) -> impl IntoView + use<> {
    let each = text.split("\n\n").filter(|part| !part.trim().is_empty());
    each.map(|part| view! { <p>{part.to_owned()}</p> }).collect_view()
}

/// What a steward wrote, line by line, as messages are shown.
fn lines(text: &str) -> impl IntoView + use<> {
    let each = text.split('\n').filter(|line| !line.trim().is_empty());
    each.map(|line| view! { <p dir="auto">{line.to_owned()}</p> }).collect_view()
}

/// How many seats of it there are and are taken, for its own organisation; nothing where it says none.
async fn taken(at: &At, placement: &Placement) -> Result<Option<AnyView>> {
    if placement.terms.seats == 0 {
        return Ok(None);
    }
    let taken = services::placements::seats_taken(&at.scope, std::slice::from_ref(placement)).await?;
    Ok(Some(view! { <p class="meta">{seats::seats(at.text, placement, &taken)}</p> }.into_any()))
}

/// Whether no seat of it is left: to open it would be refused until one is added.
async fn is_full(at: &At, placement: &Placement) -> Result<bool> {
    let seats = u64::from(placement.terms.seats);
    let taken = services::placements::seats_taken(&at.scope, std::slice::from_ref(placement)).await?;
    Ok(seats > 0 && taken.iter().any(|(_, taken)| *taken >= seats))
}

async fn employer(at: &At, placement: &Placement, look: Option<&'static str>) -> Result<AnyView> {
    let text = at.text;
    let edit = format!("/placements/{}/edit", placement.id);
    let verified = standing::of(at) == Some(Standing::Verified);
    let may_write = !standing::is_kept_out(at);
    let rests = placement.status != PlacementStatus::Live && placement.status != PlacementStatus::Closed;
    // What was open stays as it is until stewards have looked; a draft can be written meanwhile.
    let may_change = may_write && (look.is_none() || placement.status == PlacementStatus::Draft);
    let open = rests && may_change;
    let found = if open { services::placements::check_as_it_stands(&at.scope, placement).await? } else { Vec::new() };
    // What is paused for its pay is changed first: a button to open it would only be refused.
    let for_pay = matches!(placement.resting(), Some(PauseReason::Pay | PauseReason::PayFloor));
    let pay_first = found.iter().any(|finding| finding.cause == Cause::PausedForPay) || for_pay && !may_go_live(&found);
    let waits = if rests && may_write { super::list::waits(at).await? } else { None };
    let floor = services::placements::floor(&at.scope, &placement.terms).await?;
    let at_pay = if open { services::pay_looks::of(&at.scope, placement).await? } else { None };
    let (today, looked) = (at.scope.now().date_naive(), at_pay.and_then(|look| look.looked));
    let pay = findings::Known { pay: placement.terms.pay.as_ref(), floor: floor.as_ref(), today, looked };
    let found = open.then(|| findings::list(text, &found, pay, &edit));
    let submitted = at.submitted::<PublishForm>();
    let refused = Fields::new(at, &submitted).summary_under("placement-publish-problems");
    let said = &submitted.problems;
    let unsaid = |title, problems: &Problems| open.then(|| to_do(text, title, problems, said, &edit)).flatten();
    let gaps = unsaid("placement-missing", &placement.terms.missing());
    let telling = unsaid("placement-telling", &placement.terms.telling());
    let looked_at = look.map(|key| view! { <p class="notice notice--warn">{text.get(key)}</p> });
    let next = placement.status.next();
    let can = |status| may_write && next.contains(&status);
    let may_open = can(PlacementStatus::Live) && verified && look.is_none() && !pay_first;
    let full = may_open && is_full(at, placement).await?;
    let publish = (may_open && !full).then(|| button::<PublishForm>(at, "button", "placement-publish"));
    let add_seat = full.then(|| {
        let href = format!("{edit}#field-seats");
        view! { <p class="notice notice--warn">{text.get("placement-full")}" "<a href=href>{text.get("placement-edit")}</a></p> }
    });
    let pause =
        can(PlacementStatus::Paused).then(|| button::<PauseForm>(at, "button button--quiet", "placement-pause"));
    let fill = can(PlacementStatus::Filled).then(|| button::<FillForm>(at, "button button--quiet", "placement-fill"));
    let rests_for_pay = placement.check_acceptable().is_err();
    let means = if rests_for_pay { "placement-close-means-pay" } else { "placement-close-means" };
    let close = can(PlacementStatus::Closed).then(|| {
        view! {
            <details class="more">
                <summary>{text.get("placement-close-ask")}</summary>
                <p>{text.get(means)}</p>
                {button::<CloseForm>(at, "button button--danger", "placement-close")}
            </details>
        }
    });
    let edit_class = if pay_first || full { "button" } else { "button button--quiet" };
    let edit_link = (may_change && placement.status != PlacementStatus::Closed)
        .then(|| view! { <a class=edit_class href=edit>{text.get("placement-edit")}</a> });
    let review = crate::review::notice(at).await?;
    Ok(view! {
        {review}
        {waits}
        {looked_at}
        {refused}
        {gaps}
        {telling}
        {found}
        {add_seat}
        <div class="actions">{publish}{edit_link}{pause}{fill}</div>
        {close}
    }
    .into_any())
}

/// Fields that have to be seen to before it goes live, each with the way to it, but those that are `said` already.
fn to_do(
    text: Text,
    title: &'static str,
    problems: &Problems,
    said: &Problems,
    edit: &str,
) -> Option<impl IntoView + use<>> {
    let left = problems.iter().filter(|(field, _)| said.at(field).next().is_none());
    let each = left.map(|(field, _)| {
        let label = text.get(&format!("placement-field-{}", field.replace('_', "-")));
        view! { <li><a href=format!("{edit}#field-{field}")>{label}</a></li> }
    });
    let each: Vec<_> = each.collect();
    (!each.is_empty()).then(|| {
        view! {
            <section>
                <h2>{text.get(title)}</h2>
                <ul>{each}</ul>
            </section>
        }
    })
}

fn button<F: Form>(at: &At, class: &'static str, words: &'static str) -> impl IntoView + use<F> {
    let submitted = at.submitted::<F>();
    let f = Fields::new(at, &submitted);
    view! {
        <form method="post" action=at.path().to_owned()>
            {f.hidden()}
            <button class=class type="submit">{at.text.get(words)}</button>
        </form>
    }
}

async fn reader(at: &At, placement: &Placement) -> Result<AnyView> {
    let text = at.text;
    let actor = at.scope.actor();
    let ngo = actor.membership.as_ref().is_some_and(|m| m.kind == OrganisationKind::Ngo);
    if !ngo && !actor.is(PlatformRole::Steward) {
        return Err(Error::NotFound);
    }
    let organisation = services::placements::offered_by(&at.scope, placement).await?;
    let forward = (ngo && placement.status == PlacementStatus::Live).then(|| {
        let href = format!("/referrals?placement={}", placement.id);
        view! { <p class="actions"><a class="button" href=href>{text.get("placement-choose-referral")}</a></p> }
    });
    Ok(view! {
        <section class="panel">
            <h2>{organisation.description.name}</h2>
            <p>{organisation.description.summary}</p>
            <p class="meta">{organisation.description.town}</p>
        </section>
        {forward}
    }
    .into_any())
}
