//! How what is kept is kept, for administrators: the master key, backups, the audit log, retention, and whether the clock
//! goes wrong.

use chrono::{DateTime, TimeDelta, Utc};
use domain::Result;
use leptos::prelude::*;
use services::operations::Safekeeping;

use crate::At;

/// A line of the list: what, how it stands, and whether somebody has to do something.
struct Line {
    what: &'static str,
    stands: String,
    alarm: Option<&'static str>,
}

/// From when on a master key is old.
const OLD_KEY: TimeDelta = TimeDelta::days(365);
/// From when on a backup is old.
const OLD_BACKUP: TimeDelta = TimeDelta::days(7);
/// From when on a signature of the audit log is old.
const OLD_SIGNATURE: TimeDelta = TimeDelta::days(2);

/// The list.
pub(super) async fn section(at: &At) -> Result<impl IntoView + use<>> {
    let text = at.text;
    let kept = services::operations::safekeeping(&at.scope).await?;
    let lines = [key(at, &kept), backup(at, &kept), audit(at, &kept), retention(at, &kept)];
    let rows = lines.into_iter().map(|line| {
        let alarm = line.alarm.map(|key| view! { <p class="notice notice--warn">{text.get(key)}</p> });
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
    let in_clear = (kept.in_clear > 0).then(|| {
        let words = text.with("safekeeping-in-clear", &[("count", kept.in_clear.into())]);
        view! { <p class="notice notice--warn">{words}</p> }
    });
    Ok(view! {
        <section>
            <h2>{text.get("safekeeping-title")}</h2>
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

fn is_old(at: &At, time: Option<DateTime<Utc>>, old: TimeDelta) -> bool {
    time.is_none_or(|time| at.scope.now() - time > old)
}

fn key(at: &At, kept: &Safekeeping) -> Line {
    let stands = kept.key.map_or_else(|| at.text.get("safekeeping-none"), |made| since(at, made));
    let alarm = if kept.left.is_some() {
        None
    } else if kept.rotating {
        Some("safekeeping-key-moves")
    } else {
        is_old(at, kept.key, OLD_KEY).then_some("safekeeping-key-old")
    };
    Line { what: "safekeeping-key", stands, alarm }
}

fn backup(at: &At, kept: &Safekeeping) -> Line {
    let stands = kept.backup.map_or_else(|| at.text.get("safekeeping-backup-none"), |made| since(at, made));
    let alarm = is_old(at, kept.backup, OLD_BACKUP).then_some("safekeeping-backup-old");
    Line { what: "safekeeping-backup", stands, alarm }
}

fn audit(at: &At, kept: &Safekeeping) -> Line {
    let state = kept.audit;
    let day = |time: Option<DateTime<Utc>>| {
        time.map_or_else(|| at.text.get("safekeeping-never"), |time| at.text.date(time.date_naive()))
    };
    let values = [("signed", day(state.signed).into()), ("checked", day(state.checked).into())];
    let alarm = match state.broken {
        Some(_) => Some("safekeeping-audit-broken"),
        None => is_old(at, state.signed, OLD_SIGNATURE).then_some("safekeeping-audit-old"),
    };
    Line { what: "safekeeping-audit", stands: at.text.with("safekeeping-audit-stands", &values), alarm }
}

fn retention(at: &At, kept: &Safekeeping) -> Line {
    let number = |count: u64| at.text.number(i64::try_from(count).unwrap_or(i64::MAX));
    let values = [("archive", number(kept.to_archive).into()), ("erase", number(kept.to_erase).into())];
    Line { what: "safekeeping-retention", stands: at.text.with("safekeeping-retention-stands", &values), alarm: None }
}
