//! What the organisation says of itself, and its talk with the stewards.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::organisation::{Description, Organisation, OrganisationKind, OrganisationStatus, Standing};
use domain::sanction::{Sanction, SanctionReason};
use domain::vetting::{self, Evidence, EvidenceItem, Part};
use domain::{Problem, Problems, Result, marker, parse};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::organisations::VettingNote;

use super::{TypedDescription, appeal, countries, country};
use crate::field::Fields;
use crate::form::Submitted;
use crate::{At, Done, Form, page::Document};

/// The most characters of one item of evidence.
const LONGEST_EVIDENCE: usize = 2000;

/// What a manager can change of the organisation, with an answer to the stewards.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OrganisationForm {
    #[serde(flatten)]
    description: TypedDescription,
    read_name: String,
    answer: String,
    /// What is typed of each item of evidence, by its word; other names of the form are in it too and mean nothing.
    #[serde(flatten)]
    evidence: BTreeMap<String, String>,
}

impl OrganisationForm {
    fn evidence(&self, of: &Organisation, problems: &mut Problems) -> Evidence {
        // What another kind was once asked for stays as it was.
        let mut evidence = of.description.evidence.clone();
        for item in EvidenceItem::asked_of(of.kind) {
            let typed = self.evidence.get(item.word()).map_or("", String::as_str);
            match problems.take(item.word(), parse::optional_text(typed, LONGEST_EVIDENCE)) {
                Some(text) if text.is_empty() => drop(evidence.remove(item)),
                Some(text) => drop(evidence.insert(*item, text)),
                None => {}
            }
        }
        evidence
    }

    /// The name that employers read, which an NGO chooses: empty once it has seen the field and left it so.
    fn read_name(&self, of: &Organisation) -> std::result::Result<Option<String>, Problem> {
        if of.kind != OrganisationKind::Ngo {
            return Ok(of.description.read_name.clone());
        }
        let name = parse::optional_line(&self.read_name, 160)?;
        marker::check_name(&name)?;
        Ok(Some(name))
    }
}

impl Form for OrganisationForm {
    const NAME: &'static str = "organisation";

    async fn submit(&self, at: &At) -> Result<Done> {
        let own = services::organisations::own(&at.scope).await?;
        let mut problems = Problems::new();
        let evidence = self.evidence(&own, &mut problems);
        let said = self.description.read(&mut problems);
        let read_name = problems.take("read_name", self.read_name(&own));
        let description = said.zip(read_name).map(|(said, read_name)| Description { read_name, evidence, ..said });
        let answer = problems.take("answer", parse::optional_text(&self.answer, 4000));
        let (description, answer) = problems.finish(description.zip(answer))?;
        let answer = (!answer.is_empty()).then_some(answer);
        services::organisations::describe(&at.scope, &description, answer).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        "/account/organisation?saved=1".into()
    }
}

/// The page.
///
/// # Errors
/// Sign-in needed for a visitor; not found for those without an organisation.
pub async fn show(at: At) -> Result<Document> {
    let text = at.text;
    let organisation = services::organisations::own(&at.scope).await?;
    let notes = services::organisations::notes(&at.scope, organisation.id).await?;
    let sanction = services::sanctions::own(&at.scope).await?;
    let asked = services::organisations::renewal_asked(&at.scope, &organisation).await?;
    let form = form(&at, &organisation, asked);
    let vouching = services::vouches::for_own(&at.scope).await?;
    let vouching = (!vouching.is_empty()).then(|| {
        let names = vouching.into_iter().map(|name| view! { <li>{name}</li> }).collect_view();
        view! { <section><h2>{text.get("organisation-vouching")}</h2><ul>{names}</ul></section> }
    });
    let today = at.scope.now().date_naive();
    let status = organisation.stands(today);
    let until = organisation.verified_until.filter(|_| status == "verified");
    let until = until.map(|day| text.with("organisation-verified-until", &[("day", text.date(day).into())]));
    let look = organisation.check_looked_at().err().filter(|_| status == "verified").map(|error| {
        view! { <p class="notice notice--warn">{text.get(crate::error::key(&error))}</p> }
    });
    let means = means(text, status, asked, sanction.as_ref());
    let kept_out = sanction.map(|sanction| appeal::kept_out(&at, &sanction));
    let ended = if kept_out.is_none() { services::sanctions::ended_on_appeal(&at.scope).await? } else { None };
    let ended = ended.and_then(|sanction| appeal::ended(text, &sanction, &notes));
    let saved = at.done("saved").then(|| saved(text, &organisation, asked, today));
    // What was saved says already that it is asked.
    let renewal = renewal(text, &organisation, asked, today).filter(|_| saved.is_none() || asked.is_none());
    let done = saved.or_else(|| at.done("appealed").then(|| text.get("appeal-sent")));
    let body = view! {
        <h1>{text.get("organisation-title")}</h1>
        {done.map(|words| view! { <p class="notice notice--good" role="status">{words}</p> })}
        <p>
            <span class=format!("status status--{status}")>{text.get(&format!("organisation-status-{status}"))}</span>
            {until}
        </p>
        <p>{means}</p>
        {ended}
        {renewal}
        {look}
        {untold(&at, &organisation)}
        {kept_out}
        {vouching}
        <section>
            <h2>{text.get("organisation-talk")}</h2>
            <ol class="thread">{talk(text, &notes, "vetting-step")}</ol>
        </section>
        {form}
    };
    Ok(Document::new(text.get("organisation-title"), body))
}

