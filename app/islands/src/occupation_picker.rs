//! Choosing an occupation by typing. Which occupations there are, and their labels, belong to the server.
//!
//! The markup it wraps: a labelled text input, and hidden inputs that each take one `data-…` value of the chosen
//! option, named by their own `data-from`. The server may have offered choices for what was typed before, as radio
//! buttons in a `fieldset`: they go as soon as something else is typed. The source answers `?q=…&fragment=1` with a
//! `<ul role="listbox">` of `<li role="option" data-id="…" data-label="…">`; its `data-status` is said to screen readers.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent, UrlSearchParams};

use crate::fragment::Latest;
use crate::pause::{Pause, listen};

/// Wraps a text input and turns it into a combobox over the options that `/occupations` offers for what is typed.
#[island]
pub fn OccupationPicker(
    /// The label, the text input and the hidden inputs.
    children: Children,
) -> impl IntoView {
    view! { <div class="island combobox" use:pick_as_typed>{children()}</div> }
}

/// Where options come from.
const SOURCE: &str = "/occupations";

fn pick_as_typed(root: Element) {
    let Some(picker) = Picker::enhance(root) else { return };
    let picker = Rc::new(picker);
    let asking = Rc::clone(&picker);
    let pause = Pause::new(move || {
        let picker = Rc::clone(&asking);
        spawn_local(async move {
            let _ = picker.offer().await;
        });
    });
    // Typed before the island woke.
    if picker.input.value() != picker.input.default_value() {
        picker.forget();
        pause.restart();
    }
    let (typed, input) = (Rc::clone(&picker), picker.input.clone());
    listen(&input, "input", move |_: Event| {
        typed.forget();
        pause.restart();
    });
    let keyed = Rc::clone(&picker);
    listen(&input, "keydown", move |event: KeyboardEvent| keyed.key(&event));
    let left = Rc::clone(&picker);
    listen(&input, "blur", move |_: Event| left.close());
    let list = picker.list.clone();
    // Pressing must not take the focus from the input, whose `blur` would close the list before the click arrives.
    listen(&list, "mousedown", move |event: Event| event.prevent_default());
    listen(&list, "click", move |event: Event| {
        let at = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(option) = at.and_then(|at| at.closest("[role=option]").ok().flatten()) {
            picker.choose(&option);
        }
    });
}

struct Picker {
    root: Element,
    input: HtmlInputElement,
    /// Holds the listbox of the last answer.
    list: HtmlElement,
    /// Says how many options there are.
    status: Element,
    latest: Latest,
    /// Which option is active, counted from zero.
    active: Cell<Option<u32>>,
}

