//! One step of writing a referral: one question, saved on its own.

use domain::placement::{Shift, Support};
use domain::referral::{Code, Exclusion, ReachUnit, Referral, RightToWork, Secrets};
use domain::{Error, Problem, Result};
use leptos::prelude::*;

use super::grant::found_limit_businesses;
use super::typed::{BUSINESS, FOUND_SKILLS, OCCUPATION, PLACE, StepForm, limit_key};
use super::words;
use crate::field::{Choice, Fields};
use crate::form::Submitted;
use crate::placements::found_places;
use crate::{At, Done, Form, language_levels, lookup, occupations, page::Document};

/// The steps, in order.
pub(super) const STEPS: &[&str] =
    &["languages", "work", "skills", "hours", "area", "right", "supports", "limits", "name", "contact", "notes"];

impl Form for StepForm {
    const NAME: &'static str = "referral";

    async fn submit(&self, at: &At) -> Result<Done> {
        let code: Code = at.param("code")?;
        let (mut referral, mut secrets) = services::referrals::find_whole(&at.scope, &code).await?;
        let step = at.raw_param("step")?;
        if !STEPS.contains(&step) {
            return Err(Error::NotFound);
        }
        if self.go == "find" {
            return Ok(Done::Show);
        }
        if self.version != referral.version.to_string() {
            return Err(Error::Conflict);
        }
        self.apply(at, step, (&mut referral, &mut secrets)).await?;
        services::referrals::write(&at.scope, &referral, &secrets).await.map_err(beside_its_field)?;
        let next = STEPS.iter().skip_while(|each| **each != step).nth(1);
        Ok(Done::See(match (self.go.as_str(), next) {
            ("add", _) => at.path().to_owned(),
            ("stop", _) | (_, None) => format!("/referrals/{code}"),
            (_, Some(next)) => format!("/referrals/{code}/step/{next}"),
        }))
    }
}

/// That an open referral needs wanted work is said beside the field where work is added.
fn beside_its_field(error: Error) -> Error {
    match error {
        Error::Invalid(problems) if problems.at("wanted").next().is_some() => Error::at("occupation", Problem::Missing),
        other => other,
    }
}

/// The page of a step.
///
/// # Errors
/// Not found for a step or a referral that the actor may not know of.
pub async fn step(at: At) -> Result<Document> {
    let code: Code = at.param("code")?;
    let (referral, secrets) = services::referrals::find_whole(&at.scope, &code).await?;
    let step = *STEPS.iter().find(|step| Ok(**step) == at.raw_param("step")).ok_or(Error::NotFound)?;
    let mut submitted = at.submitted::<StepForm>().or(|| stored(&referral, &secrets));
    if submitted.typed.version.is_empty() || conflict(&submitted) {
        submitted.typed.version = referral.version.to_string();
    }
    let text = at.text;
    let f = Fields::new(&at, &submitted);
    let fields = fields(&at, &f, step, (&referral, &secrets), &submitted).await?;
    let buttons = view! {
        <button class="button" type="submit" name="go" value="next">{text.get("referral-next")}</button>
        <button class="button button--quiet" type="submit" name="go" value="stop">{text.get("referral-stop")}</button>
        <a class="button button--quiet" href=skip(&code, step)>{text.get("referral-skip")}</a>
    };
    let fields = view! {
        <input type="hidden" name="version" value=submitted.typed.version.clone()/>
        {fields}
    };
    let form = f.frame_with(fields, buttons);
    let title = text.get(&format!("referral-step-{step}"));
    let body = view! {
        <p class="eyebrow"><a href=format!("/referrals/{code}")>{code.to_string()}</a></p>
        <h1>{title.clone()}</h1>
        {progress(&at, &code, step)}
        <p class="lede">{text.get(&format!("referral-step-{step}-why"))}</p>
        {form}
    };
    Ok(Document::new(title, body).sensitive())
}

/// Whether somebody else changed the referral while this was being typed.
fn conflict(submitted: &Submitted<StepForm>) -> bool {
    submitted.notice == Some("form-changed")
}

fn skip(code: &Code, step: &str) -> String {
    match STEPS.iter().skip_while(|each| **each != step).nth(1) {
        Some(next) => format!("/referrals/{code}/step/{next}"),
        None => format!("/referrals/{code}"),
    }
}

fn progress(at: &At, code: &Code, step: &str) -> impl IntoView + use<> {
    let text = at.text;
    let each = STEPS.iter().map(|each| {
        let current = (*each == step).then_some("step");
        let href = format!("/referrals/{code}/step/{each}");
        view! { <li aria-current=current><a href=href>{text.get(&format!("referral-step-{each}-short"))}</a></li> }
    });
    view! { <ol class="steps">{each.collect_view()}</ol> }
}

