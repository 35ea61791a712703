//! How placements went, as everybody may know it: bars with the table behind them, and nothing under the floor.

use domain::Result;
use domain::check_in::Outcome;
use domain::statistics::{FLOOR, MOST_SHARE, Published, WAIT_DAYS};
use i18n::Text;
use leptos::prelude::*;

use crate::{At, page::Document};

/// Height of a line with its bar, in pixels, and where the bar is in it.
const LINE: usize = 52;
const BAR: (usize, usize) = (26, 16);

/// The page.
///
/// # Errors
/// When the database cannot be used.
pub async fn show(at: At) -> Result<Document> {
    let text = at.text;
    let published = services::statistics::published(&at.scope).await?;
    let empty = published.is_empty();
    let each = published.iter().map(|(year, line)| part(text, *year, line)).collect_view();
    let table = (!empty).then(|| table(text, &published));
    let floor = ("floor", i64::from(FLOOR).into());
    let body = view! {
        <h1>{text.get("statistics-title")}</h1>
        <p class="lede">{text.get("statistics-lede")}</p>
        {empty.then(|| view! { <p class="empty">{text.with("statistics-empty", std::slice::from_ref(&floor))}</p> })}
        {each}
        {table}
        <h2>{text.get("statistics-how")}</h2>
        <p>{text.with("statistics-floor", std::slice::from_ref(&floor))}</p>
        <p>{text.with("statistics-own", &[floor, ("most", i64::from(MOST_SHARE).into())])}</p>
        <p>{text.with("statistics-once", &[("days", WAIT_DAYS.into())])}</p>
        <p>{text.get("statistics-erased")}</p>
    };
    Ok(Document::new(text.get("statistics-title"), body))
}

fn words(text: Text, outcome: Outcome) -> String {
    text.get(&format!("outcome-{}", outcome.word().replace('_', "-")))
}

fn title(text: Text, year: i32, line: &Published) -> String {
    text.with("statistics-line", &[("year", year.to_string().into()), ("days", line.day.into())])
}

/// The bars of one line; widths are parts of the whole, so that they fit every screen.
fn part(text: Text, year: i32, line: &Published) -> impl IntoView + use<> {
    let total = line.total.unwrap_or_default();
    let shown = line.outcomes.iter().map(|(outcome, count)| (words(text, *outcome), *count));
    let hidden = total.saturating_sub(line.outcomes.values().sum());
    let rest = (hidden > 0).then(|| (text.get("statistics-rest"), hidden));
    let all: Vec<(String, u32)> = shown.chain(rest).collect();
    let bars = all.iter().enumerate().map(|(at, (words, count))| bar(text, (words, *count), total, at * LINE));
    let bars = bars.collect_view();
    let height = (all.len() * LINE).to_string();
    let id = format!("outcomes-{year}-{}", line.day);
    view! {
        <section>
            <h2 id=id.clone()>{title(text, year, line)}</h2>
            <p>{text.with("statistics-people", &[("count", i64::from(total).into())])}</p>
            <svg class="bars" width="100%" height=height role="img" aria-labelledby=id>{bars}</svg>
        </section>
    }
}

fn bar(text: Text, (words, count): (&str, u32), whole: u32, y: usize) -> impl IntoView + use<> {
    let basis = u64::from(count) * 10_000 / u64::from(whole.max(1));
    let width = format!("{}.{:02}%", basis / 100, basis % 100);
    let (top, height) = BAR;
    let base = (y + 18).to_string();
    view! {
        <text x="0" y=base.clone()>{words.to_owned()}</text>
        <text class="bars__number" x="100%" y=base text-anchor="end">{text.number(i64::from(count))}</text>
        <rect class="bars__part" x="0" y=(y + top).to_string() width=width height=height.to_string()></rect>
    }
}

fn table(text: Text, published: &[(i32, Published)]) -> impl IntoView + use<> {
    let columns =
        Outcome::ALL.iter().map(|outcome| view! { <th class="number" scope="col">{words(text, *outcome)}</th> });
    let columns = columns.collect_view();
    let not_shown = text.get("statistics-not-shown");
    let rows = published.iter().map(|(year, line)| {
        let cell = |count: Option<u32>| count.map_or_else(|| not_shown.clone(), |count| text.number(i64::from(count)));
        let cells = Outcome::ALL.iter().map(|outcome| {
            let count = cell(line.outcomes.get(outcome).copied());
            view! { <td class="number" data-label=words(text, *outcome)>{count}</td> }
        });
        let cells = cells.collect_view();
        view! {
            <tr>
                <th scope="row">{title(text, *year, line)}</th>
                <td class="number" data-label=text.get("statistics-all")>{cell(line.total)}</td>
                {cells}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="table table--cards" role="region" tabindex="0" aria-label=text.get("statistics-table")>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{text.get("statistics-group")}</th>
                        <th class="number" scope="col">{text.get("statistics-all")}</th>
                        {columns}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
