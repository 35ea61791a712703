//! Fields whose choices are all in view, and fields of several inputs.

use leptos::prelude::*;

use super::{Choice, Field};

impl Field {
    /// One of a few, all in view.
    pub fn one_of(self, choices: Vec<Choice>, chosen: &str) -> AnyView {
        self.group("radio", choices, &[chosen.to_owned()])
    }

    /// One of a few of a word or two each, which stand on one line where there is room.
    pub fn one_of_short(self, choices: Vec<Choice>, chosen: &str) -> AnyView {
        let inputs = self.inputs("radio", choices, &[chosen.to_owned()]);
        self.around_group("choices choices--short", inputs)
    }

    /// Any of a few, all in view.
    pub fn any_of(self, choices: Vec<Choice>, chosen: &[String]) -> AnyView {
        self.group("checkbox", choices, chosen)
    }

    /// Several inputs under one legend.
    pub fn group_of(self, inputs: impl IntoView + 'static) -> AnyView {
        self.around_group("choices", inputs)
    }

    fn around_group(self, class: &'static str, inputs: impl IntoView + 'static) -> AnyView {
        let class = if self.problems.is_empty() { class.to_owned() } else { format!("{class} field--bad") };
        let optional = self.optional.clone().map(|words| view! { <span class="hint">" "{words}</span> });
        view! {
            <fieldset class=class aria-describedby=self.described_by()>
                <legend>{self.label.clone()}{optional}</legend>
                {self.hints()}
                {inputs}
            </fieldset>
        }
        .into_any()
    }

    fn group(self, kind: &'static str, choices: Vec<Choice>, chosen: &[String]) -> AnyView {
        let inputs = self.inputs(kind, choices, chosen);
        self.group_of(inputs)
    }

    fn inputs(&self, kind: &'static str, choices: Vec<Choice>, chosen: &[String]) -> AnyView {
        let name = self.name;
        let inputs = choices.into_iter().enumerate().map(|(at, (value, words))| {
            let checked = chosen.contains(&value);
            // The summary's link leads to the first choice.
            let id = if at == 0 { format!("field-{name}") } else { format!("field-{name}-{value}") };
            view! {
                <label class="choice">
                    <input id=id type=kind name=name value=value checked=checked/>
                    <span>{words}</span>
                </label>
            }
        });
        inputs.collect_view().into_any()
    }
}