/// What the form shows of what is stored.
fn stored(referral: &Referral, secrets: &Secrets) -> StepForm {
    let (profile, area) = (&referral.profile, &secrets.area);
    let number = |n: Option<u8>| n.map(|n| n.to_string()).unwrap_or_default();
    let (language, level) = language_levels::typed(&profile.languages);
    let place = area.home.as_ref().map(taxonomy::places::label).unwrap_or_default();
    StepForm {
        language,
        level,
        hours_min: number(profile.hours_min),
        hours_max: number(profile.hours_max),
        place_asked: place.clone(),
        place,
        place_id: area.home.as_ref().map(|place| place.id.0.to_string()).unwrap_or_default(),
        reach: area.reach.map(|reach| reach.amount.to_string()).unwrap_or_default(),
        unit: area.reach.map_or(ReachUnit::Km, |reach| reach.unit).to_string(),
        right_to_work: profile.right_to_work.map(|right| right.to_string()).unwrap_or_default(),
        supports: profile.supports.iter().map(ToString::to_string).collect(),
        called: secrets.called.clone(),
        channel: secrets.contact.channel.clone(),
        contact_hours: secrets.contact.hours.clone(),
        never: secrets.contact.never.clone(),
        notes: secrets.notes.clone(),
        ..StepForm::default()
    }
}

type StepFields<'a> = Fields<'a, StepForm>;

async fn fields(
    at: &At,
    f: &StepFields<'_>,
    step: &str,
    (referral, secrets): (&Referral, &Secrets),
    submitted: &Submitted<StepForm>,
) -> Result<AnyView> {
    let t = &submitted.typed;
    Ok(match step {
        "languages" => language_levels::rows(f, "languages", &t.language, &t.level),
        "work" => work(f, referral, submitted),
        "skills" => skills(f, referral, submitted),
        "hours" => view! {
            <div class="row">
                {f.field("hours_min").optional().number(&t.hours_min)}
                {f.field("hours_max").optional().number(&t.hours_max)}
            </div>
        }
        .into_any(),
        "area" => area(f, t),
        "right" => f
            .field("right_to_work")
            .one_of(f.list("right-to-work", RightToWork::ALL.iter().map(|r| r.word())), &t.right_to_work),
        "supports" => f.field("supports").any_of(f.list("support", Support::ALL.iter().map(|s| s.word())), &t.supports),
        "limits" => limits(at, f, secrets, submitted).await?,
        "name" => f.field("called").optional().hint().line(&t.called),
        "contact" => view! {
            {f.field("channel").optional().hint().area(3, &t.channel)}
            {f.field("contact_hours").optional().hint().line(&t.contact_hours)}
            {f.field("never").optional().hint().area(3, &t.never)}
        }
        .into_any(),
        _ => f.field("notes").optional().hint().area(10, &t.notes),
    })
}

/// Things that are there already, each with a tick that keeps it.
fn kept(f: &StepFields<'_>, rows: Vec<Choice>, submitted: &Submitted<StepForm>) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    let each = rows.into_iter().map(|(value, label)| {
        // What somebody else added in between was never offered for taking away here.
        let t = &submitted.typed;
        let checked = !submitted.again || t.keep.contains(&value) || !t.had.contains(&value);
        view! {
            <input type="hidden" name="had" value=value.clone()/>
            <label class="choice">
                <input type="checkbox" name="keep" value=value checked=checked/>
                <span>{label}</span>
            </label>
        }
    });
    view! {
        <fieldset class="choices">
            <legend>{f.words("referral-kept")}</legend>
            <p class="hint">{f.words("referral-kept-hint")}</p>
            {each.collect_view()}
        </fieldset>
    }
    .into_any()
}

fn find_button(f: &StepFields<'_>) -> impl IntoView + use<> {
    view! {
        <div class="actions">
            <button class="button button--quiet" type="submit" name="go" value="find">{f.words("referral-find")}</button>
            <button class="button button--quiet" type="submit" name="go" value="add">{f.words("referral-add")}</button>
        </div>
    }
}

fn work(f: &StepFields<'_>, referral: &Referral, submitted: &Submitted<StepForm>) -> AnyView {
    let t = &submitted.typed;
    let reader = f.reader();
    let rows = referral.profile.wanted.iter().map(|wanted| {
        let label = occupations::label(&wanted.occupation, &reader);
        let words = f
            .words_with("referral-wanted-years", &[("label", label.into()), ("years", i64::from(wanted.years).into())]);
        (wanted.occupation.to_string(), words)
    });
    let found = if t.occupation().is_open() { occupations::found(&t.occupation, &reader) } else { Vec::new() };
    let input = f.field("occupation").hint().line(&t.occupation);
    let choices = lookup::choices(f, OCCUPATION, t.occupation(), found);
    view! {
        {kept(f, rows.collect(), submitted)}
        <islands::OccupationPicker>{input}{choices}</islands::OccupationPicker>
        {f.field("years").hint().number(&t.years)}
        {find_button(f)}
    }
    .into_any()
}

