//! The home page of somebody who is signed in: what waits, and the next thing to do.

use domain::Result;
use domain::account::PlatformRole;
use domain::check_in::Due;
use domain::introduction::Stage;
use domain::organisation::{Organisation, OrganisationKind, OrganisationStatus, Standing, VettingQueue};
use domain::referral::ReferralStatus;
use domain::vetting::untold;
use leptos::prelude::*;

use crate::accounts::appeal;
use crate::{At, page::Document, standing};

/// One line: how many, what, and where.
struct Line {
    count: u64,
    key: &'static str,
    path: &'static str,
}

pub(super) async fn show(at: &At) -> Result<Document> {
    let text = at.text;
    let account = services::accounts::own(&at.scope).await?;
    let mut lines = Vec::new();
    match at.scope.actor().membership.as_ref().map(|m| m.kind) {
        Some(OrganisationKind::Business) => employer(at, &mut lines).await?,
        Some(OrganisationKind::Ngo) => ngo(at, &mut lines).await?,
        Some(OrganisationKind::Association) => {
            lines.push(Line { count: 0, key: "home-vouches", path: "/vouches" });
        }
        _ => {}
    }
    if at.scope.actor().is(PlatformRole::Steward) {
        let mut own = Vec::new();
        steward(at, &mut own).await?;
        lines.append(&mut own);
    }
    if services::sanctions::may_see(&at.scope).is_ok() {
        lines.push(Line { count: 0, key: "home-kept-out", path: "/sanctions" });
    }
    if at.scope.actor().is(PlatformRole::Curator) {
        let count = services::proposals::count_queue(&at.scope).await?;
        lines.push(Line { count, key: "home-proposals", path: "/curation" });
    }
    if services::proposals::may_write(&at.scope).is_ok() {
        if let count @ 1.. = services::proposals::given_back(&at.scope).await?.len() {
            let count = u64::try_from(count).unwrap_or(u64::MAX);
            lines.push(Line { count, key: "home-asked", path: "/proposals" });
        }
        lines.push(Line { count: 0, key: "home-propose", path: "/proposals" });
    }
    if at.scope.actor().is(PlatformRole::Administrator) {
        let count = services::operations::count_dead(&at.scope).await?;
        lines.push(Line { count, key: "home-dead", path: "/operations" });
        let kept = services::operations::safekeeping(&at.scope).await?;
        if let warnings @ 1.. = kept.warnings(at.scope.now()) {
            let count = u64::try_from(warnings).unwrap_or(u64::MAX);
            lines.push(Line { count, key: "home-warnings", path: "/operations" });
        }
    }
    lines.push(Line { count: 0, key: "home-library", path: "/library" });
    let items = lines.into_iter().map(|line| {
        let words = text.with(line.key, &[("count", line.count.into())]);
        view! {
            <li>
                <a href=line.path>
                    {(line.count > 0).then(|| view! { <span class="count">{text.number(i64::try_from(line.count).unwrap_or(i64::MAX))}</span> })}
                    {words}
                </a>
            </li>
        }
    });
    let nowhere = nowhere(at, &account.email.to_string());
    let taken_back = taken_back(at).await?;
    let review = crate::review::notice(at).await?;
    let unnamed = unnamed(at).await?;
    // A business reads what that means for what it offers.
    let business = at.scope.actor().membership.as_ref().is_some_and(|m| m.kind == OrganisationKind::Business);
    let suspended = standing::kept_out(at, if business { "placements" } else { "home" }).await?;
    let body = view! {
        <h1>{text.with("home-title", &[("name", account.name.into())])}</h1>
        {standing_of_own(at).await?}
        {ended_on_appeal(at).await?}
        {nowhere}
        {review}
        {suspended}
        {taken_back}
        {unnamed}
        <ul class="waiting">{items.collect_view()}</ul>
    };
    Ok(Document::new(text.get("home-window"), body))
}

/// That the actor belongs to no organisation, and what leads to one; nothing for those whose role needs none.
fn nowhere(at: &At, email: &str) -> Option<AnyView> {
    let (text, actor) = (at.text, at.scope.actor());
    (actor.membership.is_none() && actor.platform.is_none()).then(|| {
        view! {
            <div class="notice notice--warn">
                <p>{text.get("home-nowhere")}</p>
                <ul>
                    <li>{text.with("home-nowhere-invited", &[("email", email.into())])}</li>
                    <li>{text.get("home-nowhere-own")}" "<a href="/join">{text.get("home-nowhere-own-link")}</a></li>
                    <li>{text.get("home-nowhere-look")}</li>
                </ul>
            </div>
        }
        .into_any()
    })
}

/// The page of one's own organisation, and what is written there to the stewards.
const OWN: &str = "/account/organisation";
const ANSWER: &str = "/account/organisation#field-answer";

