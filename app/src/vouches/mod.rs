//! An association's vouches: giving one, looking it over, taking it back, and what its word weighs.

use domain::id::VouchId;
use domain::organisation::OrganisationKind;
use domain::vouch::{FULL, LONGEST};
use domain::{Error, Problems, Result, parse};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::vouches::{NewVouch, Seen};

use crate::accounts::countries;
use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// The address of the page.
const PATH: &str = "/vouches";

/// A vouch for a business that the association knows by its number in the register.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct VouchForm {
    country: String,
    register_number: String,
    statement: String,
}

impl Form for VouchForm {
    const NAME: &'static str = "vouch";

    async fn submit(&self, at: &At) -> Result<Done> {
        at.scope.actor().member_of(OrganisationKind::Association)?;
        let mut problems = Problems::new();
        let country = problems.take("country", parse::word(&self.country));
        let register_number = problems.take("register_number", parse::line(&self.register_number, 80));
        let statement = problems.take("statement", parse::text(&self.statement, LONGEST));
        let read = || Some(NewVouch { country: country?, register_number: register_number?, statement: statement? });
        services::vouches::give(&at.scope, problems.finish(read())?).await?;
        Ok(Done::See(PATH.into()))
    }
}

/// What an association says anew of a business that it vouches for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LookOverForm {
    vouch: String,
    statement: String,
}

impl Form for LookOverForm {
    const NAME: &'static str = "vouch-look-over";

    async fn submit(&self, at: &At) -> Result<Done> {
        at.scope.actor().member_of(OrganisationKind::Association)?;
        let id: VouchId = self.vouch.parse()?;
        let statement = parse::text(&self.statement, LONGEST).map_err(|problem| Error::at("statement", problem))?;
        services::vouches::look_over(&at.scope, id, statement).await?;
        Ok(Done::See(PATH.into()))
    }
}

/// A vouch to be taken back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TakeBackForm {
    vouch: String,
}

impl Form for TakeBackForm {
    const NAME: &'static str = "vouch-take-back";

    async fn submit(&self, at: &At) -> Result<Done> {
        at.scope.actor().member_of(OrganisationKind::Association)?;
        services::vouches::take_back(&at.scope, self.vouch.parse()?).await?;
        Ok(Done::See(PATH.into()))
    }
}

/// What an association's word weighs.
pub(crate) fn weight(text: Text, weight: u8) -> String {
    text.with("vouch-weight", &[("weight", i64::from(weight).into()), ("full", i64::from(FULL).into())])
}

/// The page.
///
/// # Errors
/// Not found for everybody but members of associations.
pub async fn show(at: At) -> Result<Document> {
    let text = at.text;
    let (vouches, own) = services::vouches::own(&at.scope).await?;
    let empty = vouches.is_empty();
    let cards = vouches.into_iter().map(|seen| card(&at, seen)).collect_view();
    let submitted = at.submitted::<VouchForm>();
    let f = Fields::new(&at, &submitted);
    let typed = &submitted.typed;
    // While another form of the page is shown again, its field keeps the plain id.
    let again = at.submitted::<LookOverForm>().again;
    let statement = if again { f.field("statement").apart(VouchForm::NAME) } else { f.field("statement") };
    let fields = view! {
        {f.field("country").select(countries(text), &typed.country)}
        {f.field("register_number").hint().line(&typed.register_number)}
        {statement.hint().area(4, &typed.statement)}
    };
    let form = f.frame(fields, "vouch-button");
    let body = view! {
        <h1>{text.get("vouches-title")}</h1>
        <p class="lede">{text.get("vouches-lede")}</p>
        <section class="panel">
            <h2>{weight(text, own)}</h2>
            <p>{text.get("vouch-rule")}</p>
        </section>
        {empty.then(|| view! { <p class="empty">{text.get("vouches-empty")}</p> })}
        <ul class="cards">{cards}</ul>
        <section>
            <h2>{text.get("vouch-new")}</h2>
            {form}
        </section>
    };
    Ok(Document::new(text.get("vouches-title"), body))
}

/// One vouch, with what can be done about it.
fn card(at: &At, seen: Seen) -> impl IntoView + use<> {
    let text = at.text;
    let today = at.scope.now().date_naive();
    let vouch = seen.vouch;
    let state = match vouch.withdrawn {
        Some(gone) => text.with("vouch-withdrawn", &[("day", text.date(gone.date_naive()).into())]),
        None if vouch.holds(today) => text.with("vouch-until", &[("day", text.date(vouch.until()).into())]),
        None => text.with("vouch-ran-out", &[("day", text.date(vouch.until()).into())]),
    };
    let given = text.with("vouch-given", &[("day", text.date(vouch.created.date_naive()).into())]);
    let taken = (seen.taken > 0).then(|| {
        let words = text.with("vouch-taken", &[("count", i64::from(seen.taken).into())]);
        view! { <p class="notice notice--warn">{words}</p> }
    });
    let forms = vouch.withdrawn.is_none().then(|| {
        let look_over = vouch.holds(today).then(|| look_over(at, vouch.id, &vouch.statement));
        view! { {look_over}{take_back(at, vouch.id)} }
    });
    view! {
        <li class="card">
            <h2 class="card__title">{seen.other.description.name_and_town()}</h2>
            <p class="meta">{format!("{given} {state}")}</p>
            <p dir="auto">{vouch.statement.clone()}</p>
            {taken}
            {forms}
        </li>
    }
}

/// The way to the form that looks a vouch over; on the page that it leads to, the form itself.
fn look_over(at: &At, id: VouchId, statement: &str) -> AnyView {
    let text = at.text;
    if at.query("vouch") != id.to_string() {
        let path = format!("{PATH}?vouch={id}");
        return view! { <p><a href=path>{text.get("vouch-look-over-button")}</a></p> }.into_any();
    }
    let stored = || LookOverForm { vouch: id.to_string(), statement: statement.to_owned() };
    let submitted = at.submitted::<LookOverForm>().or(stored);
    let f = Fields::new(at, &submitted);
    // The form below has a field of this name too; only the one that was posted keeps the plain id.
    let field = if submitted.again { f.field("statement") } else { f.field("statement").apart(LookOverForm::NAME) };
    let fields = view! {
        <input type="hidden" name="vouch" value=id.to_string()/>
        {field.hint().area(4, &submitted.typed.statement)}
    };
    f.frame(fields, "vouch-look-over-button")
}

fn take_back(at: &At, id: VouchId) -> AnyView {
    let submitted = at.submitted::<TakeBackForm>();
    let hidden = view! { <input type="hidden" name="vouch" value=id.to_string()/> };
    let form = Fields::new(at, &submitted).frame(hidden, "vouch-take-back-button");
    view! {
        <details class="more">
            <summary>{at.text.get("vouch-take-back-button")}</summary>
            <p>{at.text.get("vouch-take-back-means")}</p>
            {form}
        </details>
    }
    .into_any()
}
