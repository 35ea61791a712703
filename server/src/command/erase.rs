//! `server erase`: one person, for the operator.

use domain::Error;
use domain::referral::Code;
use services::erasures;

use super::say;
use crate::config::Config;
use crate::{IndexUse, Installation, tombstones};

/// What is said of it.
pub(super) const HELP: &str = "\
Destroys the person's record key first, and with it everything that was sealed under it, then every row about the
person, and leaves nothing of them in the database's files. The code is typed once more on standard input:

  echo K7-Q2M | server erase K7-Q2M

Without a code, `server erase` reads both from standard input, a line each, so that no shell remembers it.

Nobody of the NGO confirms it: that is between the person, the NGO and whoever runs this. Employers read that an
introduction has come to an end, not why. What stays is a tombstone, a digest and a day, in the database and in the file
`tombstones` in PONTE_DATA: keep that file with the key, so that `server restore` erases the person again in a backup
that was made before.";

pub(super) async fn run(config: &Config, code: Option<String>) -> Result<(), String> {
    let code = code.map_or_else(typed, Ok)?;
    let code: Code = code.parse().map_err(|_| format!("{:?} is no code, such as K7-Q2M", code.trim()))?;
    let again = typed()?;
    if again.parse() != Ok(code.clone()) {
        return Err(format!("type {code} on standard input to erase it: nothing was done"));
    }
    let installation = Installation::open(config, IndexUse::None).await?;
    let scope = installation.system();
    erasures::by_command(&scope, &code).await.map_err(|error| match error {
        Error::NotFound => format!("there is no referral {code}"),
        other => other.to_string(),
    })?;
    say(&format!("{code} is erased"));
    let cleaned = erasures::compact(&scope).await;
    let kept = tombstones::keep(&scope, &tombstones::file(config)).await;
    kept.map_err(|line| format!("its tombstone is in the database and not in the file beside the key yet: {line}"))?;
    let Err(cause) = cleaned else { return Ok(()) };
    // A server that is running tries it too, again and again.
    let running = services::keys::running(&scope).await.map_err(|error| error.to_string())?;
    if running.is_empty() {
        return Err(format!("the files of the database may still hold something of it; a server cleans them: {cause}"));
    }
    say("somebody is still reading: a running server cleans the files of the database as soon as nobody does");
    Ok(())
}

/// A line of standard input.
fn typed() -> Result<String, String> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|cause| cause.to_string())?;
    Ok(line)
}
