//! Writing a placement: one form for a new one and for changing one.

use domain::codes::Language;
use domain::id::PlacementId;
use domain::placement::{Housing, PayPeriod, Placement, PlacementKind, PlacementStatus, Shift, Support, Terms};
use domain::{Error, Problems, Result};
use islands::{LiveFindings, OccupationPicker};
use leptos::prelude::*;

use super::findings;
use super::list::waits;
use super::typed::{OCCUPATION, ORDER, PLACE, PlacementForm, found_places};
use crate::field::{Choice, Fields};
use crate::form::Submitted;
use crate::{At, Done, Form, language_levels, lookup, occupations, page::Document, standing};

/// The page of a new placement.
const NEW: &str = "/placements/new";

impl Form for PlacementForm {
    const NAME: &'static str = "placement";
    const ALSO: &'static [&'static str] = &["check"];
    const ORDER: &'static [&'static str] = ORDER;

    async fn submit(&self, at: &At) -> Result<Done> {
        at.scope.actor().member_of(domain::organisation::OrganisationKind::Business)?;
        let check = self.find == "check";
        if self.form == "check" || !(check || self.find.is_empty()) {
            return Ok(Done::Show);
        }
        let id = (at.path() != NEW).then(|| at.param::<PlacementId>("id")).transpose()?;
        let (stored, status) = match id {
            Some(id) => {
                let placement = services::placements::own_one(&at.scope, id).await?;
                (placement.terms, placement.status)
            }
            None => (Terms::default(), PlacementStatus::Draft),
        };
        let mut problems = Problems::new();
        let terms = self.read(&reader(at), &stored, &mut problems);
        let terms = problems.finish(Some(terms))?;
        if check {
            // What saving would refuse is named here too.
            terms.telling().finish(Some(()))?;
            if status != PlacementStatus::Draft {
                terms.missing().finish(Some(()))?;
            }
            return Ok(Done::Show);
        }
        let Some(id) = id else {
            let id = services::placements::draft(&at.scope, &terms).await?;
            return Ok(Done::See(format!("/placements/{id}?saved=1")));
        };
        let version = self.version.parse().map_err(|_| Error::Conflict)?;
        services::placements::write(&at.scope, id, &terms, version).await?;
        Ok(Done::See(format!("/placements/{id}?saved=1")))
    }

    fn repeated(_: &At) -> String {
        "/placements".into()
    }

    fn leads_to(_: &At, field: &str) -> String {
        findings::leads_to("", field)
    }
}

fn reader(at: &At) -> Language {
    at.text.language().parse().unwrap_or_else(|_| Language::english())
}

/// The form for a new placement.
///
/// # Errors
/// Not found for everybody but members of businesses.
pub async fn new(at: At) -> Result<Document> {
    at.scope.actor().member_of(domain::organisation::OrganisationKind::Business)?;
    let submitted = at.submitted::<PlacementForm>();
    document(&at, submitted, None, (NEW.into(), "placement-new-title")).await
}

/// The form for changing one.
///
/// # Errors
/// Not found for a placement of another business.
pub async fn edit(at: At) -> Result<Document> {
    let placement: Placement = services::placements::own_one(&at.scope, at.param("id")?).await?;
    let mut submitted = at.submitted::<PlacementForm>().or(|| PlacementForm::of(&placement.terms, &reader(&at)));
    // What was typed before it was closed, or stewards had to look, comes back; nothing is begun that would only be
    // refused.
    if let Some(why) = refused(&at, &placement).await?.filter(|_| !submitted.again) {
        return Ok(unchangeable(&at, &placement, why));
    }
    // After a conflict the form is saved over the newer version, once the person has compared.
    if submitted.typed.version.is_empty() || submitted.notice == Some("form-changed") {
        submitted.typed.version = placement.version.to_string();
    }
    let path = format!("/placements/{}/edit", placement.id);
    document(&at, submitted, Some(&placement), (path, "placement-edit-title")).await
}

/// Why a placement cannot be changed now, by its key: it is closed, or was open and stewards look at its business first.
async fn refused(at: &At, placement: &Placement) -> Result<Option<&'static str>> {
    match placement.status {
        PlacementStatus::Closed => Ok(Some("refused-closed")),
        PlacementStatus::Draft => Ok(None),
        PlacementStatus::Live | PlacementStatus::Paused | PlacementStatus::Filled => crate::review::look(at).await,
    }
}