fn skills(f: &StepFields<'_>, referral: &Referral, submitted: &Submitted<StepForm>) -> AnyView {
    let t = &submitted.typed;
    let rows = referral.profile.skills.iter();
    let rows = rows.map(|skill| (skill.to_string(), taxonomy::skills::find(skill).unwrap_or_default().to_owned()));
    let found = if t.skill.trim().is_empty() { Vec::new() } else { taxonomy::skills::search(&t.skill, FOUND_SKILLS) };
    let mut choices: Vec<Choice> =
        found.into_iter().map(|entry| (entry.id.to_string(), entry.label.to_owned())).collect();
    // What was ticked stays in view when other words are looked for.
    let ticked = t.skill_id.iter().filter(|id| choices.iter().all(|(known, _)| known != *id));
    let ticked = ticked.filter_map(|id| Some((id.clone(), taxonomy::skills::find(&id.parse().ok()?)?.to_owned())));
    let ticked: Vec<Choice> = ticked.collect();
    choices.extend(ticked);
    let choices = (!choices.is_empty()).then(|| f.field("skill_id").any_of(choices, &t.skill_id));
    view! {
        {kept(f, rows.collect(), submitted)}
        {f.field("skill").hint().line(&t.skill)}
        {choices}
        {find_button(f)}
    }
    .into_any()
}

fn area(f: &StepFields<'_>, t: &StepForm) -> AnyView {
    let found = if t.place().is_open() { found_places(&t.place) } else { Vec::new() };
    view! {
        {f.field("place").hint().line(&t.place)}
        {lookup::choices(f, PLACE, t.place(), found)}
        <div class="row">
            {f.field("reach").optional().number(&t.reach)}
            {f.field("unit").select(f.list("reach-unit", ReachUnit::ALL.iter().map(|u| u.word())), &t.unit)}
        </div>
    }
    .into_any()
}

async fn limits(at: &At, f: &StepFields<'_>, secrets: &Secrets, submitted: &Submitted<StepForm>) -> Result<AnyView> {
    let t = &submitted.typed;
    let names = services::organisations::named(&at.scope, &secrets.exclusions).await?;
    let name_of = |id| names.iter().find(|(key, _)| *key == id).map(|(_, name)| name.clone()).unwrap_or_default();
    let listed = secrets.exclusions.iter().filter_map(|limit| Some((limit_key(limit)?, limit)));
    let rows: Vec<Choice> = listed.map(|(key, limit)| (key, words::exclusion(at.text, limit, name_of))).collect();
    let (shifts, live_in) = boxes(secrets, submitted);
    // The fields that add begin empty; a stored home area is not a limit.
    let empty = StepForm::default();
    let t = if submitted.again { t } else { &empty };
    let places = if t.place().is_open() { found_places(&t.place) } else { Vec::new() };
    let businesses = found_limit_businesses(at, t.business()).await?;
    let sectors = taxonomy::sectors::ALL.iter();
    let sectors: Vec<Choice> =
        sectors.map(|entry| (entry.sector.to_string(), format!("{} {}", entry.sector, entry.title))).collect();
    Ok(view! {
        <p class="notice">{f.words("referral-limits-secret")}</p>
        {kept(f, rows, submitted)}
        <div class="row">
            {f.field("place").hint().line(&t.place)}
            {f.field("km").number(&t.km)}
        </div>
        {lookup::choices(f, PLACE, t.place(), places)}
        {f.field("business").hint().line(&t.business)}
        {lookup::choices(f, BUSINESS, t.business(), businesses)}
        {f.field("sector").select(sectors, &t.sector)}
        {find_button(f)}
        {f.field("shifts").any_of(f.list("shift", Shift::ALL.iter().map(|s| s.word())), &shifts)}
        {f.field("live_in").any_of(vec![("yes".into(), f.words("exclusion-live-in"))], &live_in)}
    }
    .into_any())
}

/// The ticks of times and housing: as typed, else as stored. After a change by somebody else both, because a limit
/// must not get lost between two windows.
fn boxes(secrets: &Secrets, submitted: &Submitted<StepForm>) -> (Vec<String>, Vec<String>) {
    let (mut shifts, mut live_in) = (Vec::new(), Vec::new());
    if submitted.again {
        shifts.clone_from(&submitted.typed.shifts);
        live_in.clone_from(&submitted.typed.live_in);
    }
    if !submitted.again || conflict(submitted) {
        shifts.extend(secrets.exclusions.iter().filter_map(|limit| match limit {
            Exclusion::Shift { shift } => Some(shift.to_string()),
            _ => None,
        }));
        live_in.extend(secrets.exclusions.contains(&Exclusion::LiveIn).then(|| "yes".to_owned()));
    }
    (shifts, live_in)
}
