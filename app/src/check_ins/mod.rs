//! Check-ins: what an NGO has to do, one with its questions, and the rule by which answers become signals.

mod add;
mod answer;
mod list;
mod rule;
mod schedule;
mod show;

pub use add::AddForm;
pub use answer::AnswerForm;
pub use list::{CaseAnswerForm, list};
pub use rule::rule;
pub use schedule::{ScheduleForm, schedule};
pub use show::{DropForm, ShiftForm, show};

pub(crate) use add::section;

use chrono::NaiveDate;
use domain::check_in::{ChangeReason, CheckIn, CheckInKind, CheckInState, due};
use i18n::Text;
use leptos::prelude::*;

use crate::Form;
use crate::field::{Choice, Fields};

/// What a check-in is about, in words: how long after the start, or why it is there.
fn about(text: Text, check_in: &CheckIn) -> String {
    match (check_in.kind, check_in.after) {
        (CheckInKind::Planned, Some(days)) => text.with("check-in-after", &[("days", days.into())]),
        (kind, _) => text.get(&format!("check-in-kind-{kind}")),
    }
}

/// The same as the name of its page: one that was added has nothing else that names it than its day.
fn title(text: Text, check_in: &CheckIn) -> String {
    match check_in.kind {
        CheckInKind::Added => text.with("check-in-on", &[("day", text.date(check_in.due).into())]),
        _ => about(text, check_in),
    }
}

/// Its day, and how soon that is; of one that is over where it stands, since when, and for which other day it was planned.
fn standing(text: Text, check_in: &CheckIn, today: NaiveDate) -> impl IntoView + use<> {
    let (word, words, day) = if check_in.state == CheckInState::Open {
        let due = due(check_in.due, today);
        (due.word(), text.get(&format!("due-{due}")), check_in.due)
    } else {
        let words = text.get(&format!("check-in-state-{}", check_in.state));
        // Nothing changes one that is over, so its last change is what brought it there.
        (check_in.state.word(), words, check_in.updated.date_naive())
    };
    let mut on = text.date(day);
    if day != check_in.due {
        let planned = text.with("check-in-planned-for", &[("day", text.date(check_in.due).into())]);
        on = format!("{on}, {planned}");
    }
    let reason = check_in.reason.map(|why| format!(" – {}", reason(text, why)));
    view! {
        <span class=format!("status status--{word}")>{words}</span>
        " "
        {on}
        {reason}
    }
}

fn reason(text: Text, why: ChangeReason) -> String {
    text.get(&format!("change-reason-{}", why.word().replace('_', "-")))
}

/// Reasons that people choose from: of a change, or of adding one.
fn reasons<F: Form>(f: &Fields<'_, F>, among: &'static [ChangeReason]) -> Vec<Choice> {
    f.list("change-reason", among.iter().map(|reason| reason.word()))
}
