//! Writing a proposal: every field of a record, saved while a person writes where there is a script, and by a button
//! everywhere.

use domain::codes::Language;
use domain::practice::{Approach, Evidence, LibrarySector, Manuscript, PracticeKind, Region, Role, Section};
use domain::proposal::Proposal;
use domain::{Error, Result};
use islands::LiveFindings;
use leptos::prelude::*;
use serde::{Deserialize, Deserializer};
use services::proposals::Comment;

use super::compare::label;
use super::decide::gone_words;
use super::preview::wrong;
use super::show::reader;
use super::{Version, columns, fields_of, findings, rows, talk};
use crate::field::{Choice, Field, Fields, Said, thread};
use crate::form::Submitted;
use crate::{At, Done, Form, page::Document};

/// The name that the form is posted under while a person writes.
const AUTOSAVE: &str = "autosave";
/// How long a person pauses before the text is saved, in milliseconds.
const AUTOSAVE_PAUSE: i32 = 1000;
/// Where the button goes that shows the preview, and what its address then says.
pub(super) const PREVIEW: &str = "preview";
/// The terms that the form explains beside its fields.
pub(super) const EXPLAINED: &[&str] = &[
    "best-practice",
    "code-of-conduct",
    "source-transit-destination",
    "community-approach",
    "regulatory-disruption",
    "private-sector-approach",
    "evidence-grades",
];
/// The id of the form, to which the count of edits beside it belongs.
pub(super) const FORM: &str = "proposal-form";

/// Everything that is written, and what the form carries besides.
#[derive(Debug, Clone, Default)]
pub struct ProposalForm {
    pub(super) form: String,
    pub(super) edits: String,
    /// More rows are asked for, and nothing is saved.
    pub(super) more: String,
    /// Where to go after saving.
    pub(super) then: String,
    pub(super) written: Manuscript,
}

impl<'de> Deserialize<'de> for ProposalForm {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        let pairs = Vec::<(String, String)>::deserialize(from)?;
        let pairs = || pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let last = |wanted: &str| pairs().rfind(|(name, _)| *name == wanted).map_or("", |(_, value)| value);
        Ok(Self {
            form: last("form").to_owned(),
            edits: last("edits").to_owned(),
            more: last("more").to_owned(),
            then: last("then").to_owned(),
            written: Manuscript::of_pairs(pairs()),
        })
    }
}

impl Form for ProposalForm {
    const NAME: &'static str = "proposal";
    const ALSO: &'static [&'static str] = &[AUTOSAVE];

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = at.param("id")?;
        services::proposals::find(&at.scope, id).await?;
        if !self.more.is_empty() {
            return Ok(Done::Show);
        }
        let edits = self.edits.parse().map_err(|_| Error::Conflict)?;
        services::proposals::write(&at.scope, id, &self.written, edits).await?;
        if self.form == AUTOSAVE {
            return Ok(Done::Show);
        }
        // It is saved all the same; whoever pressed the button is shown what is too long before they go on.
        services::proposals::too_long(&self.written).finish(Some(()))?;
        Ok(Done::See(match self.then.as_str() {
            "stay" => at.path().to_owned(),
            PREVIEW => format!("{}?{PREVIEW}={PREVIEW}#{PREVIEW}", at.path()),
            _ => format!("/proposals/{id}"),
        }))
    }

    fn repeated(at: &At) -> String {
        at.path().trim_end_matches("/edit").to_owned()
    }
}

