//! How what is kept is kept, for administrators: the master key, backups, the audit log, retention, and whether the clock
//! goes wrong.

use chrono::{DateTime, Utc};
use domain::Result;
use leptos::prelude::*;
use services::Backups;
use services::operations::{Alarm, Safekeeping};

use crate::At;

/// A line of the list: what, how it stands, and whether somebody has to do something.
struct Line {
    what: &'static str,
    stands: String,
    alarm: Option<Alarm>,
}

/// The message of an alarm; those that name a day or a count stand above the list.
const fn message(alarm: Alarm) -> Option<&'static str> {
    match alarm {
        Alarm::ClockBehind | Alarm::KeyLeft | Alarm::InClear => None,
        Alarm::KeyMoves => Some("safekeeping-key-moves"),
        Alarm::KeyOld => Some("safekeeping-key-old"),
        Alarm::BackupOld => Some("safekeeping-backup-old"),
        Alarm::AuditBroken => Some("safekeeping-audit-broken"),
        Alarm::AuditOld => Some("safekeeping-audit-old"),
    }
}

/// The list.
pub(super) async fn section(at: &At) -> Result<impl IntoView + use<>> {
    let text = at.text;
    let kept = services::operations::safekeeping(&at.scope).await?;
    let lines = [key(at, &kept), backup(at, &kept), audit(at, &kept), retention(at, &kept)];
    let rows = lines.into_iter().map(|line| {
        let alarm =
            line.alarm.and_then(message).map(|key| view! { <p class="notice notice--warn">{text.get(key)}</p> });
        view! { <div><dt>{text.get(line.what)}</dt><dd>{line.stands}{alarm}</dd></div> }
    });
    let behind = kept.audit.behind.map(|seen| {
        let day = text.date(seen.date_naive());
        view! { <p class="notice notice--warn">{text.with("safekeeping-clock-behind", &[("day", day.into())])}</p> }
    });
    let left = kept.left.as_ref().map(|left| {
        let values = [("count", left.records.into()), ("cells", left.by_table().into())];
        view! { <p class="notice notice--warn">{text.with("safekeeping-key-left", &values)}</p> }
    });
    let in_clear = kept.left_in_clear().map(|_| {
        let words = text.with("safekeeping-in-clear", &[("count", kept.in_clear.into())]);
        view! { <p class="notice notice--warn">{words}</p> }
    });
    let for_trying = [("safekeeping-key-beside", kept.key_beside), ("safekeeping-mail-stays", kept.mail_stays)];
    let for_trying = for_trying.into_iter().filter(|(_, so)| *so);
    let for_trying = for_trying.map(|(key, _)| view! { <p class="notice notice--warn">{text.get(key)}</p> });
    Ok(view! {
        <section>
            <h2>{text.get("safekeeping-title")}</h2>
            {for_trying.collect_view()}
            {behind}
            {left}
            {in_clear}
            <dl class="facts">{rows.collect_view()}</dl>
        </section>
    })
}

fn since(at: &At, time: DateTime<Utc>) -> String {
    let days = (at.scope.now() - time).num_days().max(0);
    let day = at.text.date(time.date_naive());
    at.text.with("safekeeping-since", &[("day", day.into()), ("days", days.into())])
}

fn key(at: &At, kept: &Safekeeping) -> Line {
    let stands = kept.key.map_or_else(|| at.text.get("safekeeping-none"), |made| since(at, made));
    Line { what: "safekeeping-key", stands, alarm: kept.master_key(at.scope.now()) }
}

fn backup(at: &At, kept: &Safekeeping) -> Line {
    let stands = match (kept.backups, kept.backup) {
        (Backups::Elsewhere, _) => at.text.get("safekeeping-backup-elsewhere"),
        (Backups::Here, Some(made)) => since(at, made),
        (Backups::Here, None) => at.text.get("safekeeping-backup-none"),
    };
    Line { what: "safekeeping-backup", stands, alarm: kept.last_backup(at.scope.now()) }
}

fn audit(at: &At, kept: &Safekeeping) -> Line {
    let state = kept.audit;
    let day = |time: Option<DateTime<Utc>>| {
        time.map_or_else(|| at.text.get("safekeeping-never"), |time| at.text.date(time.date_naive()))
    };
    let values = [("signed", day(state.signed).into()), ("checked", day(state.checked).into())];
    let whole = state.checked.is_some() && state.broken.is_none();
    let key = if whole { "safekeeping-audit-whole" } else { "safekeeping-audit-stands" };
    let stands = at.text.with(key, &values);
    Line { what: "safekeeping-audit", stands, alarm: kept.audit_log(at.scope.now()) }
}

fn retention(at: &At, kept: &Safekeeping) -> Line {
    let values = [("archive", kept.to_archive.into()), ("erase", kept.to_erase.into())];
    Line { what: "safekeeping-retention", stands: at.text.with("safekeeping-retention-stands", &values), alarm: None }
}
