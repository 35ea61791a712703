//! Waiting until a person pauses. What happens then belongs to the islands.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, HtmlInputElement, HtmlOptionElement, HtmlSelectElement, HtmlTextAreaElement, Node};

/// How long nothing may happen before an island acts, in milliseconds: shorter asks for every letter, longer feels slow.
pub(crate) const PAUSE: i32 = 150;

/// Runs an action once nothing has happened for a while.
#[derive(Clone)]
pub(crate) struct Pause {
    milliseconds: i32,
    action: Rc<RefCell<dyn FnMut()>>,
    end: Rc<Closure<dyn FnMut()>>,
    /// The timer while the wait runs.
    timer: Rc<Cell<Option<i32>>>,
}

impl Pause {
    /// Makes a pause of [`PAUSE`] that runs `action` when it ends.
    pub(crate) fn new(action: impl FnMut() + 'static) -> Self {
        Self::of(PAUSE, action)
    }

    /// The same of another length.
    pub(crate) fn of(milliseconds: i32, action: impl FnMut() + 'static) -> Self {
        let timer = Rc::<Cell<Option<i32>>>::default();
        let action: Rc<RefCell<dyn FnMut()>> = Rc::new(RefCell::new(action));
        let (ended, acts) = (Rc::clone(&timer), Rc::clone(&action));
        let end = Closure::<dyn FnMut()>::new(move || {
            ended.set(None);
            act(&acts);
        });
        Self { milliseconds, action, end: Rc::new(end), timer }
    }

    /// Starts the wait, from the beginning when it runs already.
    pub(crate) fn restart(&self) {
        self.cancel();
        self.wait(self.milliseconds);
    }

    /// Acts after this time, unless the wait runs already and ends by itself.
    pub(crate) fn again_after(&self, milliseconds: i32) {
        if self.timer.get().is_none() {
            self.wait(milliseconds);
        }
    }

    /// Ends the wait at once, if it runs, and acts.
    pub(crate) fn end_now(&self) {
        if self.timer.get().is_some() {
            self.cancel();
            act(&self.action);
        }
    }

    fn wait(&self, milliseconds: i32) {
        let Some(window) = web_sys::window() else { return };
        let end = self.end.as_ref().as_ref().unchecked_ref();
        self.timer.set(window.set_timeout_with_callback_and_timeout_and_arguments_0(end, milliseconds).ok());
    }

    /// Ends the wait without acting.
    pub(crate) fn cancel(&self) {
        if let (Some(window), Some(timer)) = (web_sys::window(), self.timer.take()) {
            window.clear_timeout_with_handle(timer);
        }
    }

    /// Restarts at every event that changes a field inside `root`, and now if one was changed before the island woke.
    pub(crate) fn restart_on_change(&self, root: &Element) {
        for kind in ["input", "change"] {
            let pause = self.clone();
            listen(root, kind, move |_: Event| pause.restart());
        }
        if touched(root) {
            self.restart();
        }
    }
}

fn act(action: &RefCell<dyn FnMut()>) {
    if let Ok(mut action) = action.try_borrow_mut() {
        (*action)();
    }
}

/// Whether somebody has typed, ticked or chosen inside `root` already: people are faster than slow lines.
fn touched(root: &Element) -> bool {
    let Ok(fields) = root.query_selector_all("input, textarea, select") else { return false };
    (0..fields.length()).filter_map(|number| fields.get(number)).any(|field| is_touched(&field))
}

/// Whether a field says something else than the page came with.
pub(crate) fn is_touched(field: &Node) -> bool {
    if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        return input.value() != input.default_value() || input.checked() != input.default_checked();
    }
    if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        return area.default_value().is_ok_and(|came| area.value() != came);
    }
    let Some(list) = field.dyn_ref::<HtmlSelectElement>() else { return false };
    let options = (0..list.length()).filter_map(|at| list.item(at)?.dyn_into::<HtmlOptionElement>().ok());
    let options: Vec<HtmlOptionElement> = options.collect();
    // A list of which nothing is chosen by the page shows its first choice.
    let by_page = options.iter().any(HtmlOptionElement::default_selected);
    options.iter().enumerate().any(|(at, option)| {
        let came = if by_page { option.default_selected() } else { at == 0 };
        option.selected() != came
    })
}

/// Calls `action` at every event of this kind, for as long as the page lives.
pub(crate) fn listen<E>(root: &web_sys::EventTarget, kind: &str, action: impl FnMut(E) + 'static)
where
    E: wasm_bindgen::convert::FromWasmAbi + wasm_bindgen::describe::WasmDescribe + 'static,
{
    let action = Closure::<dyn FnMut(E)>::new(action);
    // Without its listener an island is plain HTML, which works: a failure needs no words.
    let _ = root.add_event_listener_with_callback(kind, action.as_ref().unchecked_ref());
    action.forget();
}