/// The page.
///
/// # Errors
/// Not found for everybody who may not write it now.
pub async fn edit(at: At) -> Result<Document> {
    let proposal = services::proposals::find(&at.scope, at.param("id")?).await?;
    services::proposals::may_write_now(&at.scope, &proposal)?;
    let mut submitted = at.submitted::<ProposalForm>().or(|| ProposalForm {
        written: proposal.manuscript.clone(),
        edits: proposal.edits.to_string(),
        ..ProposalForm::default()
    });
    // Files are put in and taken out on a page of their own, and the form does not carry them.
    submitted.typed.written.set("files", proposal.manuscript.all("files").to_vec());
    let conflict = submitted.notice == Some("form-changed");
    let typed = &submitted.typed;
    // What was just saved is the newest. After a conflict the next press of the button writes over the newer text, once
    // the person has compared; a text saved by itself never does.
    let typed_by_hand = typed.form != AUTOSAVE;
    let saved = submitted.again && !conflict && proposal.manuscript == typed.written;
    if saved || (conflict && typed_by_hand) {
        submitted.typed.edits = proposal.edits.to_string();
    }
    let gone = gone(&at, &proposal).await?;
    let text = at.text;
    let newer = (conflict && typed_by_hand).then(|| newer(&at, &proposal.manuscript, &submitted.typed.written));
    let now = Proposal { manuscript: submitted.typed.written.clone(), ..proposal.clone() };
    let missing = services::proposals::missing(&at.scope, &now).await?;
    let found = findings::list(&at, &proposal, &submitted, &missing, conflict && !typed_by_hand).await?;
    let comments = services::proposals::comments(&at.scope, &proposal).await?;
    // Whoever asked for the preview is told beside each field what does not read, without a summary that takes the focus.
    let asked = at.query(PREVIEW) == PREVIEW && submitted.problems.is_empty();
    let problems = if asked { wrong(&missing) } else { submitted.problems.clone() };
    let marked = Submitted { problems, ..submitted.clone() };
    let form = form(&at, &proposal, (&submitted, &marked), &comments);
    let body = view! {
        <p class="breadcrumb"><a href=format!("/proposals/{}", proposal.id)>{text.get("proposal-back")}</a></p>
        <h1>{text.get("proposal-edit-title")}</h1>
        {gone}
        <p class="lede">{text.get("proposal-edit-lede")}</p>
        <p class="to-findings"><a href="#findings">{text.get("proposal-to-findings")}</a></p>
        {newer}
        <LiveFindings form=AUTOSAVE pause=AUTOSAVE_PAUSE>{form}{found}</LiveFindings>
    };
    Ok(Document::new(text.get("proposal-edit-title"), body).wide().with_islands())
}

/// That the record which it changes was taken back, in the words of the proposal's own page.
async fn gone(at: &At, proposal: &Proposal) -> Result<Option<AnyView>> {
    if proposal.practice.is_none() || services::proposals::practice(&at.scope, proposal).await?.is_some() {
        return Ok(None);
    }
    let base = services::proposals::base(&at.scope, proposal).await?;
    let reader = reader(at, proposal, services::proposals::is_author(&at.scope, proposal));
    Ok(Some(gone_words(at, proposal, reader, base.as_ref())))
}

/// What somebody else has saved since, beside what was typed, where the two differ.
fn newer(at: &At, saved: &Manuscript, typed: &Manuscript) -> impl IntoView + use<> {
    let text = at.text;
    let heads = (text.get("compare-saved"), text.get("compare-yours"));
    // Files have a page of their own, and are nothing that this form could lose.
    let version = |written| Version { written, files: &[] };
    let fields = fields_of(text, Some(version(saved)), version(typed));
    let changed = fields.iter().filter(|field| !field.is_same()).map(|field| {
        view! {
            <section class="compare compare--changed">
                <h3>{field.label.clone()}</h3>
                {columns(field, (&heads.0, &heads.1))}
            </section>
        }
    });
    let changed = changed.collect_view();
    view! {
        <section aria-labelledby="newer-title">
            <h2 id="newer-title">{text.get("compare-newer")}</h2>
            {changed}
        </section>
    }
}

/// Every language with its name, for a list that drops down.
pub(super) fn languages(reader: &Language) -> Vec<Choice> {
    taxonomy::languages::all(reader).into_iter().map(|(code, name)| (code.to_string(), name.to_owned())).collect()
}

/// The form, with its fields as they are `marked`.
fn form(
    at: &At,
    proposal: &Proposal,
    (submitted, marked): (&Submitted<ProposalForm>, &Submitted<ProposalForm>),
    comments: &[Comment],
) -> AnyView {
    let f = Fields::new(at, marked);
    let written = &submitted.typed.written;
    let e = Editor { f: &f, comments };
    let fields = view! {
        {elsewhere(&e, proposal)}
        {about(&e, written, proposal)}
        {told(&e, written)}
        {rows::actors(&f, marked, &e.said("actor_name"))}
        {where_and_what(&e, written)}
        {known(&e, written)}
        {rows::sources(&f, marked, &e.said("source_title"))}
        {rights(&e, written)}
    };
    let buttons = view! {
        <button class="button" type="submit">{f.words("proposal-save")}</button>
        <button class="button button--quiet" type="submit" name="then" value="stay">{f.words("proposal-save-stay")}</button>
        <button class="button button--quiet" type="submit" name="then" value=PREVIEW>{f.words("proposal-save-preview")}</button>
    };
    Fields::new(at, submitted).frame_called(Some(FORM), fields, buttons)
}

pub(super) type ProposalFields<'a> = Fields<'a, ProposalForm>;

/// The fields, each with what is said about it and not settled.
struct Editor<'a> {
    f: &'a ProposalFields<'a>,
    comments: &'a [Comment],
}

