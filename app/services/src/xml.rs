//! Writing XML: what is written is well-formed whatever the texts hold.

/// A document in the making.
pub(crate) struct Xml(String);

impl Xml {
    /// Begins with the declaration.
    pub(crate) fn new() -> Self {
        Self("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned())
    }

    /// A part of a document, to be added to it.
    pub(crate) const fn part() -> Self {
        Self(String::new())
    }

    /// Adds a part.
    pub(crate) fn add(&mut self, part: &Self) {
        self.0.push_str(&part.0);
    }

    /// A tag that opens an element.
    pub(crate) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.0.push('>');
    }

    /// The tag that closes it.
    pub(crate) fn close(&mut self, name: &str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push_str(">\n");
    }

    /// An element with a text.
    pub(crate) fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        escape(&mut self.0, text);
        self.close(name);
    }

    /// An element with nothing in it.
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.0.push_str("/>\n");
    }

    /// The text of the document.
    pub(crate) fn finish(self) -> String {
        self.0
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.0.push('<');
        self.0.push_str(name);
        for (attribute, value) in attributes {
            self.0.push(' ');
            self.0.push_str(attribute);
            self.0.push_str("=\"");
            escape(&mut self.0, value);
            self.0.push('"');
        }
    }
}

/// Writes a text for an element or an attribute; what XML 1.0 cannot hold at all becomes the replacement character.
fn escape(into: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\t' | '\n' | '\r' => into.push_str(&format!("&#{};", u32::from(c))),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => into.push('\u{fffd}'),
            _ => into.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Xml;

    #[test]
    fn texts_are_only_ever_texts() {
        let mut xml = Xml::new();
        xml.leaf("a", &[("b", "\"<&>\n'")], "]]></a>\u{0}\u{b}\u{ffff}\t😀");
        let expect = "<a b=\"&quot;&lt;&amp;&gt;&#10;'\">]]&gt;&lt;/a&gt;\u{fffd}\u{fffd}\u{fffd}&#9;😀</a>\n";
        assert_eq!(xml.finish().lines().nth(1), expect.lines().next());
    }
}
