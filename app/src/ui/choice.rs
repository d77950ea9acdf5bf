//! How is one or more out of a few asked for? Radio buttons, boxes to tick, a list to pull down.

use leptos::prelude::*;

use super::field::{Need, around, described_by, labelled};
use crate::form::Mistakes;

/// What can be chosen: the value that is sent, the words that are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choosable {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
    /// Under which name it stands, together with its neighbours of the same name: in a list, or in a fold of boxes.
    pub group: Option<String>,
}

impl Choosable {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None, group: None }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }
}

impl From<&str> for Choosable {
    fn from(label: &str) -> Self {
        Self::new("yes", label)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Radio,
    Boxes,
    List,
}

/// A question with given answers. The name is sent once per chosen value; nothing chosen is nothing sent.
#[derive(Clone, Debug)]
pub struct Choice {
    kind: Kind,
    name: &'static str,
    label: String,
    hint: Option<String>,
    options: Vec<Choosable>,
    chosen: Vec<String>,
    need: Need,
}

impl Choice {
    /// One of a few: radio buttons.
    pub fn one(name: &'static str, label: impl Into<String>, options: Vec<Choosable>, chosen: &str) -> Self {
        Self::new(Kind::Radio, name, label.into(), options, vec![chosen.to_owned()])
    }

    /// Any number of them: boxes.
    pub fn several(name: &'static str, label: impl Into<String>, options: Vec<Choosable>, chosen: &[String]) -> Self {
        Self::new(Kind::Boxes, name, label.into(), options, chosen.to_vec())
    }

    /// One of many: a list. An option with an empty value stands for none.
    pub fn list(name: &'static str, label: impl Into<String>, options: Vec<Choosable>, chosen: &str) -> Self {
        Self::new(Kind::List, name, label.into(), options, vec![chosen.to_owned()])
    }

