//! What the demo world has under way for its library: a draft, a new record in review and a change of a founding record.
//! All of it is plainly invented.

use domain::practice::Manuscript;
use domain::{Error, Result};
use services::{Scope, proposals};

/// A founding record that somebody would change.
const FOUNDING: &str = "bright-future-co-operative";

/// Writes what is not there yet; answers how many proposals there are.
///
/// # Errors
/// When the database cannot be used.
pub(super) async fn write(organiser: &Scope) -> Result<usize> {
    let there = proposals::own(organiser, None, 10).await?;
    if there.is_empty() {
        begin(organiser).await?;
    }
    Ok(proposals::own(organiser, None, 10).await?.len())
}

async fn begin(organiser: &Scope) -> Result<()> {
    let draft = [
        ("kind", "guide"),
        ("title", "Invented guide: a first week at work (demo)"),
        ("language", "en"),
        ("summary", "What a host business can prepare before somebody's first day."),
    ];
    proposals::begin(organiser, &Manuscript::of_pairs(draft)).await?;
    let whole = [
        ("kind", "practice"),
        ("title", "Invented example: night buses for early shifts (demo)"),
        ("language", "en"),
        (
            "summary",
            "In a town that does not exist, four bakeries pay for a bus so that nobody depends on a supervisor's car.",
        ),
        ("year", "2024"),
        ("problem", "Shifts began before the first bus. Who had no car depended on whoever drove."),
        ("done", "Four bakeries paid for one bus, at 3 and at 4 in the morning, open to everybody."),
        ("results", "After six months 31 people used it on an ordinary night."),
        ("limits", "It runs on working days alone."),
        ("cost", "Each bakery pays a quarter."),
        ("sectors", "food"),
        ("sectors", "transport"),
        ("approach", "private-sector"),
        ("topics", "transport, shifts"),
        ("evidence", "monitored"),
        ("actor_name", "Bakers' Guild of the demo world"),
        ("actor_part", "association"),
        ("source_title", "Invented timetable of the demo world"),
        ("source_publisher", "Round Table Example"),
        ("licence", "CC-BY-4.0"),
    ];
    let whole = proposals::begin(organiser, &Manuscript::of_pairs(whole)).await?;
    proposals::submit(organiser, whole).await?;
    match proposals::begin_from(organiser, FOUNDING).await {
        Ok(change) => {
            let mut written = proposals::find(organiser, change).await?.manuscript;
            let cost = format!("{} Invented for the demo: a coordinator in each region.", written.one("cost"));
            written.set("cost", vec![cost.trim().to_owned()]);
            proposals::write(organiser, change, &written, 1).await?;
            proposals::submit(organiser, change).await
        }
        // A world without the founding library has nothing to change.
        Err(Error::NotFound) => Ok(()),
        Err(other) => Err(other),
    }
}
