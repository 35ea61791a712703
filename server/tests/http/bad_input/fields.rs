//! The controls of the forms of a page.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Typed by hand.
    Text,
    /// Typed by hand and never shown again.
    Password,
    /// Chosen from what the page offers.
    Choice,
    /// Carried by the page.
    Carried,
}

/// A control of a form: name, kind, the value that the page gave it.
pub(super) type Control = (String, Kind, String);

pub(super) fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split_once(&format!(" {name}=\""))?.1.split('"').next()?;
    Some(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

/// The forms of a page, each from its first attribute to its end.
pub(super) fn forms(page: &str) -> impl Iterator<Item = &str> {
    page.split("<form ").skip(1).filter_map(|rest| rest.split("</form>").next())
}

/// The controls of a form in a page, without the two that every form has; of the one with most where there are several.
/// Nothing when the page has no such form.
pub(super) fn controls(page: &str, form: &str) -> Option<Vec<Control>> {
    let marked = format!("name=\"form\" value=\"{form}\"");
    let own = |html: &str| {
        let mut controls = controls_in(html);
        // Controls may stand elsewhere on the page and name their form.
        let id = html.split('>').next().and_then(|tag| attribute(&format!(" {tag}"), "id"));
        if let Some(id) = id {
            let elsewhere = page.split('<').filter(|tag| attribute(tag, "form").as_ref() == Some(&id));
            controls.extend(elsewhere.flat_map(|tag| controls_in(&format!("<{tag}"))));
        }
        controls
    };
    forms(page).filter(|html| html.contains(&marked)).map(own).max_by_key(Vec::len)
}

fn controls_in(html: &str) -> Vec<Control> {
    let mut controls: Vec<Control> = Vec::new();
    for tag in html.split('<').filter_map(|rest| rest.split('>').next()) {
        let kind = match tag.split_whitespace().next() {
            Some("textarea") => Kind::Text,
            Some("select") => Kind::Choice,
            Some("input") => match attribute(tag, "type").as_deref() {
                Some("hidden") => Kind::Carried,
                Some("radio" | "checkbox") => Kind::Choice,
                // No browser sends a file that it was not given by hand.
                Some("file") => Kind::Carried,
                Some("password") => Kind::Password,
                _ => Kind::Text,
            },
            _ => continue,
        };
        let (Some(name), value) = (attribute(tag, "name"), attribute(tag, "value").unwrap_or_default()) else {
            continue;
        };
        if !matches!(name.as_str(), "form" | "once") && controls.iter().all(|(known, ..)| *known != name) {
            controls.push((name, kind, value));
        }
    }
    controls
}