/// That a placement cannot be changed, and why, with the way to its page.
fn unchangeable(at: &At, placement: &Placement, why: &'static str) -> Document {
    let text = at.text;
    let page = format!("/placements/{}", placement.id);
    let body = view! {
        <h1>{text.get("placement-edit-title")}</h1>
        <p class="notice notice--warn">{text.get(why)}" "<a href=page>{text.get("placement-closed-see")}</a></p>
    };
    Document::new(text.get("placement-edit-title"), body)
}

async fn document(
    at: &At,
    submitted: Submitted<PlacementForm>,
    stored: Option<&Placement>,
    (path, title): (String, &str),
) -> Result<Document> {
    let text = at.text;
    let waits = waits(at).await?;
    // What was typed before it was suspended comes back; nothing is begun that would only be refused.
    if standing::is_kept_out(at) && !submitted.again {
        return Ok(Document::new(text.get(title), view! { <h1>{text.get(title)}</h1> {waits} }));
    }
    let before = stored.map(|placement| placement.terms.clone()).unwrap_or_default();
    let terms: Terms = submitted.typed.read(&reader(at), &before, &mut Problems::new());
    let found = found(at, &terms, stored, &path).await?;
    let lede = match stored {
        Some(placement) if placement.status != PlacementStatus::Draft => "placement-form-lede-open",
        _ => "placement-form-lede",
    };
    let form = form(at, &submitted);
    let body = view! {
        <h1>{text.get(title)}</h1>
        {waits}
        <p class="lede">{text.get(lede)}</p>
        <LiveFindings form="check">{form}{found}</LiveFindings>
    };
    Ok(Document::new(text.get(title), body).wide().with_islands())
}

/// The findings about what is typed. What stewards found of the pay counts as long as that is what it was.
async fn found(at: &At, terms: &Terms, stored: Option<&Placement>, path: &str) -> Result<AnyView> {
    let floor = services::placements::floor(&at.scope, terms).await?;
    let (findings, looked) = match stored.filter(|placement| placement.terms.pays_like(terms)) {
        Some(placement) => {
            let typed = Placement { terms: terms.clone(), ..placement.clone() };
            let findings = services::placements::check_as_it_stands(&at.scope, &typed).await?;
            let look = services::pay_looks::of(&at.scope, &typed).await?;
            (findings, look.and_then(|look| look.looked))
        }
        None => (services::placements::check(&at.scope, terms).await?, None),
    };
    let today = at.scope.now().date_naive();
    let pay = findings::Known { pay: terms.pay.as_ref(), floor: floor.as_ref(), today, looked };
    Ok(findings::list(at.text, &findings, pay, path))
}

fn form(at: &At, submitted: &Submitted<PlacementForm>) -> AnyView {
    let f = Fields::new(at, submitted);
    let fields = view! {
        <input type="hidden" name="version" value=submitted.typed.version.clone()/>
        {work(&f, submitted)}
        {place_and_time(&f, submitted)}
        {pay(&f, submitted)}
        {people(&f, submitted)}
        {conditions(&f, submitted)}
    };
    let buttons = view! {
        <button class="button" type="submit">{f.words("placement-save")}</button>
        <button class="button button--quiet" type="submit" name="find" value="check">{f.words("placement-check")}</button>
    };
    f.frame_with(fields, buttons)
}

type PlacementFields<'a> = Fields<'a, PlacementForm>;

fn work(f: &PlacementFields<'_>, submitted: &Submitted<PlacementForm>) -> impl IntoView + use<> {
    let t = &submitted.typed;
    let reader = f.reader();
    let found = if t.occupation().is_open() { occupations::found(&t.occupation, &reader) } else { Vec::new() };
    let picker = view! {
        {f.field("occupation").hint().line(&t.occupation)}
    };
    let hidden = lookup::choices(f, OCCUPATION, t.occupation(), found);
    let sectors = taxonomy::sectors::ALL.iter().filter(|entry| entry.sector != entry.section);
    let sectors: Vec<Choice> =
        sectors.map(|entry| (entry.sector.to_string(), format!("{} {}", entry.sector, entry.title))).collect();
    view! {
        <h2>{f.words("placement-part-work")}</h2>
        {f.field("kind").one_of(f.list("placement-kind", PlacementKind::ALL.iter().map(|k| k.word())), &t.kind)}
        {f.field("title").hint().line(&t.title)}
        <OccupationPicker>{picker}{hidden}</OccupationPicker>
        <p><button class="button button--quiet" type="submit" name="find" value="occupation">{f.words("placement-find-occupation")}</button></p>
        {f.field("sector").select(sectors, &t.sector)}
        {f.field("description").hint().area(6, &t.description)}
        {f.field("seats").number(&t.seats)}
    }
}

