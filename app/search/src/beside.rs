//! What stands beside the text of a record and is searched with it: its topics, who took part, its sources. Of a record
//! that was found by it alone nobody could see why.

use domain::practice::Practice;

use crate::passage::{Phrase, Piece, Reader};
use crate::tokens::{fold, words};

/// The texts beside a record's own, each of one kind or one source; none is empty.
pub(crate) fn texts(practice: &Practice) -> Vec<String> {
    let actors: Vec<&str> = practice.actors.iter().map(|actor| actor.name.as_str()).collect();
    let sources = practice.sources.iter().map(|source| {
        let parts = [source.title.as_str(), source.publisher.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    });
    let all = [practice.topics.join(", "), actors.join(", ")].into_iter().chain(sources);
    all.filter(|text| !text.is_empty()).collect()
}

/// What to show of them beside a passage, with what was found marked in it: nothing where the passage, or what else a
/// reader sees of the record, shows enough.
pub(crate) fn shown(
    reader: &mut Reader<'_>,
    (passage, seen): (&[Piece], [&str; 2]),
    (beside, language): (&[&str], &str),
) -> Vec<Piece> {
    let said: String = passage.iter().map(|piece| piece.text.as_str()).collect();
    let enough = if reader.marks.phrases.is_empty() {
        // Of words alone any is enough.
        is_marked(passage) || seen.iter().any(|text| is_marked(&reader.whole(text, language)))
    } else {
        let [title, summary] = seen;
        let texts = [said.as_str(), title, summary].map(folded);
        reader.marks.phrases.iter().all(|phrase| texts.iter().any(|text| stands(phrase, text)))
    };
    if enough {
        return Vec::new();
    }
    let (found, _) = reader.choose(beside, language);
    if is_marked(&found) { found } else { Vec::new() }
}

fn is_marked(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| piece.marked)
}

fn folded(text: &str) -> Vec<String> {
    words(text).filter_map(|range| text.get(range)).map(fold).collect()
}

fn stands(phrase: &Phrase, text: &[String]) -> bool {
    text.windows(phrase.words.len().max(1)).any(|run| run == phrase.words)
}
