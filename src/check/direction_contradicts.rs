//! `direction-contradicts`: a word that the numbers beside it deny: 上升 about a fall, 过半 below half, “3项：” before
//! four items.
//!
//! A flag is a proof in the reader's eyes, so each rule asks for a form of words that leaves no other reading, and is
//! silent about denials (没有下降), plans and questions (力争增长), quotations, and words about another rate (增速回落).
//! Each rule has its file in the folder of this name:
//!
//! - `cited`: a direction word directly about a cited figure (`增长{{社零增速}}`), or 与上年持平 with a clear change;
//! - `loose`: 各项指标有所下滑 when every growth figure of its paragraph, two at least, goes up;
//! - `half`: 过半 beside a cited share below 50 %;
//! - `listed`: “3项措施：” before a list of four;
//! - `typed`: a change or last year's value typed beside a figure, and `share`: a share typed behind it; their code is
//!   `literal-contradicts`.

mod cited;
mod half;
mod listed;
mod loose;
mod number;
mod quantities;
mod share;
mod typed;
mod words;

use self::quantities::Quantities;
use crate::check::Input;
use crate::diagnostic::Diagnostics;
use crate::report::prose;

/// Reports words that the numbers beside them deny.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let quantities = Quantities::of(input.literals);
    for section in &input.report.sections {
        for line in prose::lines(section) {
            let numbers = number::of(input, &line);
            if !numbers.is_empty() {
                cited::judge(&line, &numbers, &mut diagnostics);
                typed::judge(input, &quantities, &line, &numbers, &mut diagnostics);
                loose::judge(&line, &numbers, &mut diagnostics);
                half::judge(&line, &numbers, &mut diagnostics);
            }
        }
        listed::judge(input, section, &mut diagnostics);
    }
    diagnostics
}

#[cfg(test)]
mod tests;