/// What follows from where it stands. How to appeal is said while it can, and how to ask for renewal until it has.
fn means(text: Text, status: &str, asked: Option<NaiveDate>, sanction: Option<&Sanction>) -> String {
    match (status, asked) {
        ("suspended" | "debarred", _) if sanction.is_some_and(|sanction| sanction.appeal.is_some()) => {
            text.get("organisation-appealed-means")
        }
        ("lapsed", Some(day)) => text.with("organisation-lapsed-asked-means", &[("day", text.date(day).into())]),
        _ => text.get(&format!("organisation-status-{status}-means")),
    }
}

/// That a verification ends before long, with the way to ask that it goes on; or since when that is asked.
fn renewal(text: Text, of: &Organisation, asked: Option<NaiveDate>, today: NaiveDate) -> Option<AnyView> {
    let ends = of.verified_until.filter(|ends| *ends >= today && of.may_ask_renewal(today))?;
    if let Some(day) = asked {
        let words = text.with("organisation-renewal-asked", &[("day", text.date(day).into())]);
        return Some(view! { <p class="notice">{words}</p> }.into_any());
    }
    let words = text.with("home-ends", &[("day", text.date(ends).into())]);
    let link = text.get("home-ends-link");
    Some(view! { <p class="notice notice--warn">{words}" "<a href="#field-answer">{link}</a></p> }.into_any())
}

/// That it is saved, and what that asks of stewards or leaves unasked.
fn saved(text: Text, of: &Organisation, asked: Option<NaiveDate>, today: NaiveDate) -> String {
    let key = match (of.status, asked) {
        // Once it has ended, the page says so in any case.
        (OrganisationStatus::Verified, Some(day)) if of.standing(today) == Standing::Verified => {
            return text.with("organisation-saved-renewal", &[("day", text.date(day).into())]);
        }
        (OrganisationStatus::Verified, None) if of.may_ask_renewal(today) => "organisation-saved-no-renewal",
        (OrganisationStatus::Asked, _) => "organisation-saved-question",
        (OrganisationStatus::Declined, _) => "organisation-saved-declined",
        (OrganisationStatus::Applied, _) if vetting::untold(of.kind, &of.description).is_empty() => {
            "organisation-saved-applied"
        }
        _ => "form-saved",
    };
    text.get(key)
}

/// What is written to the stewards: it is what a question of theirs waits for, and otherwise may be left out.
fn answer(f: &Fields<'_, OrganisationForm>, of: &Organisation, typed: &str) -> AnyView {
    let field = match of.status {
        OrganisationStatus::Asked => f.field("answer").hint(),
        OrganisationStatus::Verified => f
            .field("answer")
            .optional()
            .labelled(f.words("organisation-field-answer-renewal"))
            .hinted(f.words("organisation-field-answer-renewal-hint")),
        _ => f.field("answer").optional().hint(),
    };
    field.area(5, typed)
}

