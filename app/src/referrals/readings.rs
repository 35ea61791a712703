//! Who has read a referral: part of its page, and a page of its own with all of it; and how much each member reads.

use domain::Result;
use domain::account::MemberRole;
use domain::organisation::OrganisationKind;
use domain::readers::{DAYS, FEWEST, TIMES, USUAL};
use domain::referral::Referral;
use leptos::prelude::*;
use services::audit::{Count, Reader, Readings};

use crate::table::cards;
use crate::{At, page::Document};

/// How many reads a page of them looks at.
const SIZE: u64 = 200;
/// How many the referral's page looks at.
const FEW: u64 = 20;
/// How many lines the referral's page shows.
const LINES: usize = 5;

/// The page.
///
/// # Errors
/// Not found for a referral of another NGO.
pub async fn readings(at: At) -> Result<Document> {
    let referral = super::here(&at).await?;
    let text = at.text;
    let before = at.query("before").parse().ok();
    let page = services::audit::readings(&at.scope, &referral, before, SIZE).await?;
    let path = at.path().to_owned();
    let body = view! {
        <p class="eyebrow"><a href=format!("/referrals/{}", referral.code)>{referral.code.to_string()}</a></p>
        <h1>{text.get("readings-title")}</h1>
        <p class="lede">{text.get("readings-lede")}</p>
        {lines(&at, page.readings, |times| Some(text.with("readings-times", &[("times", times.into())])))}
        {page.next.map(|id| {
            view! { <p class="pager"><a href=format!("{path}?before={id}")>{text.get("form-next-page")}</a></p> }
        })}
    };
    Ok(Document::new(text.get("readings-title"), body).sensitive())
}

/// The newest of them, for the referral's page.
pub(super) async fn newest(at: &At, referral: &Referral) -> Result<impl IntoView + use<>> {
    let text = at.text;
    let mut page = services::audit::readings(&at.scope, referral, None, FEW).await?;
    page.readings.truncate(LINES);
    Ok(view! {
        <section>
            <h2>{text.get("readings-title")}</h2>
            {lines(at, page.readings, |_| None)}
            <p><a href=format!("/referrals/{}/readings", referral.code)>{text.get("readings-all")}</a></p>
        </section>
    })
}

fn lines(at: &At, readings: Vec<Readings>, times: impl Fn(i64) -> Option<String>) -> AnyView {
    let text = at.text;
    if readings.is_empty() {
        return view! { <p class="empty">{text.get("readings-none")}</p> }.into_any();
    }
    let lines = readings.into_iter().map(|each| {
        let who = who(at, each.reader);
        let when = format!("{}, {} UTC", text.date(each.at.date_naive()), each.at.format("%H:%M"));
        let times = times(each.times).map(|times| format!("\u{a0}· {times}"));
        view! { <li>{who}" "<span class="meta">{when}{times}</span></li> }
    });
    view! { <ol class="timeline">{lines.collect_view()}</ol> }.into_any()
}

fn who(at: &At, reader: Reader) -> String {
    match reader {
        Reader::Member(name) => name,
        Reader::Former => at.text.get("readings-former"),
        Reader::Employer(name) => at.text.with("readings-employer", &[("name", name.into())]),
    }
}

/// How many referrals each member has read lately, for managers of an NGO: part of the page of members.
pub(crate) async fn by_member(at: &At) -> Result<Option<AnyView>> {
    let text = at.text;
    let own = at.scope.actor().membership.as_ref();
    if !own.is_some_and(|m| m.kind == OrganisationKind::Ngo && m.role == MemberRole::Manager) {
        return Ok(None);
    }
    let cell = |head: &'static str, count: Count| {
        let far = count.stands_out.then(|| view! { "\u{a0}· "<strong>{text.get("readings-stands-out")}</strong> });
        // One piece: on a narrow page the cell is a grid, and each of several would be a cell of it.
        view! { <td data-label=text.get(head)><span>{text.number(count.referrals)}{far}</span></td> }
    };
    let rows = services::audit::by_member(&at.scope).await?.into_iter().map(|reads| {
        view! {
            <tr>
                <th scope="row">{who(at, reads.reader)}</th>
                {cell("readings-opened", reads.opened)}
                {cell("readings-listed", reads.listed)}
            </tr>
        }
    });
    let heads = &["members-name", "readings-opened", "readings-listed"];
    let table = cards(text, "readings-by-member", heads, rows.collect_view().into_any());
    let rule = [("days", DAYS.into()), ("usual", USUAL.into()), ("times", TIMES.into()), ("fewest", FEWEST.into())];
    let section = view! {
        <section>
            <h2>{text.get("readings-by-member")}</h2>
            <p>{text.with("readings-by-member-lede", &rule)}</p>
            {table}
        </section>
    };
    Ok(Some(section.into_any()))
}
