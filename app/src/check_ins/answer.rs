//! Writing down how a check-in went: short questions, each put so that *yes* is what worries, and the person's own words.

use std::collections::BTreeMap;

use domain::check_in::{Answers, CheckIn, CheckInState, Contact, Outcome, Reply};
use domain::standards::Indicator;
use domain::{Problem, Problems, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;
use services::check_ins::{Answered, LONGEST_WORDS};

use crate::field::Fields;
use crate::reason::seen;
use crate::{At, Done, Form};

macro_rules! questions {
    ($($field:ident $indicator:ident;)+) => {
        /// What was answered, as typed.
        #[derive(Debug, Clone, Default, Deserialize)]
        #[serde(default)]
        pub struct AnswerForm {
            version: String,
            contact: String,
            outcome: String,
            words: String,
            $($field: String,)+
        }

        /// The question of each indicator: its field.
        pub(super) const QUESTIONS: &[(Indicator, &str)] = &[$((Indicator::$indicator, stringify!($field))),+];

        impl AnswerForm {
            fn replies(&self) -> Vec<&String> {
                vec![$(&self.$field),+]
            }
        }
    };
}

questions! {
    reply_restriction_of_movement RestrictionOfMovement;
    reply_retention_of_documents RetentionOfDocuments;
    reply_intimidation Intimidation;
    reply_violence Violence;
    reply_debt_bondage DebtBondage;
    reply_withholding_of_wages WithholdingOfWages;
    reply_deception Deception;
    reply_excessive_overtime ExcessiveOvertime;
    reply_abusive_conditions AbusiveConditions;
    reply_isolation Isolation;
    reply_abuse_of_vulnerability AbuseOfVulnerability;
}

impl AnswerForm {
    fn read(&self) -> Result<(Contact, Answered)> {
        let mut problems = Problems::new();
        let contact = problems.take("contact", parse::word::<Contact>(&self.contact));
        let outcome = problems.take("outcome", parse::optional(&self.outcome, parse::word::<Outcome>)).flatten();
        let words = problems.take("words", parse::optional_text(&self.words, LONGEST_WORDS)).unwrap_or_default();
        let mut replies = BTreeMap::new();
        for ((indicator, field), typed) in QUESTIONS.iter().zip(self.replies()) {
            let reply = problems.take(*field, parse::optional(typed, parse::word::<Reply>)).flatten();
            if let Some(reply) = reply.filter(|reply| *reply != Reply::NotAsked) {
                replies.insert(*indicator, reply);
            }
        }
        let said = !words.is_empty() || !replies.is_empty() || outcome.is_some();
        if contact == Some(Contact::Unreached) && said {
            problems.add("contact", Problem::Other("problem-unreached-said"));
        }
        let answered = Answered { answers: Answers { replies, words }, outcome };
        problems.finish(contact.map(|contact| (contact, answered)))
    }
}

impl Form for AnswerForm {
    const NAME: &'static str = "check-in-answer";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::check_ins::may(&at.scope)?;
        let id = at.param("id")?;
        services::check_ins::exists(&at.scope, id).await?;
        let (contact, answered) = self.read()?;
        let version = self.version.parse().map_err(|_| domain::Error::Conflict)?;
        services::check_ins::answer(&at.scope, id, version, contact, &answered).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(at: &At) -> String {
        format!("{}?answered=1", at.path())
    }
}

/// That it was written down a moment ago how it went.
pub(super) fn said(at: &At, check_in: &CheckIn) -> Option<AnyView> {
    let key = match check_in.state {
        CheckInState::Unreached => "check-in-unreached-now",
        _ => "check-in-answered-now",
    };
    at.done("answered")
        .then(|| view! { <p class="notice notice--good" role="status">{at.text.get(key)}</p> }.into_any())
}

/// The form.
pub(super) fn form(at: &At, check_in: &CheckIn) -> AnyView {
    let submitted = at.submitted::<AnswerForm>();
    let f = Fields::new(at, &submitted);
    let t = &submitted.typed;
    let replies = || f.list("reply", Reply::ALL.iter().map(|reply| reply.word()));
    let questions = QUESTIONS.iter().zip(t.replies()).map(|((_, field), typed)| {
        let chosen = if typed.is_empty() { Reply::NotAsked.word() } else { typed };
        f.field(field).one_of_short(replies(), chosen)
    });
    let questions = questions.collect_view();
    let outcomes = check_in.outcomes();
    let outcome = (!outcomes.is_empty())
        .then(|| f.field("outcome").hint().select(f.list("outcome", outcomes.iter().map(|o| o.word())), &t.outcome));
    let fields = view! {
        {seen("version", check_in.version)}
        {f.field("contact").one_of(f.list("contact", Contact::ALL.iter().map(|c| c.word())), &t.contact)}
        {outcome}
        <h3>{at.text.get("check-in-questions")}</h3>
        <p class="hint">{at.text.get("check-in-questions-hint")}</p>
        {questions}
        {f.field("words").optional().hint().area(8, &t.words)}
    };
    f.frame(fields, "check-in-answer-save")
}

/// What was answered, in words.
pub(super) fn answered(at: &At, answers: &Answers) -> impl IntoView + use<> {
    let text = at.text;
    let rows = QUESTIONS.iter().filter_map(|(indicator, field)| {
        let reply = answers.replies.get(indicator)?;
        let question = text.get(&format!("check-in-answer-field-{}", field.replace('_', "-")));
        Some(view! { <div><dt>{question}</dt><dd>{text.get(&format!("reply-{reply}"))}</dd></div> })
    });
    let rows: Vec<_> = rows.collect();
    let none = rows.is_empty();
    let words = answers.words.split('\n').filter(|line| !line.trim().is_empty());
    let words = words.map(|line| view! { <p dir="auto">{line.to_owned()}</p> }).collect_view();
    view! {
        {none.then(|| view! { <p class="empty">{text.get("check-in-nothing-asked")}</p> })}
        <dl class="facts">{rows}</dl>
        <div class="prose">{words}</div>
    }
}