impl Editor<'_> {
    fn said(&self, field: &str) -> Vec<Said> {
        talk::open(self.f.text(), self.comments, field)
    }

    fn field(&self, name: &'static str) -> Field {
        self.f.field(name).said(self.said(name))
    }
}

/// What is said and not settled about the whole, and about what the form has no field for.
fn elsewhere(e: &Editor<'_>, proposal: &Proposal) -> Option<AnyView> {
    let text = e.f.text();
    let kept = proposal.practice.is_some().then_some("slug");
    let parts = [""].into_iter().chain(kept).chain(["files"]).filter_map(|field| {
        let said = thread(format!("said-{field}"), &e.said(field))?;
        let name = if field.is_empty() { text.get("proposal-talk") } else { label(text, field) };
        Some(view! { <h3>{name}</h3> {said} })
    });
    let parts: Vec<_> = parts.collect();
    (!parts.is_empty()).then(|| {
        view! {
            <h2>{text.get("proposal-said")}</h2>
            {parts}
        }
        .into_any()
    })
}

fn about(e: &Editor<'_>, written: &Manuscript, proposal: &Proposal) -> impl IntoView + use<> {
    let kinds = e.f.list("library-kind", PracticeKind::ALL.iter().map(|kind| kind.word()));
    let new = proposal.practice.is_none();
    let slug = new.then(|| e.field("slug").hint().optional().line(written.one("slug")));
    let kept = (!new).then(|| view! { <input type="hidden" name="slug" value=written.one("slug").to_owned()/> });
    let kind =
        e.field("kind").term("best-practice", "glossary-what-practice").term("code-of-conduct", "glossary-what-code");
    view! {
        <h2>{e.f.words("proposal-part-about")}</h2>
        {kind.one_of(kinds, written.one("kind"))}
        {e.field("title").hint().line(written.one("title"))}
        {slug}
        {kept}
        {e.field("summary").hint().area(3, written.one("summary"))}
        {e.field("language").hint().select(languages(&e.f.reader()), written.one("language"))}
        {e.field("year").hint().number(written.one("year"))}
    }
}

fn told(e: &Editor<'_>, written: &Manuscript) -> impl IntoView + use<> {
    let parts = Section::ALL.iter().map(|section| {
        let name = section.word();
        e.field(name).hint().optional().area(6, written.one(name))
    });
    let parts = parts.collect_view();
    view! {
        <h2>{e.f.words("proposal-part-told")}</h2>
        <p class="hint">{e.f.words("proposal-markdown")}</p>
        {parts}
        {e.field("body").hint().optional().area(6, written.one("body"))}
    }
}

fn where_and_what(e: &Editor<'_>, written: &Manuscript) -> impl IntoView + use<> {
    let regions = e.f.list("library-region", Region::ALL.iter().map(|word| word.word()));
    let roles = e.f.list("library-role", Role::ALL.iter().map(|word| word.word()));
    let sectors = e.f.list("library-sector", LibrarySector::ALL.iter().map(|word| word.word()));
    let approaches = e.f.list("library-approach", Approach::ALL.iter().map(|word| word.word()));
    let role = e.field("role").hint().term("source-transit-destination", "glossary-what-roles");
    let approach = e
        .field("approach")
        .hint()
        .term("community-approach", "glossary-what-community")
        .term("regulatory-disruption", "glossary-what-regulatory")
        .term("private-sector-approach", "glossary-what-private");
    view! {
        <h2>{e.f.words("proposal-part-where")}</h2>
        {e.field("countries").hint().optional().line(written.one("countries"))}
        {e.field("regions").any_of(regions, written.all("regions"))}
        {role.any_of(roles, written.all("role"))}
        {e.field("sectors").any_of(sectors, written.all("sectors"))}
        {approach.any_of(approaches, written.all("approach"))}
        {e.field("topics").hint().optional().line(written.one("topics"))}
    }
}

fn known(e: &Editor<'_>, written: &Manuscript) -> impl IntoView + use<> {
    let grades = e.f.list("proposal-evidence", Evidence::ALL.iter().map(|word| word.word()));
    view! {
        <h2>{e.f.words("proposal-part-known")}</h2>
        {e.field("evidence").hint().term("evidence-grades", "library-evidence-grades").one_of(grades, written.one("evidence"))}
    }
}

fn rights(e: &Editor<'_>, written: &Manuscript) -> impl IntoView + use<> {
    view! {
        <h2>{e.f.words("proposal-part-rights")}</h2>
        {e.field("licence").hint().optional().line(written.one("licence"))}
        {e.field("contact").hint().optional().line(written.one("contact"))}
    }
}