/// That the actor's organisation is not verified, and what is missing for that, or what a steward asks; or that its
/// verification ends before long, once it can be asked to go on, and since when that is asked.
async fn standing_of_own(at: &At) -> Result<Option<AnyView>> {
    let text = at.text;
    let Some(membership) = at.scope.actor().membership.as_ref().filter(|m| !m.standing.is_kept_out()) else {
        return Ok(None);
    };
    let own = services::organisations::own(&at.scope).await?;
    let (words, path, link) = match membership.standing {
        Standing::Verified => {
            let may_ask = own.may_ask_renewal(at.scope.now().date_naive());
            let Some(until) = own.verified_until.filter(|_| may_ask) else { return Ok(None) };
            let until = text.date(until);
            match services::organisations::renewal_asked(&at.scope, &own).await? {
                Some(asked) => {
                    let days = [("day", until.into()), ("asked", text.date(asked).into())];
                    (text.with("home-ends-asked", &days), OWN, "home-unverified-link")
                }
                None => (text.with("home-ends", &[("day", until.into())]), ANSWER, "home-ends-link"),
            }
        }
        _ if own.status == OrganisationStatus::Asked => return question(at, &own).await.map(Some),
        _ if untold(own.kind, &own.description).is_empty() => {
            (text.get("home-unverified"), OWN, "home-unverified-link")
        }
        _ => (text.get("home-untold"), OWN, "home-untold-link"),
    };
    let notice = view! { <p class="notice notice--warn">{words}" "<a href=path>{text.get(link)}</a></p> };
    Ok(Some(notice.into_any()))
}

/// That what kept the actor's organisation out ended with its appeal, and the way to what was said of it; nothing while it
/// is kept out, which is said first.
async fn ended_on_appeal(at: &At) -> Result<Option<AnyView>> {
    if at.scope.actor().membership.is_none() || standing::is_kept_out(at) {
        return Ok(None);
    }
    let Some(ended) = services::sanctions::ended_on_appeal(&at.scope).await? else { return Ok(None) };
    let link = if ended.settled_appeal() { "home-appeal-settled-link" } else { "home-appeal-won-link" };
    Ok(appeal::ended_words(at.text, &ended).map(|words| {
        let link = at.text.get(link);
        view! { <p class="notice notice--good">{words}" "<a href="/account/organisation#appeal">{link}</a></p> }
            .into_any()
    }))
}

/// What a steward asks of the actor's organisation, and the way to answer.
async fn question(at: &At, own: &Organisation) -> Result<AnyView> {
    let text = at.text;
    let notes = services::organisations::notes(&at.scope, own.id).await?;
    let asked = notes.into_iter().rfind(|note| note.step == "asked").map(|note| note.text);
    let notice = view! {
        <div class="notice notice--warn">
            <p>{text.get("home-question")}</p>
            <p dir="auto">{asked}</p>
            <p><a href=ANSWER>{text.get("home-question-link")}</a></p>
        </div>
    };
    Ok(notice.into_any())
}

async fn steward(at: &At, lines: &mut Vec<Line>) -> Result<()> {
    let count = services::vetting::count(&at.scope, VettingQueue::Applied).await?;
    lines.push(Line { count, key: "home-applications", path: "/stewardship" });
    let count = services::vetting::count(&at.scope, VettingQueue::Proposed).await?;
    lines.push(Line { count, key: "home-proposed", path: "/stewardship?status=proposed" });
    let count = services::sanctions::count_waiting(&at.scope).await?;
    lines.push(Line { count, key: "home-sanctions", path: "/stewardship/sanctions" });
    let count = services::cases::count_waiting(&at.scope).await?;
    lines.push(Line { count, key: "home-cases", path: "/stewardship/cases" });
    if let count @ 1.. = services::pay_looks::count(&at.scope).await? {
        lines.push(Line { count, key: "home-pay-looks", path: "/stewardship/pay-looks" });
    }
    for (queue, key, path) in [
        (VettingQueue::Changed, "home-changed", "/stewardship?status=changed"),
        (VettingQueue::Group, "home-group", "/stewardship?status=group"),
    ] {
        if let count @ 1.. = services::vetting::count(&at.scope, queue).await? {
            lines.push(Line { count, key, path });
        }
    }
    // What waits comes first; each kind of line stays in its order.
    lines.sort_by_key(|line| line.count == 0);
    Ok(())
}

async fn employer(at: &At, lines: &mut Vec<Line>) -> Result<()> {
    let stands = standing::of(at);
    // What it can neither answer nor read now does not wait for it.
    if stands == Some(Standing::Verified) {
        let count = services::introductions::count(&at.scope, &[Stage::PutForward]).await?;
        lines.push(Line { count, key: "home-to-answer", path: "/introductions" });
        unread(at, lines).await?;
    }
    let going = [Stage::Interested, Stage::Meeting, Stage::Offered, Stage::Accepted, Stage::Started];
    let count = services::introductions::count(&at.scope, &going).await?;
    lines.push(Line { count, key: "home-under-way", path: "/introductions" });
    let (open, left) = services::placements::to_reopen(&at.scope).await?;
    for (count, key) in [(open, "home-reopen"), (left, "home-to-change")] {
        if count > 0 {
            let count = u64::try_from(count).unwrap_or(u64::MAX);
            lines.push(Line { count, key, path: "/placements" });
        }
    }
    let count = services::placements::count_to_pay(&at.scope).await?;
    if count > 0 && !standing::is_kept_out(at) {
        lines.push(Line { count, key: "home-to-pay", path: "/placements" });
    }
    if !standing::is_kept_out(at) {
        lines.push(Line { count: 0, key: "home-new-placement", path: "/placements/new" });
    }
    Ok(())
}