impl Picker {
    fn enhance(root: Element) -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let input: HtmlInputElement = root.query_selector("input:not([type=hidden])").ok()??.dyn_into().ok()?;
        let list: HtmlElement = document.create_element("div").ok()?.dyn_into().ok()?;
        list.set_id(&format!("{}-options", input.id()));
        list.set_class_name("combobox-options");
        list.set_hidden(true);
        let status = document.create_element("div").ok()?;
        status.set_class_name("visually-hidden");
        status.set_attribute("role", "status").ok()?;
        for element in [list.as_ref(), &status] {
            root.append_child(element).ok()?;
        }
        for (name, value) in
            [("role", "combobox"), ("aria-autocomplete", "list"), ("aria-expanded", "false"), ("autocomplete", "off")]
        {
            input.set_attribute(name, value).ok()?;
        }
        Some(Self { root, input, list, status, latest: Latest::default(), active: Cell::new(None) })
    }

    /// Asks for the options that fit what is typed and shows them.
    async fn offer(&self) -> Option<()> {
        let typed = self.input.value();
        if typed.trim().is_empty() {
            self.close();
            return None;
        }
        let query = UrlSearchParams::new().ok()?;
        query.append("q", &typed);
        query.append("fragment", "1");
        let address = format!("{SOURCE}?{}", String::from(query.to_string()));
        let answer = self.latest.ask(&address, "options", None).await?;
        let listbox = answer.query_selector("[role=listbox]").ok()??;
        // The person may have gone on while the answer was on its way.
        let focused = web_sys::window()?.document()?.active_element()?;
        if !focused.is_same_node(Some(&self.input)) {
            return None;
        }
        self.show(&listbox)
    }

    fn show(&self, listbox: &Element) -> Option<()> {
        let id = format!("{}-listbox", self.input.id());
        listbox.set_id(&id);
        let label = self.input.labels().and_then(|labels| labels.get(0)).and_then(|label| label.text_content());
        listbox.set_attribute("aria-label", &label.unwrap_or_default()).ok()?;
        self.status.set_text_content(listbox.get_attribute("data-status").as_deref());
        self.list.set_inner_html("");
        self.list.append_child(listbox).ok()?;
        for (number, option) in (0..).zip(self.options()) {
            option.set_id(&format!("{id}-{number}"));
            option.set_attribute("aria-selected", "false").ok()?;
        }
        self.activate(None);
        if self.options().next().is_none() {
            return self.set_open(Open::No);
        }
        self.input.set_attribute("aria-controls", &id).ok()?;
        self.set_open(Open::Yes)
    }

    fn set_open(&self, open: Open) -> Option<()> {
        self.list.set_hidden(open == Open::No);
        self.input.set_attribute("aria-expanded", if open == Open::Yes { "true" } else { "false" }).ok()
    }

    fn close(&self) {
        self.latest.give_up();
        self.activate(None);
        let _ = self.set_open(Open::No);
    }

    fn options(&self) -> impl Iterator<Item = Element> {
        let options = self.list.query_selector_all("[role=option]").ok();
        let count = options.as_ref().map_or(0, web_sys::NodeList::length);
        (0..count).filter_map(move |number| options.as_ref()?.get(number)?.dyn_into().ok())
    }

    fn activate(&self, wanted: Option<u32>) {
        self.active.set(wanted);
        let _ = self.input.remove_attribute("aria-activedescendant");
        for (number, option) in (0..).zip(self.options()) {
            let is_wanted = Some(number) == wanted;
            let _ = option.set_attribute("aria-selected", if is_wanted { "true" } else { "false" });
            if is_wanted {
                let _ = self.input.set_attribute("aria-activedescendant", &option.id());
                option.scroll_into_view_with_scroll_into_view_options(&nearest());
            }
        }
    }

    fn key(&self, event: &KeyboardEvent) {
        if self.list.hidden() {
            return;
        }
        let last = match self.options().count().checked_sub(1).and_then(|last| u32::try_from(last).ok()) {
            Some(last) => last,
            None => return,
        };
        match (event.key().as_str(), self.active.get()) {
            ("ArrowDown", Some(number)) if number < last => self.activate(Some(number + 1)),
            ("ArrowDown", _) => self.activate(Some(0)),
            ("ArrowUp", Some(number)) if number > 0 => self.activate(Some(number - 1)),
            ("ArrowUp", _) => self.activate(Some(last)),
            ("Escape", _) => self.close(),
            ("Enter", Some(number)) => {
                let active = (0..).zip(self.options()).find(|(at, _)| *at == number);
                if let Some((_, option)) = active {
                    self.choose(&option);
                }
            }
            _ => return,
        }
        event.prevent_default();
    }

    /// Takes an option's label into the input and its values into the hidden inputs.
    fn choose(&self, option: &Element) {
        self.input.set_value(&option.get_attribute("data-label").unwrap_or_default());
        self.fill(|from| option.get_attribute(&format!("data-{from}")).unwrap_or_default());
        self.close();
        // Others on the page, such as the findings, learn of it as of any other change.
        let init = web_sys::EventInit::new();
        init.set_bubbles(true);
        if let Ok(changed) = Event::new_with_event_init_dict("change", &init) {
            let _ = self.input.dispatch_event(&changed);
        }
    }

    /// Empties the hidden inputs: what is typed now is no longer what was chosen.
    fn forget(&self) {
        self.fill(|_| String::new());
    }

    fn fill(&self, value: impl Fn(&str) -> String) {
        let _ = self.fold_choices();
        let Ok(hidden) = self.root.query_selector_all("input[type=hidden][data-from]") else { return };
        for number in 0..hidden.length() {
            if let Some(Ok(input)) = hidden.get(number).map(JsCast::dyn_into::<HtmlInputElement>) {
                input.set_value(&value(&input.get_attribute("data-from").unwrap_or_default()));
            }
        }
    }

    /// Puts one hidden input in the place of the radio buttons that the server offered for other words: a tick among
    /// them would be sent along with what is typed now.
    fn fold_choices(&self) -> Option<()> {
        let choices = self.root.query_selector("fieldset").ok()??;
        let radio = choices.query_selector("input[type=radio]").ok()??;
        let kept = radio.owner_document()?.create_element("input").ok()?;
        for (name, value) in [("type", "hidden"), ("name", &radio.get_attribute("name")?), ("data-from", "id")] {
            kept.set_attribute(name, value).ok()?;
        }
        choices.parent_node()?.insert_before(&kept, Some(&choices)).ok()?;
        if let Some(asked) = choices.query_selector("input[type=hidden]").ok()? {
            choices.parent_node()?.insert_before(&asked, Some(&choices)).ok()?;
        }
        choices.remove();
        Some(())
    }
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Open {
    Yes,
    No,
}

/// Scrolls only as far as needed to see an option.
fn nearest() -> web_sys::ScrollIntoViewOptions {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    options
}
