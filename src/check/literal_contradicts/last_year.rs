//! What to say of a typed number that last year's value of a figure denies: that value itself, or the change on it.
//!
//! Where such numbers stand, in prose and in tables, is found by others.

use num_traits::{Signed as _, Zero as _};

use crate::diagnostic::{Code, Diagnostic, Text, printable};
use crate::figure::{Figure, FigureTable, Growth, Unit, Value};
use crate::source::Span;
use crate::text;

/// A typed number about a figure's last year.
pub(in crate::check) struct About<'a> {
    /// The figures of the report.
    pub(in crate::check) figures: &'a FigureTable,
    /// The index of the figure.
    pub(in crate::check) index: usize,
    /// Where the number stands.
    pub(in crate::check) place: Span,
    /// The number as written.
    pub(in crate::check) written: &'a str,
}

/// What is wrong with a typed change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum Wrong {
    /// The number.
    Number,
    /// The word before it says the other way.
    Word,
    /// A change in points is told in %.
    Unit,
}

impl About<'_> {
    fn figure(&self) -> &Figure {
        &self.figures.figures[self.index]
    }

    fn fault(&self, message: Text) -> Diagnostic {
        Diagnostic::new(Code::LiteralContradicts, self.place, message)
            .related(self.figure().declared, text!("登记在这里", "declared here"))
            .about(self.index)
    }

    /// Says that the number is not last year's value.
    pub(in crate::check) fn denied(&self) -> Diagnostic {
        let (name, bare, then) = (self.name(), printable(&self.figure().name), self.then());
        let written = printable(self.written);
        let message = text!(
            "这里写的是 {written}，而“{name}”登记的上年数是 {then}",
            "{written} is typed here, but `{name}` was {then} last year, as declared"
        );
        self.fault(message).hint(text!(
            "引用 {{{{{bare}.上年}}}}，会印成登记的上年数；登记有误就改登记",
            "cite {{{{{bare}.prior}}}}, which prints last year's value; or correct the figure"
        ))
    }

    /// Says that the number is not the change on last year's value, which is `truly`.
    pub(in crate::check) fn denied_change(&self, truly: &Value, wrong: Wrong) -> Diagnostic {
        let (name, bare, then) = (self.name(), printable(&self.figure().name), self.then());
        let now = printable(self.figure().display.as_deref().unwrap_or_default());
        let written = printable(self.written);
        let truth = told(truly);
        let (zh, en) = (&truth.zh, &truth.en);
        let message = match wrong {
            Wrong::Word => text!(
                "{written} 前面的说法反了：“{name}”是 {now}，上年 {then}，是{zh}",
                "the word before {written} says the other way: `{name}` is {now}, and was {then} last year, {en}"
            ),
            Wrong::Unit => text!(
                "这里写的是 {written}，而“{name}”是 {now}，上年 {then}，{zh}：差的是百分点，不是百分之几",
                "{written} is typed here, but `{name}` is {now}, and was {then} last year, {en}: the difference is in percentage points"
            ),
            Wrong::Number => text!(
                "这里写的是 {written}，而“{name}”是 {now}，上年 {then}，算出来是{zh}",
                "{written} is typed here, but `{name}` is {now}, and was {then} last year, {en}"
            ),
        };
        let fault = self.fault(message);
        match wrong {
            Wrong::Word => fault.hint(text!(
                "改掉这个词；数字有误就改登记",
                "change the word; or correct the figure"
            )),
            Wrong::Unit => fault.hint(text!("单位写成“个百分点”", "write `percentage points`")),
            Wrong::Number => fault.hint(text!(
                "引用算出来的数：{{{{{bare}.同比}}}}、{{{{{bare}.增减}}}}、{{{{{bare}.上年}}}}；登记有误就改登记",
                "cite what is computed: {{{{{bare}.yoy}}}}, {{{{{bare}.change}}}}, {{{{{bare}.prior}}}}; or correct the figure"
            )),
        }
    }

    fn name(&self) -> String {
        printable(self.figure().label.as_deref().unwrap_or(&self.figure().name))
    }

    fn then(&self) -> String {
        let prior = self.figure().prior.as_deref();
        printable(prior.map(|(prior, _)| prior.text.as_str()).unwrap_or_default())
    }
}

/// Returns a change in words: 增加 728.18万元, 下降 11.1638…%.
fn told(change: &Value) -> Text {
    let size = printable(&Value::exact(change.base.abs(), change.unit.clone()).for_message());
    let english = size.strip_suffix("个百分点").map(|number| format!("{number} percentage points"));
    let size_en = english.as_deref().unwrap_or(&size);
    let is_amount = change.unit.per().is_none() && !change.unit.is_kind_of(&Unit::points());
    match (change.base.is_zero(), change.base.is_positive(), is_amount) {
        (true, ..) => text!("没有变化", "unchanged"),
        (_, true, true) => text!("增加 {size}", "up {size_en}"),
        (_, true, false) => text!("上升 {size}", "up {size_en}"),
        (_, false, true) => text!("减少 {size}", "down {size_en}"),
        (_, false, false) => text!("下降 {size}", "down {size_en}"),
    }
}

/// Returns the change as a message tells it beside a number in a unit: that of a rate in points.
pub(in crate::check) fn truly(growth: &Growth, unit: &Unit) -> Option<Value> {
    match growth.is_of_rate() {
        true => growth.told_in(&Unit::points()),
        false => growth.told_in(unit),
    }
}