    fn new(kind: Kind, name: &'static str, label: String, options: Vec<Choosable>, chosen: Vec<String>) -> Self {
        Self { kind, name, label, hint: None, options, chosen, need: Need::Required }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub fn optional(mut self) -> Self {
        self.need = Need::Optional;
        self
    }

    pub fn view(self, mistakes: &Mistakes) -> AnyView {
        if self.kind == Kind::List { self.pulled_down(mistakes) } else { self.laid_out(mistakes) }
    }

    fn pulled_down(self, mistakes: &Mistakes) -> AnyView {
        let options = self.options.chunk_by(|one, next| one.group == next.group).map(|options| {
            let listed = options.iter().map(|option| listed(option, &self.chosen)).collect_view();
            match options[0].group.clone() {
                Some(group) => view! { <optgroup label=group>{listed}</optgroup> }.into_any(),
                None => listed.into_any(),
            }
        });
        let options = options.collect_view();
        labelled(self.name, self.label, self.hint, mistakes, |said| {
            view! {
                <select
                    id=self.name
                    name=self.name
                    required=self.need == Need::Required
                    aria-invalid=said.invalid
                    aria-describedby=said.described
                >
                    {options}
                </select>
            }
            .into_any()
        })
    }

    fn laid_out(self, mistakes: &Mistakes) -> AnyView {
        let error = mistakes.of(self.name);
        let mistaken = error.is_some();
        let described = described_by(self.name, self.hint.as_ref(), error.as_ref());
        let kind = if self.kind == Kind::Radio { "radio" } else { "checkbox" };
        // A browser can demand one radio button, but not one box of several.
        let required = self.kind == Kind::Radio && self.need == Need::Required;
        let (name, chosen) = (self.name, self.chosen);
        let lines = self.options.into_iter().enumerate().map(move |(position, option)| {
            // The first one carries the name as its id: the summary of mistakes leads there.
            let id = if position == 0 { name.to_owned() } else { format!("{name}-{}", position + 1) };
            let checked = chosen.contains(&option.value);
            let input = view! { <input type=kind id=id.clone() name=name value=option.value checked=checked required=required/> };
            (option.group, checked || mistaken, beside(input.into_any(), id, option.label, option.hint))
        });
        view! {
            <fieldset class="field choice" class:mistaken=mistaken aria-describedby=described>
                <legend>{self.label}</legend>
                {around(name, self.hint, error)}
                {folded(lines.collect())}
            </fieldset>
        }
        .into_any()
    }
}

/// Neighbours of one group lie under its name, folded away while none of them is chosen; others stand as they are.
fn folded(lines: Vec<(Option<String>, bool, AnyView)>) -> AnyView {
    let mut folds: Vec<(Option<String>, bool, Vec<AnyView>)> = Vec::new();
    for (group, is_open, line) in lines {
        match folds.last_mut() {
            Some((last, is_any_open, all)) if *last == group => {
                *is_any_open |= is_open;
                all.push(line);
            }
            _ => folds.push((group, is_open, vec![line])),
        }
    }
    let fold = |(group, is_open, lines): (Option<String>, bool, Vec<AnyView>)| match group {
        Some(group) => {
            view! { <details class="fold" open=is_open><summary>{group}</summary>{lines}</details> }.into_any()
        }
        None => lines.into_any(),
    };
    folds.into_iter().map(fold).collect_view().into_any()
}

fn listed(option: &Choosable, chosen: &[String]) -> AnyView {
    let selected = chosen.contains(&option.value);
    view! { <option value=option.value.clone() selected=selected>{option.label.clone()}</option> }.into_any()
}

/// One box to tick: a consent, a switch. Ticked, it sends the option's value, which is `yes` when only words are given;
/// `ticked` is the value that was sent before.
pub fn tick(name: &'static str, option: impl Into<Choosable>, ticked: &str, mistakes: &Mistakes) -> AnyView {
    let option = option.into();
    let error = mistakes.of(name);
    let mistaken = error.is_some();
    let described = described_by(name, None, error.as_ref());
    let checked = ticked == option.value;
    let input = view! {
        <input type="checkbox" id=name name=name value=option.value checked=checked aria-describedby=described/>
    };
    view! {
        <div class="field choice" class:mistaken=mistaken>
            {around(name, None, error)}
            {beside(input.into_any(), name.to_owned(), option.label, option.hint)}
        </div>
    }
    .into_any()
}

/// A button or box with its words beside it, all of it to be pressed.
fn beside(input: AnyView, id: String, label: String, hint: Option<String>) -> AnyView {
    let hint = hint.map(|hint| view! { <small class="hint">{hint}</small> });
    view! { <label for=id>{input}<span>{label}{hint}</span></label> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use registry::Refusal;

    fn options() -> Vec<Choosable> {
        vec![Choosable::new("project", "项目劳资员"), Choosable::new("enterprise", "企业劳资员")]
    }

    #[test]
    fn what_was_chosen_stays_chosen() {
        let none = Mistakes::none(Lang::Chinese);
        let radio = Choice::one("level", "层级", options(), "enterprise").view(&none).to_html();
        assert_eq!(radio.matches(" checked").count(), 1, "{radio}");
        assert!(radio.contains("value=\"enterprise\" checked"), "{radio}");
        let list = Choice::list("level", "层级", options(), "project").view(&none).to_html();
        assert!(list.contains("value=\"project\" selected"), "{list}");
        let boxes = Choice::several("level", "层级", options(), &["project".into(), "enterprise".into()]);
        assert_eq!(boxes.view(&none).to_html().matches(" checked").count(), 2);
        let grouped = |chosen: &str| {
            let options = options().into_iter().map(|option| option.group("层级")).collect();
            Choice::several("level", "层级", options, &[chosen.into()]).view(&none).to_html()
        };
        assert_eq!(grouped("").matches("<details class=\"fold\"><summary>").count(), 1, "{}", grouped(""));
        assert!(grouped("project").contains(" open"), "what was chosen is in sight");
        let consent = tick("pledge", "我已阅读", "yes", &none).to_html();
        assert!(consent.contains("value=\"yes\" checked"), "{consent}");
        let newer = tick("pledge", Choosable::new("v2", "我已阅读"), "v1", &none).to_html();
        assert!(newer.contains("value=\"v2\"") && !newer.contains(" checked"), "{newer}");
    }

    #[test]
    fn neighbours_of_one_group_stand_under_its_name() {
        let none = Mistakes::none(Lang::Chinese);
        let of = |group: &str, label: &str| Choosable::new(label, label).group(group);
        let options = vec![Choosable::new("", "全部"), of("甲", "一"), of("甲", "二"), of("乙", "三")];
        let list = Choice::list("chapter", "章节", options, "二").view(&none).to_html();
        assert_eq!(list.matches("<optgroup").count(), 2, "{list}");
        assert!(list.contains("<optgroup label=\"甲\"") && list.contains("value=\"二\" selected"), "{list}");
        assert!(list.find("全部") < list.find("<optgroup"), "{list}");
    }

    #[test]
    fn the_summary_of_mistakes_leads_to_the_first_button() {
        let mistakes = Mistakes::new(vec![Refusal::on("level", "form.unreadable")], Lang::Chinese);
        let html = Choice::one("level", "层级", options(), "").view(&mistakes).to_html();
        assert!(html.contains("id=\"level\"") && html.contains("id=\"level-error\""), "{html}");
        assert!(html.contains("aria-describedby=\"level-error\""), "{html}");
    }
}
