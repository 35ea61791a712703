//! Rows of a language with its level, in several forms.

use domain::codes::{Cefr, Language, LanguageLevel};
use domain::{Problem, parse};
use leptos::prelude::*;

use crate::field::Fields;
use crate::form::Form;

/// The most rows.
const MOST: usize = 8;

/// Reads the rows; empty ones are passed over, and each language counts once. A language that the table does not know
/// is taken only where it is stored already.
pub(crate) fn read(
    languages: &[String],
    levels: &[String],
    stored: &[LanguageLevel],
) -> Result<Vec<LanguageLevel>, Problem> {
    let mut found: Vec<LanguageLevel> = Vec::new();
    let nothing = String::new();
    let rows = (0..languages.len().max(levels.len()))
        .map(|at| (languages.get(at).unwrap_or(&nothing).trim(), levels.get(at).unwrap_or(&nothing).trim()));
    for (language, level) in rows.filter(|row| *row != ("", "")) {
        let language: Language = parse::word(language)?;
        let known = !taxonomy::languages::own_name(&language).is_empty();
        if !known && stored.iter().all(|row| row.language != language) {
            return Err(Problem::NotInList);
        }
        let level: Cefr = parse::word(level)?;
        if found.iter().all(|known| known.language != language) {
            found.push(LanguageLevel { language, level });
        }
    }
    if found.len() > MOST { Err(Problem::TooMany { max: MOST }) } else { Ok(found) }
}

/// What a form shows of stored rows.
pub(crate) fn typed(rows: &[LanguageLevel]) -> (Vec<String>, Vec<String>) {
    rows.iter().map(|row| (row.language.to_string(), row.level.to_string())).unzip()
}

/// The rows, with two empty ones at the end.
pub(crate) fn rows<F: Form>(f: &Fields<'_, F>, name: &'static str, languages: &[String], levels: &[String]) -> AnyView {
    let reader = f.reader();
    let all = taxonomy::languages::all(&reader);
    let filled = languages.iter().zip(levels.iter().map(String::as_str).chain(std::iter::repeat("")));
    let filled: Vec<(String, String)> = filled
        .filter(|(language, level)| !language.is_empty() || !level.is_empty())
        .map(|(a, b)| (a.clone(), b.to_owned()))
        .collect();
    let empty = std::iter::repeat_n((String::new(), String::new()), 2);
    let shown = filled.into_iter().chain(empty).take(MOST).enumerate().map(|(at, (language, level))| {
        let options = all.iter().map(|(code, name)| {
            let selected = code.as_str() == language;
            view! { <option value=code.to_string() selected=selected>{*name}</option> }
        });
        // What is stored stays to be chosen, by its code, where the table has no name for it.
        let unnamed = (!language.is_empty() && all.iter().all(|(code, _)| code.as_str() != language)).then(|| {
            view! { <option value=language.clone() selected=true>{language.clone()}</option> }
        });
        let levels = Cefr::ALL.iter().map(|word| {
            let selected = word.word() == level;
            view! { <option value=word.word() selected=selected>{f.words(&format!("cefr-{}", word.word().to_lowercase()))}</option> }
        });
        let id = if at == 0 { format!("field-{name}") } else { format!("field-{name}-{at}") };
        view! {
            <div class="repeat">
                <select id=id name="language" aria-label=f.words("language-one") autocomplete="off">
                    <option value="">{f.words("form-nothing-chosen")}</option>
                    {options.collect_view()}
                    {unnamed}
                </select>
                <select name="level" aria-label=f.words("language-level") autocomplete="off">
                    <option value="">{f.words("form-nothing-chosen")}</option>
                    {levels.collect_view()}
                </select>
            </div>
        }
    });
    let shown = shown.collect_view();
    f.field(name).hint().group_of(shown)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use domain::Problem;
    use domain::codes::{Cefr, Language, LanguageLevel};
    use i18n::Text;

    use super::read;
    use crate::placements::languages_in_words;

    #[test]
    fn a_stored_language_without_a_name_is_said_by_its_code_and_kept() {
        let stored = [LanguageLevel { language: "qqq".parse().unwrap(), level: Cefr::C2 }];
        let said = languages_in_words(Text::of(&Language::english()), &stored);
        assert_eq!(said.as_deref(), Some("qqq C2"));
        let typed = (["qqq".to_owned()], ["C2".to_owned()]);
        assert_eq!(read(&typed.0, &typed.1, &stored), Ok(stored.to_vec()));
        assert_eq!(read(&typed.0, &typed.1, &[]), Err(Problem::NotInList));
    }
}
