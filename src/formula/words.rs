//! A formula in words, for those who hear it: what it says, as one reads it aloud, in the report's language.
//!
//! Signs that screen readers know keep their form. Words are no layout: of a matrix only the rows are told.

use super::{Function, Grid, Kind, Node};
use crate::diagnostic::Language;
use crate::report::Citation;

/// Signs that have words of their own: the sign, Chinese, English.
const SPOKEN: &[(char, &str, &str)] = &[
    ('×', "乘以", "times"),
    ('⋅', "乘以", "times"),
    ('÷', "除以", "divided by"),
    ('=', "等于", "equals"),
    ('≤', "小于等于", "less than or equal to"),
    ('⩽', "小于等于", "less than or equal to"),
    ('≥', "大于等于", "greater than or equal to"),
    ('⩾', "大于等于", "greater than or equal to"),
    ('<', "小于", "less than"),
    ('>', "大于", "greater than"),
    ('≠', "不等于", "not equal to"),
    ('≈', "约等于", "approximately"),
    ('±', "正负", "plus or minus"),
    ('+', "加", "plus"),
    ('-', "减", "minus"),
    ('−', "减", "minus"),
    ('∑', "求和", "sum"),
    ('∏', "连乘", "product"),
    ('∫', "积分", "integral"),
    ('∞', "无穷大", "infinity"),
    ('∂', "偏", "partial"),
    ('→', "趋于", "to"),
    ('∈', "属于", "in"),
];

/// Returns a piece of a formula in words; `shown` says what a citation prints.
pub fn words(node: &Node, language: Language, shown: &dyn Fn(Citation) -> String) -> String {
    let mut teller = Teller { text: String::new(), chinese: language == Language::Chinese, shown };
    teller.node(node);
    teller.text
}

/// Words as they grow.
struct Teller<'a> {
    text: String,
    chinese: bool,
    shown: &'a dyn Fn(Citation) -> String,
}

impl Teller<'_> {
    /// Adds a word, apart from the one before unless both are Chinese or a number's sign.
    fn say(&mut self, word: &str) {
        let touches = |c: Option<char>| c.is_some_and(|c| !c.is_ascii_alphanumeric() || c.is_whitespace());
        let apart =
            !self.chinese || !(touches(self.text.chars().next_back()) || touches(word.chars().next()));
        if apart && !self.text.is_empty() && !word.is_empty() && !self.text.ends_with(' ') && word != "%" {
            self.text.push(' ');
        }
        self.text.push_str(word);
    }

    fn tell(&mut self, zh: &str, en: &str) {
        self.say(if self.chinese { zh } else { en });
    }

    fn nodes(&mut self, nodes: &[Node]) {
        nodes.iter().for_each(|node| self.node(node));
    }

    /// Adds a piece, in brackets where it is more than a number and its unit.
    fn whole(&mut self, node: &Node) {
        let plain = |node: &Node| matches!(node.kind, Kind::Number(_) | Kind::Words(_) | Kind::Citation(_));
        let several = matches!(&node.kind, Kind::Group(nodes) if nodes.len() > 1 && !nodes.iter().all(plain));
        if several {
            self.tell("（", "(");
        }
        self.node(node);
        if several {
            self.tell("）", ")");
        }
    }

    fn node(&mut self, node: &Node) {
        match &node.kind {
            Kind::Sign(sign) => match SPOKEN.iter().find(|(spoken, _, _)| spoken == sign) {
                Some((_, zh, en)) => self.tell(zh, en),
                None => self.say(sign.encode_utf8(&mut [0; 4])),
            },
            Kind::Number(text) | Kind::Words(text) => self.say(text.trim()),
            Kind::Citation(citation) => self.say(&(self.shown)(*citation)),
            Kind::Function(Function::Known(name)) => self.say(name),
            Kind::Function(Function::Named(name)) => self.say(name),
            Kind::Space(_) => {}
            Kind::Group(nodes) => self.nodes(nodes),
            Kind::Fraction { over, under, .. } if self.chinese => {
                self.whole(under);
                self.say("分之");
                self.whole(over);
            }
            Kind::Fraction { over, under, .. } => {
                self.whole(over);
                self.say("over");
                self.whole(under);
            }
            Kind::Binomial(over, under) => {
                self.whole(over);
                self.tell("选", "choose");
                self.whole(under);
            }
            Kind::Root(index, body) => {
                if let Some(index) = index {
                    self.whole(index);
                    self.tell("次", "th");
                }
                self.tell("根号", if index.is_some() { "root of" } else { "the square root of" });
                self.whole(body);
            }
            Kind::Scripts { base, below, above, primes, .. } => {
                let scripts = (below.as_deref(), above.as_deref());
                self.scripts(base, scripts, *primes);
            }
            Kind::Styled(_, body) | Kind::Stretched(_, body) => self.node(body),
            Kind::Fenced(open, body, close) => {
                self.say(&open.map(String::from).unwrap_or_default());
                self.node(body);
                self.say(&close.map(String::from).unwrap_or_default());
            }
            Kind::Grid(grid, rows) => self.grid(*grid, rows),
        }
    }

    fn scripts(&mut self, base: &Node, (below, above): (Option<&Node>, Option<&Node>), primes: usize) {
        self.whole(base);
        for _ in 0..primes {
            self.say("′");
        }
        let large = matches!(base.kind, Kind::Sign('∑' | '∏' | '∫'));
        if let Some(below) = below {
            if large {
                self.tell("从", "from");
            } else {
                self.tell("下标", "sub");
            }
            self.whole(below);
        }
        if let Some(above) = above {
            if large {
                self.tell("到", "to");
                self.whole(above);
            } else if let Kind::Number(number) = &above.kind {
                self.tell("的", "to the power");
                self.say(number);
                self.tell("次方", "");
            } else {
                self.tell("上标", "super");
                self.whole(above);
            }
        }
    }

    fn grid(&mut self, grid: Grid, rows: &[Vec<Node>]) {
        match grid {
            Grid::Matrix(_) => self.tell("矩阵：", "matrix:"),
            Grid::Cases => self.tell("分情况：", "cases:"),
            Grid::Lines => {}
        }
        for (index, row) in rows.iter().enumerate() {
            if index > 0 {
                self.tell("；", ";");
            }
            for (column, cell) in row.iter().enumerate() {
                if column > 0 && grid != Grid::Lines {
                    self.tell("，", ",");
                }
                self.node(cell);
            }
        }
    }
}
