//! Texts that stand for codes: names of languages and of countries.

use domain::Problem;
use domain::codes::{Country, Language};

/// What stands between commas, semicolons or line ends.
pub(super) fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty())
}

/// As much of what was typed as a problem repeats.
fn beginning(text: &str) -> String {
    const MOST: usize = 60;
    text.chars().take(MOST).collect()
}

/// A language by its code; what does not read, and a code that no language has, is told with what was typed.
pub(super) fn language(text: &str) -> Result<Language, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    let code = text.parse::<Language>().ok();
    let known = code.filter(|code| taxonomy::languages::name(code, &Language::english()).is_some());
    known.ok_or_else(|| Problem::UnknownLanguage { said: beginning(text) })
}

/// Countries by their names, in whichever language, or their codes.
pub(super) fn countries(text: &str) -> Result<Vec<Country>, Problem> {
    let unknown = |part: &str| Problem::UnknownCountry { said: beginning(part) };
    let mut all = Vec::new();
    for part in listed(text) {
        let country = taxonomy::countries::by_text(part).cloned().ok_or_else(|| unknown(part))?;
        if !all.contains(&country) {
            all.push(country);
        }
    }
    Ok(all)
}