fn place_and_time(f: &PlacementFields<'_>, submitted: &Submitted<PlacementForm>) -> impl IntoView + use<> {
    let t = &submitted.typed;
    let found = if t.place().is_open() { found_places(&t.place) } else { Vec::new() };
    view! {
        <h2>{f.words("placement-part-place")}</h2>
        {f.field("place").hint().line(&t.place)}
        {lookup::choices(f, PLACE, t.place(), found)}
        {f.field("start").date(&t.start)}
        {f.field("hours").hint().number(&t.hours)}
        {f.field("rest_days").hint().number(&t.rest_days)}
        {f.field("shifts").any_of(f.list("shift", Shift::ALL.iter().map(|s| s.word())), &t.shifts)}
    }
}

fn pay(f: &PlacementFields<'_>, submitted: &Submitted<PlacementForm>) -> impl IntoView + use<> {
    let t = &submitted.typed;
    let currencies = taxonomy::currencies::all().iter();
    let currencies: Vec<Choice> =
        currencies.map(|entry| (entry.currency.to_string(), format!("{} {}", entry.currency, entry.name))).collect();
    view! {
        <h2>{f.words("placement-part-pay")}</h2>
        <div class="row">
            {f.field("pay").hint().term("living-wage", "glossary-what-living-wage").amount(&t.pay)}
            {f.field("currency").select(currencies, &t.currency)}
            {f.field("period").select(f.list("pay-period", PayPeriod::ALL.iter().map(|p| p.word())), &t.period)}
        </div>
        {f.field("trial_weeks").optional().hint().number(&t.trial_weeks)}
        {f.field("leads_to").optional().hint().area(3, &t.leads_to)}
    }
}

fn people(f: &PlacementFields<'_>, submitted: &Submitted<PlacementForm>) -> impl IntoView + use<> {
    let t = &submitted.typed;
    view! {
        <h2>{f.words("placement-part-people")}</h2>
        {language_levels::rows(f, "languages", &t.language, &t.level)}
        {f.field("supports").hint().any_of(f.list("support", Support::ALL.iter().map(|s| s.word())), &t.supports)}
        {f.field("contact").hint().line(&t.contact)}
        {f.field("contact_trained").hint().one_of(yes_no(f), &t.contact_trained)}
    }
}

fn yes_no(f: &PlacementFields<'_>) -> Vec<Choice> {
    vec![("yes".into(), f.words("form-yes")), ("no".into(), f.words("form-no"))]
}

fn conditions(f: &PlacementFields<'_>, submitted: &Submitted<PlacementForm>) -> impl IntoView + use<> {
    let t = &submitted.typed;
    let reader = f.reader();
    let languages = taxonomy::languages::all(&reader);
    let none = String::new();
    let selects = (0..3).map(|at| {
        let chosen = t.contract_languages.get(at).unwrap_or(&none).clone();
        let options = languages.iter().map(|(code, name)| {
            let selected = code.as_str() == chosen;
            view! { <option value=code.to_string() selected=selected>{*name}</option> }
        });
        // What is stored stays to be chosen, by its code, where the table has no name for it.
        let unnamed = (!chosen.is_empty() && languages.iter().all(|(code, _)| code.as_str() != chosen)).then(|| {
            view! { <option value=chosen.clone() selected=true>{chosen.clone()}</option> }
        });
        let id = if at == 0 { "field-contract_languages".to_owned() } else { format!("field-contract_languages-{at}") };
        view! {
            <select id=id name="contract_languages" aria-label=f.words("language-one") autocomplete="off">
                <option value="">{f.words("form-nothing-chosen")}</option>
                {options.collect_view()}
                {unnamed}
            </select>
        }
    });
    let selects = selects.collect_view();
    view! {
        <h2>{f.words("placement-part-conditions")}</h2>
        <p>{f.words("placement-conditions-why")}</p>
        {f.field("worker_pays").hint().term("recruitment-fees", "glossary-what-fees").one_of(yes_no(f), &t.worker_pays)}
        {f.field("keeps_papers").hint().term("retention-of-documents", "glossary-what-papers").one_of(yes_no(f), &t.keeps_papers)}
        {f.field("deposit").one_of(yes_no(f), &t.deposit)}
        {f.field("free_to_leave").hint().one_of(yes_no(f), &t.free_to_leave)}
        {f.field("written_contract").one_of(yes_no(f), &t.written_contract)}
        {f.field("contract_languages").hint().group_of(selects)}
        {f.field("housing").one_of(f.list("housing", Housing::ALL.iter().map(|h| h.word())), &t.housing)}
    }
}