async fn unread(at: &At, lines: &mut Vec<Line>) -> Result<()> {
    let count = services::introductions::count_unread(&at.scope).await?;
    lines.push(Line { count, key: "home-unread", path: "/introductions" });
    Ok(())
}

async fn ngo(at: &At, lines: &mut Vec<Line>) -> Result<()> {
    let count =
        services::introductions::count(&at.scope, &[Stage::Interested, Stage::Offered, Stage::Accepted]).await?;
    lines.push(Line { count, key: "home-to-go-on", path: "/introductions" });
    unread(at, lines).await?;
    if let wishes @ 1.. = services::own_pages::wishing(&at.scope).await?.len() {
        let count = u64::try_from(wishes).unwrap_or(u64::MAX);
        let late = services::own_pages::count_overdue(&at.scope).await? > 0;
        let key = if late { "home-own-wishes-overdue" } else { "home-own-wishes" };
        lines.push(Line { count, key, path: crate::referrals::OWN_WISHES });
    }
    if let wishes @ 1.. = services::own_pages::wishes_taken_back(&at.scope).await?.len() {
        let count = u64::try_from(wishes).unwrap_or(u64::MAX);
        lines.push(Line { count, key: "home-own-wishes-back", path: crate::referrals::TAKEN_BACK });
    }
    let erasures = services::erasures::list(&at.scope).await?;
    if !erasures.is_empty() {
        // What the reader cannot confirm does not wait for them: it is named, and not counted.
        let own = erasures.iter().filter(|waiting| waiting.refused.is_none()).count();
        let count = u64::try_from(own).unwrap_or(u64::MAX);
        lines.push(Line { count, key: "home-erasures", path: "/referrals?erasure=1" });
    }
    if let questions @ 1.. = services::retention::count(&at.scope).await? {
        let count = u64::try_from(questions).unwrap_or(u64::MAX);
        lines.push(Line { count, key: "home-retention", path: "/referrals?retention=1" });
    }
    if let people @ 1.. = services::consents::count_ending(&at.scope).await? {
        let count = u64::try_from(people).unwrap_or(u64::MAX);
        lines.push(Line { count, key: "home-consent-ending", path: crate::referrals::ENDING });
    }
    if let count @ 1.. = services::introductions::count_halted(&at.scope).await? {
        lines.push(Line { count, key: "home-halted", path: "/introductions" });
    }
    for (due, key) in [
        (Due::Overdue, "home-check-ins-overdue"),
        (Due::Today, "home-check-ins-today"),
        (Due::Soon, "home-check-ins-soon"),
    ] {
        let count = services::check_ins::count_due(&at.scope, due).await?;
        if count > 0 || due == Due::Today {
            lines.push(Line { count, key, path: "/check-ins" });
        }
    }
    let count = services::cases::questions(&at.scope).await?.len();
    if count > 0 {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        lines.push(Line { count, key: "home-case-questions", path: "/check-ins" });
    }
    let count = services::referrals::count(&at.scope, ReferralStatus::Draft).await?;
    lines.push(Line { count, key: "home-drafts", path: "/referrals?status=draft" });
    let count = services::referrals::count(&at.scope, ReferralStatus::Open).await?;
    lines.push(Line { count, key: "home-open-referrals", path: "/referrals" });
    lines.push(Line { count: 0, key: "home-new-referral", path: "/referrals/new" });
    Ok(())
}

/// What persons took back on pages of their own, until somebody of their NGO has looked.
async fn taken_back(at: &At) -> Result<Option<AnyView>> {
    let ngo = at.scope.actor().membership.as_ref().is_some_and(|m| m.kind == OrganisationKind::Ngo);
    let codes = if ngo { services::consents::taken_back(&at.scope).await? } else { Vec::new() };
    if codes.is_empty() {
        return Ok(None);
    }
    let links = codes.iter().map(|code| {
        view! { <li><a href=format!("/referrals/{code}/consent")>{code.to_string()}</a></li> }
    });
    let notice = view! {
        <div class="notice notice--warn">
            <p>{at.text.get("home-taken-back")}</p>
            <ul>{links.collect_view()}</ul>
        </div>
    };
    Ok(Some(notice.into_any()))
}

/// That employers read no name of the actor's NGO, until its members have said which they read, or that it is none.
async fn unnamed(at: &At) -> Result<Option<AnyView>> {
    let ngo = at.scope.actor().membership.as_ref().is_some_and(|m| m.kind == OrganisationKind::Ngo);
    if !ngo || services::organisations::own(&at.scope).await?.description.read_name.is_some() {
        return Ok(None);
    }
    let text = at.text;
    let notice = view! {
        <p class="notice">
            {text.get("home-read-name")}" "<a href="/account/organisation">{text.get("home-read-name-link")}</a>
        </p>
    };
    Ok(Some(notice.into_any()))
}
