//! A search as its address has it: words, choices, order. Whatever else stands there is left out, so that the same
//! search has one address.

use std::fmt;

use search::{Cursor, Facet, LONGEST_QUERY, Query, Sort};

/// The most choices of a group that count.
const MOST_CHOICES: usize = 20;

/// What an address of the library asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    pairs: Vec<(String, String)>,
}

impl Asked {
    /// The most characters of an address that is kept.
    pub const LONGEST: usize = 2_000;

    /// From the query part of an address; what does not read asks for everything.
    #[must_use]
    pub fn read(query: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_html_form::from_str(query).unwrap_or_default();
        Self::of(&pairs)
    }

    /// From the names and values of an address or a form.
    #[must_use]
    pub fn of(pairs: &[(String, String)]) -> Self {
        let values = |name: &'static str| {
            let found = pairs.iter().filter(move |(key, value)| key == name && !value.is_empty());
            found.map(move |(_, value)| (name.to_owned(), value.clone()))
        };
        let words = values("q").take(1).map(|(name, words)| {
            let words: String = words.chars().take(LONGEST_QUERY).filter(|c| !c.is_control()).collect();
            (name, words.trim().to_owned())
        });
        let mut kept: Vec<(String, String)> = words.filter(|(_, words)| !words.is_empty()).collect();
        for facet in Facet::ALL {
            let mut chosen: Vec<_> = values(facet.word()).take(MOST_CHOICES).collect();
            chosen.sort();
            chosen.dedup();
            kept.extend(chosen);
        }
        kept.extend(values("sort").take(1).filter(|(_, word)| Sort::read(word).is_some()));
        kept.extend(values("after").take(1).filter(|(_, after)| Cursor::read(after).is_some()));
        Self { pairs: kept }
    }

    fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// The words that are looked for.
    #[must_use]
    pub fn words(&self) -> &str {
        self.get("q")
    }

    /// Whether it asks for an order of its own.
    #[must_use]
    pub fn names_order(&self) -> bool {
        !self.get("sort").is_empty()
    }

    /// The question to the index.
    #[must_use]
    pub fn query(&self) -> Query {
        let mut query = Query {
            words: self.words().to_owned(),
            sort: Sort::read(self.get("sort")).unwrap_or_default(),
            after: Cursor::read(self.get("after")),
            ..Query::default()
        };
        for facet in Facet::ALL {
            let chosen = self.pairs.iter().filter(|(name, _)| name == facet.word());
            let values: Vec<String> = chosen.map(|(_, value)| value.clone()).collect();
            if !values.is_empty() {
                query.facets.insert(*facet, values);
            }
        }
        query
    }

    /// The same from its beginning.
    #[must_use]
    pub fn first(&self) -> Self {
        Self { pairs: self.pairs.iter().filter(|(name, _)| name != "after").cloned().collect() }
    }

    /// The same from where a page ended.
    #[must_use]
    pub fn after(&self, cursor: &Cursor) -> Self {
        let mut next = self.first();
        next.pairs.push(("after".to_owned(), cursor.to_string()));
        next
    }

    /// The address below a path.
    #[must_use]
    pub fn path(&self, path: &str) -> String {
        if self.pairs.is_empty() { path.to_owned() } else { format!("{path}?{self}") }
    }

    /// Whether the address is too long to be kept.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        self.to_string().chars().count() > Self::LONGEST
    }

    /// What it can be called: its words and choices, cut to so many characters.
    #[must_use]
    pub fn name(&self, most: usize) -> String {
        let chosen = self.pairs.iter().filter_map(|(name, value)| match name.as_str() {
            "q" => Some(value.clone()),
            "sort" | "after" => None,
            group => Some(crate::oai::spoken(group, value)),
        });
        let name: String = chosen.collect::<Vec<_>>().join(", ");
        let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(most).collect();
        if name.is_empty() { "*".to_owned() } else { name }
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_html_form::to_string(&self.pairs).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::Asked;

    #[test]
    fn the_same_search_has_one_address() {
        let one = Asked::read("x=1&country=IT&q=+farm+work+&country=AL&sort=best&country=AL&after=nonsense&region=");
        assert_eq!(one.to_string(), "q=farm+work&country=AL&country=IT");
        assert_eq!(Asked::read(&one.to_string()), one);
        assert_eq!(one.name(100), "farm work, Albania, Italy");
        assert_eq!(Asked::read("").path("/library"), "/library");
        assert_eq!(Asked::read("%ff&q=%00").to_string(), "");
    }
}
