//! Taking records into the library from files.

use domain::Result;
use domain::practice::Practice;
use store::practices::Published;

use crate::{Scope, library};

/// What became of a file's records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Records that are new or changed.
    pub taken: usize,
    /// Records that the library had already.
    pub unchanged: usize,
    /// What was refused: where, and why.
    pub refused: Vec<(String, String)>,
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} taken, {} known already, {} refused", self.taken, self.unchanged, self.refused.len())?;
        for (place, why) in &self.refused {
            write!(f, "\n  {place}: {why}")?;
        }
        Ok(())
    }
}

/// Takes a file's records.
///
/// # Errors
/// [`domain::Error::NotFound`] for everybody but curators and the command line.
pub async fn file(scope: &Scope, name: &str, bytes: &[u8]) -> Result<Report> {
    let mut report = Report::default();
    match std::str::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned()).and_then(markdown) {
        Err(why) => report.refused.push((name.to_owned(), why)),
        Ok(practice) => match library::publish(scope, &practice).await? {
            Published::New(_) | Published::Changed(_) => report.taken += 1,
            Published::Unchanged(_) => report.unchanged += 1,
        },
    }
    Ok(report)
}

fn markdown(text: &str) -> std::result::Result<Practice, String> {
    let rest = text.strip_prefix("+++\n").ok_or("no front matter")?;
    let (front, body) = rest.split_once("\n+++\n").ok_or("front matter does not end")?;
    let mut practice: Practice = toml::from_str(front).map_err(|cause| cause.message().to_owned())?;
    body.trim().clone_into(&mut practice.body);
    Ok(practice)
}
