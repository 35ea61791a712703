//! A test collection, read from its folder and turned into records of the library.

// Its place is said, since the measurement beside plain tantivy takes this file in too.
#[path = "facets.rs"]
mod facets;

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use chrono::DateTime;
use domain::codes::Language;
use domain::practice::StoredPractice;
use serde::Deserialize;
use taxonomy::languages;

use facets::faceted;

/// So many documents are read to know what language a collection is in.
const ENOUGH: usize = 100;

/// Records, queries and who judged which record how good an answer.
pub struct Collection {
    /// The language that the documents are in, ISO 639-1.
    pub language: String,
    /// The documents; the slug holds the collection's own id.
    pub records: Vec<StoredPractice>,
    /// Id and text.
    pub queries: Vec<(String, String)>,
    /// Grades by query and document.
    pub judged: HashMap<String, HashMap<String, f64>>,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    #[serde(default)]
    title: String,
    text: String,
}

impl Collection {
    /// Reads the folder; where no language is said, it is guessed from the documents, as an import does.
    pub fn read(folder: &Path, queries: &Path, language: Option<&str>) -> Result<Self, Box<dyn Error>> {
        Self::of(&folder.join("corpus.jsonl"), folder, queries, language)
    }

    /// Reads the folder with the documents of another file.
    pub fn of(documents: &Path, folder: &Path, queries: &Path, language: Option<&str>) -> Result<Self, Box<dyn Error>> {
        let corpus = lines(documents)?;
        let language = language.map_or_else(|| guess(&corpus), str::to_owned);
        let records = corpus.iter().enumerate().map(|(number, line)| record(number, line, &language));
        let records = records.collect::<Result<_, _>>()?;
        let queries = lines(queries)?.into_iter().map(|line| (line.id, line.text)).collect();
        let mut judged: HashMap<String, HashMap<String, f64>> = HashMap::new();
        for line in fs::read_to_string(folder.join("qrels.tsv"))?.lines() {
            if let [query, document, grade] = line.split('\t').collect::<Vec<_>>().as_slice() {
                let grade = grade.trim().parse::<f64>()?.max(0.0);
                judged.entry((*query).to_owned()).or_default().insert((*document).to_owned(), grade);
            }
        }
        judged.retain(|_, documents| documents.values().any(|grade| *grade > 0.0));
        Ok(Self { language, records, queries, judged })
    }

    /// Adds a record that has these words.
    pub fn add_words<'a>(&mut self, words: impl Iterator<Item = &'a str>) -> Result<(), Box<dyn Error>> {
        let text = words.collect::<Vec<_>>().join("\n");
        let line = Line { id: "words".into(), title: String::new(), text };
        self.records.push(record(self.records.len(), &line, &self.language)?);
        Ok(())
    }

    /// Makes the collection this many records large.
    pub fn repeat(&mut self, size: usize) {
        let originals = std::mem::take(&mut self.records);
        self.records = originals.into_iter().cycle().take(size).collect();
        for (number, record) in self.records.iter_mut().enumerate() {
            record.id = id(number).unwrap_or(record.id);
        }
    }
}

/// Which documents are related, by document: from `related.tsv` (document, related document, ...).
pub fn related(folder: &Path) -> Result<HashMap<String, HashMap<String, f64>>, Box<dyn Error>> {
    let mut related: HashMap<String, HashMap<String, f64>> = HashMap::new();
    for line in fs::read_to_string(folder.join("related.tsv"))?.lines() {
        let mut parts = line.split('\t');
        if let (Some(one), Some(other)) = (parts.next(), parts.next()) {
            related.entry(one.to_owned()).or_default().insert(other.to_owned(), 1.0);
        }
    }
    Ok(related)
}

/// Answers by query: the document's text that holds them, and their words.
pub fn answers(folder: &Path) -> Result<HashMap<String, (String, String)>, Box<dyn Error>> {
    #[derive(Deserialize)]
    struct Answer {
        id: String,
        paragraph: String,
        answer: String,
    }
    let mut answers = HashMap::new();
    for line in fs::read_to_string(folder.join("answers.jsonl"))?.lines() {
        let Answer { id, paragraph, answer } = serde_json::from_str(line)?;
        answers.insert(id, (paragraph, answer));
    }
    Ok(answers)
}

fn lines(path: &Path) -> Result<Vec<Line>, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

/// The language that most of the first documents are in; English where none is sure.
fn guess(corpus: &[Line]) -> String {
    let mut votes: HashMap<&str, usize> = HashMap::new();
    for line in corpus.iter().take(ENOUGH) {
        if let Some(sure) = whatlang::detect(&line.text).filter(whatlang::Info::is_reliable) {
            *votes.entry(sure.lang().eng_name()).or_default() += 1;
        }
    }
    let most = votes.into_iter().max_by_key(|(name, votes)| (*votes, *name)).map_or("English", |(name, _)| name);
    let known = languages::all(&Language::english()).into_iter().find(|(_, name)| *name == most);
    known.map_or(Language::english(), |(language, _)| language).to_string()
}

fn id(number: usize) -> Result<domain::id::PracticeId, domain::Error> {
    format!("{number:032x}").parse()
}

fn record(number: usize, line: &Line, language: &str) -> Result<StoredPractice, Box<dyn Error>> {
    let said = serde_json::json!({
        "title": line.title, "slug": line.id, "summary": "", "body": line.text, "language": language,
    });
    let practice = faceted(number, said);
    let published = DateTime::from_timestamp(i64::try_from(number)?, 0).ok_or("no such time")?;
    Ok(StoredPractice { id: id(number)?, practice: serde_json::from_value(practice)?, version: 1, published })
}
