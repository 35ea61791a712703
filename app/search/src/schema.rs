//! The one layout of the index, and how a record becomes a document of it.

use std::collections::BTreeMap;

use domain::id::FileId;
use domain::practice::{Evidence, StoredPractice};
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TokenStream, Tokenizer};
use tantivy::{TantivyDocument, Term};

use crate::beside;
use crate::facet::Facet;
use crate::markup;
use crate::tokenizer::{Cut, MARK};

/// Counts the layouts: an index of another layout, or cut into tokens by other rules, is thrown away and refilled.
pub(crate) const LAYOUT: &str = "ponte library index 5";
/// A word of the title weighs as much as this many words of the text. tantivy cannot weigh fields by one formula
/// (BM25F), so the title stands several times in the one field.
const TITLE_WEIGHT: usize = 3;
/// Bytes of a record's text that are kept for passages. All of it is found; but a record with its files may be a hundred
/// times longer, and a page of them would take seconds to read.
const KEPT: usize = 100_000;

/// The texts of records' files, by their keys.
pub type Texts = BTreeMap<FileId, String>;
/// No file's text.
pub(crate) static NO_TEXTS: Texts = Texts::new();

/// The fields of a document.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    /// Key, by which a record is replaced.
    pub id: Field,
    /// The upper half of the key, as a column.
    pub id_high: Field,
    /// The lower half.
    pub id_low: Field,
    /// Date, in microseconds.
    pub published: Field,
    /// Place among the grades of evidence.
    pub evidence: Field,
    /// Which published version it is.
    pub version: Field,
    /// Kept for the page.
    pub slug: Field,
    /// Kept for the page.
    pub title: Field,
    /// Kept for the page and its passages.
    pub summary: Field,
    /// Kept for passages, without markup: what the record says itself, then each of the files that follow.
    pub body: Field,
    /// The keys of those files, in the same order.
    pub file: Field,
    /// Kept to show what was found beside the text: topics, who took part, each source.
    pub beside: Field,
    /// Folded words with their places: phrases, prefixes, spelling.
    pub word: Field,
    /// Folded stems: ranking.
    pub stem: Field,
    /// Folded runs of four characters: ranking with typing mistakes, compounds, languages without a stemmer.
    pub gram: Field,
    /// Folded words of the title, for who asks for it by name.
    pub head: Field,
    /// The columns of the facets, in their order.
    pub facets: Vec<(Facet, Field)>,
}

/// Builds the layout.
pub(crate) fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let text = |cut: Cut, option| {
        TextOptions::default()
            .set_indexing_options(TextFieldIndexing::default().set_tokenizer(cut.name()).set_index_option(option))
    };
    let fields = Fields {
        id: schema.add_text_field("id", STRING | STORED),
        id_high: schema.add_u64_field("id_high", FAST),
        id_low: schema.add_u64_field("id_low", FAST),
        published: schema.add_u64_field("published", FAST),
        evidence: schema.add_u64_field("evidence_grade", FAST),
        version: schema.add_u64_field("version", FAST),
        slug: schema.add_text_field("slug", STORED),
        title: schema.add_text_field("title", STORED),
        summary: schema.add_text_field("summary", STORED),
        body: schema.add_text_field("body", STORED),
        file: schema.add_text_field("file", STORED),
        beside: schema.add_text_field("beside", STORED),
        word: schema.add_text_field("word", text(Cut::Word, IndexRecordOption::WithFreqsAndPositions)),
        stem: schema.add_text_field("stem", text(Cut::Stem, IndexRecordOption::WithFreqs)),
        gram: schema.add_text_field("gram", text(Cut::Gram, IndexRecordOption::WithFreqs)),
        head: schema.add_text_field("head", text(Cut::Word, IndexRecordOption::WithFreqsAndPositions)),
        facets: Facet::ALL
            .iter()
            .map(|facet| (*facet, schema.add_text_field(facet.word(), TextOptions::default().set_fast("raw") | STORED)))
            .collect(),
    };
    (schema.build(), fields)
}

impl Fields {
    /// The term that names one record.
    pub(crate) fn key(&self, id: &domain::id::PracticeId) -> Term {
        Term::from_field_text(self.id, &id.to_string())
    }

