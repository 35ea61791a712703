//! Pay floors: the table, and setting one.

use domain::placement::{Pay, PayPeriod};
use domain::{Problems, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;
use services::wage_floors::WageFloor;

use crate::accounts::countries;
use crate::field::{Choice, Fields};
use crate::table::cards;
use crate::{At, Done, Form, page::Document};

/// A floor as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FloorForm {
    country: String,
    pay: String,
    currency: String,
    period: String,
    source: String,
    since: String,
}

impl Form for FloorForm {
    const NAME: &'static str = "floor";

    async fn submit(&self, at: &At) -> Result<Done> {
        at.scope.permit(domain::policy::SetWageFloor)?;
        let mut problems = Problems::new();
        let country = problems.take("country", parse::word(&self.country));
        let minor = problems.take("pay", parse::money(&self.pay));
        let currency = problems.take("currency", parse::word(&self.currency));
        let period = problems.take("period", parse::word(&self.period));
        let source = problems.take("source", parse::line(&self.source, 300));
        let since = problems.take("since", parse::date(&self.since));
        let read = || {
            let pay = Pay { minor: minor?, currency: currency?, period: period? };
            Some(WageFloor { country: country?, pay, source: source?, since: since? })
        };
        let floor = problems.finish(read())?;
        services::wage_floors::set(&at.scope, &floor).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        "/stewardship/wage-floors?saved=1".into()
    }
}

/// The page.
///
/// # Errors
/// Not found for everybody but stewards.
pub async fn wage_floors(at: At) -> Result<Document> {
    at.scope.permit(domain::policy::SetWageFloor)?;
    let text = at.text;
    let floors = services::wage_floors::all(&at.scope).await?;
    let reader = text.language().parse().unwrap_or_else(|_| domain::codes::Language::english());
    let rows = floors.into_iter().map(|floor| {
        let name = taxonomy::countries::name(&floor.country, &reader).unwrap_or_default();
        let amount = text.money(floor.pay.minor, &floor.pay.currency);
        let pay = text.with(&format!("pay-per-{}", floor.pay.period), &[("amount", amount.into())]);
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="whole" data-label=text.get("floor-field-pay")>{pay}</td>
                <td class="whole" data-label=text.get("floor-field-since")>{text.date(floor.since)}</td>
                <td data-label=text.get("floor-field-source")>{floor.source}</td>
            </tr>
        }
    });
    let table = cards(
        text,
        "floors-title",
        &["floor-field-country", "floor-field-pay", "floor-field-since", "floor-field-source"],
        rows.collect_view().into_any(),
    );
    let submitted = at.submitted::<FloorForm>();
    let f = Fields::new(&at, &submitted);
    let t = &submitted.typed;
    let currencies = taxonomy::currencies::all().iter();
    let currencies: Vec<Choice> =
        currencies.map(|entry| (entry.currency.to_string(), format!("{} {}", entry.currency, entry.name))).collect();
    let fields = view! {
        {f.field("country").select(countries(text), &t.country)}
        <div class="row">
            {f.field("pay").amount(&t.pay)}
            {f.field("currency").select(currencies, &t.currency)}
            {f.field("period").select(f.list("pay-period", PayPeriod::ALL.iter().map(|p| p.word())), &t.period)}
        </div>
        {f.field("source").hint().line(&t.source)}
        {f.field("since").hint().date(&t.since)}
    };
    let form = f.frame(fields, "form-save");
    let saved = at.done("saved");
    let body = view! {
        <p class="eyebrow"><a href="/stewardship">{text.get("stewardship-title")}</a></p>
        <h1>{text.get("floors-title")}</h1>
        <p class="lede">{text.get("floors-lede")}</p>
        {saved.then(|| view! { <p class="notice notice--good" role="status">{text.get("form-saved")}</p> })}
        {table}
        <h2>{text.get("floors-set")}</h2>
        {form}
    };
    Ok(Document::new(text.get("floors-title"), body).wide())
}