fn form(at: &At, organisation: &Organisation, asked: Option<NaiveDate>) -> AnyView {
    let text = at.text;
    let evidence = || {
        let said = organisation.description.evidence.iter();
        said.map(|(item, said)| (item.to_string(), said.clone())).collect()
    };
    let submitted = at.submitted::<OrganisationForm>().or(|| OrganisationForm {
        description: TypedDescription::of(&organisation.description),
        read_name: organisation.description.read_name.clone().unwrap_or_default(),
        answer: String::new(),
        evidence: evidence(),
    });
    let typed = &submitted.typed;
    let f = Fields::new(at, &submitted);
    let named = organisation.kind == OrganisationKind::Ngo;
    // Renewal is asked for once; what was typed meanwhile stays.
    let waits = asked.is_some() && typed.answer.is_empty();
    let may_answer = organisation.may_answer(at.scope.now().date_naive()) && !waits;
    // What follows from a change is said to those alone for whom it follows.
    let offers = organisation.kind == OrganisationKind::Business;
    let group = if offers { "organisation-field-group-hint" } else { "join-field-group-hint" };
    let number = f.field("register_number");
    let needs_number = vetting::needed(organisation.kind).any(|part| part == Part::RegisterNumber);
    let number = if needs_number { number.aside(text.get("organisation-needed")) } else { number.optional() };
    let fields = view! {
        {may_answer.then(|| answer(&f, organisation, &typed.answer))}
        {f.field("organisation").line(&typed.description.organisation)}
        {named.then(|| f.field("read_name").optional().hint().line(&typed.read_name))}
        {f.field("summary").area(5, &typed.description.summary)}
        {f.field("country").select(countries(text), &typed.description.country)}
        {f.field("town").line(&typed.description.town)}
        {number.hint().line(&typed.description.register_number)}
        {f.field("website").optional().line(&typed.description.website)}
        {f.field("group").optional().hinted(text.get(group)).line(&typed.description.group)}
        {told(&f, organisation, &submitted)}
    };
    f.frame(fields, "form-save")
}

/// What stewards still have to be told before they can verify.
fn untold(at: &At, organisation: &Organisation) -> Option<AnyView> {
    let text = at.text;
    let waits = organisation.status == OrganisationStatus::Applied;
    let missing = vetting::untold(organisation.kind, &organisation.description);
    if missing.is_empty() || !(waits || organisation.may_answer(at.scope.now().date_naive())) {
        return None;
    }
    let rows = missing.into_iter().map(|part| {
        view! { <li><a href=format!("#field-{}", part.word())>{named(text, part)}</a></li> }
    });
    let rows = rows.collect_view();
    Some(
        view! {
            <div class="notice notice--warn">
                <p>{text.get("organisation-untold")}</p>
                <ul>{rows}</ul>
            </div>
        }
        .into_any(),
    )
}

/// The fields of what this kind of organisation tells the stewards.
fn told(
    f: &Fields<'_, OrganisationForm>,
    organisation: &Organisation,
    submitted: &Submitted<OrganisationForm>,
) -> impl IntoView + use<> {
    let text = f.text();
    let said = |item: &EvidenceItem| submitted.typed.evidence.get(item.word()).map_or("", String::as_str);
    let items = EvidenceItem::asked_of(organisation.kind).iter();
    // All of it is needed, and a draft may lack it.
    let field = |item: &EvidenceItem| f.field(item.word()).aside(text.get("organisation-needed")).hint();
    let fields = items.map(|item| field(item).area(3, said(item))).collect_view();
    view! {
        <h2>{text.get("organisation-evidence")}</h2>
        <p>{text.get("organisation-evidence-means")}</p>
        {fields}
    }
}

/// A part of what an organisation tells, as the form calls it.
pub(crate) fn named(text: Text, part: Part) -> String {
    text.get(&format!("organisation-field-{}", part.word().replace('_', "-")))
}

/// A class of reason, in the reader's words.
pub(crate) fn reason(text: Text, reason: SanctionReason) -> String {
    text.get(&format!("sanction-reason-{}", reason.word().replace('_', "-")))
}

/// The talk between an organisation and the stewards; `step` begins the keys of what each step is called.
pub(crate) fn talk(text: Text, notes: &[VettingNote], step: &str) -> impl IntoView + use<> {
    let each = notes.iter().map(|note| {
        let step = text.get(&format!("{step}-{}", note.step));
        let day = text.date(note.created.date_naive());
        view! {
            <li class="message">
                <p class="meta">{format!("{step} · {day}")}</p>
                <p dir="auto">{said(text, note)}</p>
            </li>
        }
    });
    each.collect_view()
}

/// What a note of the talk says, in the reader's words: days and countries are kept as codes.
pub(crate) fn said(text: Text, note: &VettingNote) -> String {
    let country = |code: &str| code.parse().map_or_else(|_| code.to_owned(), |code| country(text, &code));
    match note.step.as_str() {
        "suspended" | "debarred" => note.text.parse().map_or_else(|_| note.text.clone(), |why| reason(text, why)),
        "verified" | "ended" => parse::date(&note.text).map_or_else(
            |_| note.text.clone(),
            |day| text.with(&format!("vetting-said-{}", note.step), &[("day", text.date(day).into())]),
        ),
        "changed-evidence" => text.get(&format!("organisation-field-{}", note.text.replace('_', "-"))),
        "changed-country" => match note.text.split_once(" → ") {
            Some((before, after)) => format!("{} → {}", country(before), country(after)),
            None => note.text.clone(),
        },
        _ => note.text.clone(),
    }
}