    /// The stems of a record, each with how often it comes, as the index has them.
    pub(crate) fn stems(&self, record: &StoredPractice, texts: &Texts) -> BTreeMap<String, f32> {
        let text = text_of(record, &Told::of(record, texts), TITLE_WEIGHT);
        let mut stems = BTreeMap::new();
        let mut cut = Cut::Stem;
        let mut tokens = cut.token_stream(&text);
        while tokens.advance() {
            *stems.entry(tokens.token().text.clone()).or_default() += 1.0;
        }
        stems
    }

    /// Turns a record into a document, with what those of its files say whose texts are given.
    pub(crate) fn document(&self, record: &StoredPractice, texts: &Texts) -> TantivyDocument {
        let practice = &record.practice;
        let id = record.id.0.as_u128();
        let told = Told::of(record, texts);
        let once = text_of(record, &told, 1);
        let weighted = text_of(record, &told, TITLE_WEIGHT);
        let mut document = TantivyDocument::default();
        document.add_text(self.id, record.id.to_string());
        document.add_u64(self.id_high, u64::try_from(id >> 64).unwrap_or(u64::MAX));
        document.add_u64(self.id_low, u64::try_from(id & u128::from(u64::MAX)).unwrap_or(u64::MAX));
        document.add_u64(self.published, u64::try_from(record.published.timestamp_micros()).unwrap_or(0));
        document.add_u64(self.evidence, grade(practice.evidence));
        document.add_u64(self.version, u64::try_from(record.version).unwrap_or(0));
        document.add_text(self.slug, &practice.slug);
        document.add_text(self.title, &practice.title);
        document.add_text(self.summary, markup::plain(&practice.summary));
        document.add_text(self.word, once);
        document.add_text(self.stem, &weighted);
        document.add_text(self.gram, weighted);
        document.add_text(self.head, &practice.title);
        let mut room = KEPT;
        document.add_text(self.body, cut(&told.body, &mut room));
        for text in beside::texts(practice) {
            document.add_text(self.beside, cut(&text, &mut room));
        }
        for (file, text) in &told.files {
            let kept = cut(text, &mut room);
            if !kept.is_empty() {
                document.add_text(self.file, file.to_string());
                document.add_text(self.body, kept);
            }
        }
        for (facet, field) in &self.facets {
            for value in facet.values(practice) {
                document.add_text(*field, value);
            }
        }
        document
    }
}

fn grade(evidence: Evidence) -> u64 {
    let place = Evidence::ALL.iter().position(|known| *known == evidence);
    place.and_then(|place| u64::try_from(place).ok()).unwrap_or(0)
}

/// As much of a text as there is room for, which it takes up.
fn cut<'t>(text: &'t str, room: &mut usize) -> &'t str {
    let kept = text.get(..text.floor_char_boundary(*room)).unwrap_or(text);
    *room = room.saturating_sub(kept.len());
    kept
}

/// What a record says, without markup.
struct Told {
    /// In its parts and beside them.
    body: String,
    /// In its files, each by its key.
    files: Vec<(FileId, String)>,
}

impl Told {
    fn of(record: &StoredPractice, texts: &Texts) -> Self {
        let practice = &record.practice;
        let told: Vec<&str> = practice.parts().map(|(_, text)| text).chain([practice.body.as_str()]).collect();
        let said = |id: FileId| texts.get(&id).map(|text| (id, markup::plain(text)));
        Self {
            body: markup::plain(&told.join("\n\n")),
            files: practice.files.iter().filter_map(|file| said(file.id)).collect(),
        }
    }
}

fn text_of(record: &StoredPractice, told: &Told, title_weight: usize) -> String {
    let practice = &record.practice;
    let mut text = String::from(practice.language.as_str());
    let mut part = |words: &str| {
        text.push(MARK);
        text.push_str(words);
    };
    (0..title_weight).for_each(|_| part(&practice.title));
    part(&practice.summary);
    part(&told.body);
    told.files.iter().for_each(|(_, said)| part(said));
    practice.topics.iter().for_each(|topic| part(topic));
    practice.actors.iter().for_each(|actor| part(&actor.name));
    for source in &practice.sources {
        part(&source.title);
        part(&source.publisher);
    }
    text
}
