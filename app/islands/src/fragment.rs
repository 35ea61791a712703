//! Asking the server for a page and taking one element of it. When to ask belongs to the islands.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Document, DomParser, Element, FormData, Headers, HtmlFormElement, HtmlTextAreaElement,
    RequestInit, Response, SupportedType, Url, UrlSearchParams,
};

use crate::pause::is_touched;

/// Tells the server which element is wanted, so that it may leave out the rest of the page.
const FRAGMENT: &str = "X-Fragment";

/// The longest body, in bytes, that a browser goes on sending when its page is left: a little less than the 64 KiB of the
/// standard, since more makes the request fail at once.
const LONGEST_KEPT: u32 = 60_000;

/// The one request of an island that still counts: a newer one gives up the older.
#[derive(Clone, Default)]
pub(crate) struct Latest(Rc<RefCell<Option<AbortController>>>);

impl Latest {
    /// Asks `address` and returns the parsed answer; nothing when the request failed, was given up or led elsewhere.
    ///
    /// With a body it posts that, without it gets.
    pub(crate) async fn ask(&self, address: &str, fragment: &str, body: Option<&UrlSearchParams>) -> Option<Document> {
        let controller = AbortController::new().ok()?;
        if let Some(older) = self.0.replace(Some(controller.clone())) {
            older.abort();
        }
        let headers = Headers::new().ok()?;
        headers.set(FRAGMENT, fragment).ok()?;
        let init = RequestInit::new();
        init.set_headers(&headers);
        init.set_signal(Some(&controller.signal()));
        if let Some(body) = body {
            init.set_method("POST");
            init.set_body(body);
            if body.to_string().length() <= LONGEST_KEPT {
                // It arrives although the page is left; browsers have no setter of a type for it yet.
                let _ = js_sys::Reflect::set(&init, &JsValue::from_str("keepalive"), &JsValue::TRUE);
            }
        }
        let request = web_sys::window()?.fetch_with_str_and_init(address, &init);
        let response: Response = JsFuture::from(request).await.ok()?.dyn_into().ok()?;
        if response.redirected() {
            return None;
        }
        let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
        DomParser::new().ok()?.parse_from_string(&text, SupportedType::TextHtml).ok()
    }

    /// Gives up the request that runs, if one does.
    pub(crate) fn give_up(&self) {
        if let Some(older) = self.0.take() {
            older.abort();
        }
    }
}

/// The form inside an island.
pub(crate) fn form(root: &Element) -> Option<HtmlFormElement> {
    root.query_selector("form").ok()??.dyn_into().ok()
}

/// The address a form is sent to, absolute.
pub(crate) fn address(form: &HtmlFormElement) -> Option<Url> {
    let here = web_sys::window()?.location().href().ok()?;
    // The attribute, because a field named `action` would hide the property.
    Url::new_with_base(&form.get_attribute("action").unwrap_or_default(), &here).ok()
}

/// The fields of a form as they stand now, without files.
pub(crate) fn fields(form: &HtmlFormElement) -> Option<UrlSearchParams> {
    let fields = UrlSearchParams::new().ok()?;
    let data = FormData::new_with_form(form).ok()?;
    for pair in js_sys::try_iter(&data).ok()?? {
        let pair: js_sys::Array = pair.ok()?.dyn_into().ok()?;
        if let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) {
            fields.append(&name, &value);
        }
    }
    Some(fields)
}

/// Puts the inside of the answer's element into ours of the same id; returns nothing when one of the two is missing.
///
/// What has an id keeps the focus, stays open or closed as the person left it, and keeps what they have typed.
pub(crate) fn replace(target: &str, answer: &Document) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let ours = document.get_element_by_id(target)?;
    let theirs = answer.get_element_by_id(target)?;
    let focused = document.active_element().filter(|at| ours.contains(Some(at))).map(|at| at.id());
    keep_open(&ours, answer);
    let typed = typed(&ours);
    match (status(&ours), status(&theirs)) {
        (Some(kept), Some(new)) => replace_around(&ours, &kept, &theirs, &new)?,
        _ => ours.set_inner_html(&theirs.inner_html()),
    }
    for (id, value) in typed {
        if let Some(area) = document.get_element_by_id(&id).and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok())
        {
            area.set_value(&value);
        }
    }
    if let Some(again) = focused.and_then(|id| document.get_element_by_id(&id)) {
        let _ = again.dyn_into::<web_sys::HtmlElement>().ok()?.focus();
    }
    Some(())
}

/// The texts inside that somebody has written and nobody has saved, by their ids.
fn typed(ours: &Element) -> Vec<(String, String)> {
    let Ok(areas) = ours.query_selector_all("textarea[id]") else { return Vec::new() };
    let areas = (0..areas.length()).filter_map(|at| areas.get(at)?.dyn_into::<HtmlTextAreaElement>().ok());
    areas.filter(|area| is_touched(area)).map(|area| (area.id(), area.value())).collect()
}

/// Opens and closes the `details` of the answer as ours of the same id are.
fn keep_open(ours: &Element, answer: &Document) {
    let Ok(all) = ours.query_selector_all("details[id]") else { return };
    for number in 0..all.length() {
        let Some(Ok(kept)) = all.get(number).map(JsCast::dyn_into::<Element>) else { continue };
        if let Some(new) = answer.get_element_by_id(&kept.id()) {
            let _ = new.toggle_attribute_with_force("open", kept.has_attribute("open"));
        }
    }
}

/// The live region that is a direct child, if there is one.
pub(crate) fn status(element: &Element) -> Option<Element> {
    element.query_selector(":scope > [role=status]").ok()?
}

/// Replaces everything but the live region, which speaks only when its text changes in its place.
fn replace_around(ours: &Element, kept: &Element, theirs: &Element, new: &Element) -> Option<()> {
    while let Some(node) = ours.first_child().filter(|node| !node.is_same_node(Some(kept))) {
        ours.remove_child(&node).ok()?;
    }
    while let Some(node) = kept.next_sibling() {
        ours.remove_child(&node).ok()?;
    }
    while let Some(node) = theirs.first_child().filter(|node| !node.is_same_node(Some(new))) {
        ours.insert_before(&node, Some(kept)).ok()?;
    }
    while let Some(node) = new.next_sibling() {
        ours.append_child(&node).ok()?;
    }
    kept.set_class_name(&new.class_name());
    kept.set_inner_html(&new.inner_html());
    Some(())
}
