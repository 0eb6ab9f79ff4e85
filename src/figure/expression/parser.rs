//! The parser of formulas: precedence climbing over the author's own characters.
//!
//! Reads and never evaluates; every fault stands at the character it is about.

use super::{Expression, Formula, Step};
use crate::diagnostic::{Code, Diagnostic, Text, nearest};
use crate::figure::name::{self, FUNCTIONS, Function, Reference};
use crate::figure::number::Commas;
use crate::figure::piece::{Piece, fold};
use crate::figure::quantity::{self, Context};
use crate::text;

type Fault = Box<Diagnostic>;

/// How deep parentheses may nest: nobody reads more, and the stack must hold.
const MOST_NESTING: usize = 64;

/// How many operands a formula may have: a longer one is data, not a formula.
const MOST_OPERANDS: usize = 5000;

/// Reads the formula that a text begins with; returns it and the offset of what follows.
pub(super) fn parse(piece: Piece<'_>) -> Result<(Formula, usize), Fault> {
    let mut parser = Parser {
        piece,
        at: 0,
        nesting: 0,
        calls: 0,
        operands: 0,
        references: Vec::new(),
        places: Vec::new(),
    };
    parser.blanks();
    let start = parser.at;
    let tree = parser.sum()?;
    let end = start + parser.piece.text[start..parser.at].trim_end().len();
    let places =
        parser.places.into_iter().map(|(range, name)| (range.start - start..range.end - start, name));
    let formula = Formula {
        text: piece.text[start..end].to_owned(),
        span: piece.at(start..end),
        tree,
        references: parser.references,
        places: places.collect(),
    };
    Ok((formula, parser.at))
}

/// Returns the fault of a character behind a whole formula.
pub(super) fn stray(piece: &Piece<'_>, at: usize) -> Fault {
    let c = piece.text[at..].chars().next().unwrap_or(' ');
    let message = text!("算式中不应有“{c}”", "`{c}` does not belong into this formula");
    let mut fault = Diagnostic::new(Code::BadExpression, piece.char_at(at), message);
    fault = match fold(c) {
        ')' => {
            let fault = fault.hint(text!("前面少一个左括号", "the opening parenthesis is missing"));
            if piece.is_exact() { fault.fix(piece.char_at(at), "") } else { fault }
        }
        ',' => fault.hint(text!(
            "逗号只分隔千位（12,430）或函数的参数",
            "a comma only sets thousands apart (12,430) or separates the arguments of a function"
        )),
        '=' | '<' | '>' => fault.hint(text!(
            "一个算式只说一个数；比较写在“检查”中",
            "a formula says one number; comparisons belong under `checks`"
        )),
        _ => fault
            .hint(text!("两个数之间要有运算符：+ - × ÷", "between two operands stands an operator: + - * /")),
    };
    Box::new(fault)
}

/// The state of reading one formula.
struct Parser<'a> {
    piece: Piece<'a>,
    at: usize,
    nesting: usize,
    /// How many argument lists are open: in them a comma separates.
    calls: usize,
    operands: usize,
    references: Vec<Reference>,
    places: Vec<(std::ops::Range<usize>, usize)>,
}

impl Parser<'_> {
    /// Reads operands joined by `+` and `-`.
    fn sum(&mut self) -> Result<Expression, Fault> {
        let first = self.product()?;
        let steps = self.steps(['+', '-'], Self::product)?;
        Ok(if steps.is_empty() { first } else { Expression::Sum(Box::new(first), steps) })
    }

    /// Reads operands joined by `*` and `/`.
    fn product(&mut self) -> Result<Expression, Fault> {
        let first = self.operand()?;
        let steps = self.steps(['*', '/'], Self::operand)?;
        Ok(if steps.is_empty() { first } else { Expression::Product(Box::new(first), steps) })
    }

    /// Reads the operators of one level with their operands.
    fn steps(
        &mut self,
        [direct, inverse]: [char; 2],
        mut operand: impl FnMut(&mut Self) -> Result<Expression, Fault>,
    ) -> Result<Vec<Step>, Fault> {
        let mut steps = Vec::new();
        loop {
            self.blanks();
            let Some(sign) = self.peek().filter(|sign| [direct, inverse].contains(sign)) else {
                return Ok(steps);
            };
            let operator = self.piece.char_at(self.at);
            self.advance();
            steps.push(Step { inverse: sign == inverse, operator, operand: operand(self)? });
        }
    }

    /// Reads a number, a name, a call, a parenthesis, or one of them behind a minus.
    fn operand(&mut self) -> Result<Expression, Fault> {
        self.blanks();
        self.operands += 1;
        if self.operands > MOST_OPERANDS {
            let message =
                text!("算式超过 {MOST_OPERANDS} 项", "a formula of more than {MOST_OPERANDS} operands");
            let hint = text!("分成几个数字，再相加", "make several figures of it and add those");
            return Err(Box::new(self.here(message).hint(hint)));
        }
        match self.peek() {
            Some('(') => self.nested(|parser| {
                let open = parser.at;
                parser.advance();
                let calls = std::mem::take(&mut parser.calls);
                let inner = parser.sum()?;
                parser.calls = calls;
                parser.close(open)?;
                Ok(inner)
            }),
            Some('-') => self.nested(|parser| {
                parser.advance();
                Ok(match parser.operand()? {
                    Expression::Number(quantity) => Expression::Number(Box::new(quantity.negated())),
                    other => Expression::Negated(Box::new(other)),
                })
            }),
            Some(_) if !name::run(self.rest()).is_empty() && !self.is_money() => self.named(),
            _ => self.number(),
        }
    }

    /// Reads a number with its unit.
    fn number(&mut self) -> Result<Expression, Fault> {
        let commas = if self.calls > 0 { Commas::Separate } else { Commas::Group };
        if let Some((quantity, length)) = quantity::scan(self.rest(), Context::Operand(commas)) {
            self.at += length;
            return Ok(Expression::Number(Box::new(quantity)));
        }
        let long = self.peek().is_some_and(|c| c.is_ascii_digit());
        let fault = match self.rest().chars().next() {
            None => self.here(text!(
                "算式不完整：后面少一个数或名称",
                "the formula breaks off: a number or name is missing"
            )),
            Some(_) if long => self.here(text!("这个数太长了", "this number is too long")),
            Some(c) => self.here(text!(
                "这里应是数、名称或左括号，而不是“{c}”",
                "expected a number, a name or a parenthesis, found `{c}`"
            )),
        };
        Err(Box::new(fault))
    }

    /// Reads a name, qualified or not, or a function with its arguments.
    fn named(&mut self) -> Result<Expression, Fault> {
        let start = self.at;
        let word = name::run(self.rest()).to_owned();
        self.at += word.len();
        let end = self.at;
        self.blanks();
        if self.peek() == Some('(') {
            return self.nested(|parser| parser.call(&word, start));
        }
        self.at = end;
        let mut parts = vec![name::canonical(&word)];
        let mut last = start..end;
        while self.peek() == Some('.') {
            let dot = self.at;
            self.advance();
            let next = name::run(self.rest());
            if next.is_empty() {
                self.at = dot;
                let message = text!("点号后面少一个名称", "a name is missing after the dot");
                return Err(Box::new(self.here(message)));
            }
            parts.push(name::canonical(next));
            last = self.at..self.at + next.len();
            self.at = last.end;
        }
        let span = self.piece.at(start..self.at);
        let reference = Reference { parts, facet: None, span, last: self.piece.at(last) };
        Ok(self.refer(reference, start))
    }

    /// Notes a reference; a name that stands in the formula twice is noted once.
    fn refer(&mut self, reference: Reference, start: usize) -> Expression {
        let known =
            self.references.iter().position(|r| r.parts == reference.parts && r.facet == reference.facet);
        let index = known.unwrap_or(self.references.len());
        if known.is_none() {
            self.references.push(reference);
        }
        self.places.push((start..self.at, index));
        Expression::Name(index)
    }

    /// Reads the arguments of a function whose parenthesis is next.
    fn call(&mut self, word: &str, start: usize) -> Result<Expression, Fault> {
        let span = self.piece.at(start..start + word.len());
        let Some(function) = Function::of(word) else {
            let message = text!("没有“{word}”这个函数", "there is no function `{word}`");
            let mut fault = Diagnostic::new(Code::BadExpression, span, message);
            if let Some(name) = nearest(word, FUNCTIONS.iter().map(|(name, _)| *name)) {
                fault = fault.hint(text!("是不是“{name}”？", "did you mean `{name}`?"));
                fault = if self.piece.is_exact() { fault.fix(span, name) } else { fault };
            }
            return Err(Box::new(fault));
        };
        let open = self.at;
        self.advance();
        self.calls += 1;
        let places = self.places.len();
        let mut arguments = Vec::new();
        loop {
            arguments.push(self.sum()?);
            self.blanks();
            if !matches!(self.rest().chars().next(), Some(',' | '，' | '、')) {
                break;
            }
            self.advance();
        }
        self.calls -= 1;
        self.close(open)?;
        if let (Function::Facet(facet), [Expression::Name(index)]) = (function, arguments.as_slice()) {
            let reference = Reference { facet: Some(facet), ..self.references[*index].clone() };
            self.places.truncate(places);
            // `prior(a)` needs what `a` declares, not what `a` is.
            if !self.places.iter().any(|(_, used)| used == index) && index + 1 == self.references.len() {
                self.references.pop();
            }
            return Ok(self.refer(reference, start));
        }
        built(function, span, arguments)
            .map_err(|message| Box::new(Diagnostic::new(Code::BadExpression, span, message)))
    }

    /// Reads what lies one level deeper, unless that is too deep.
    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Expression, Fault>,
    ) -> Result<Expression, Fault> {
        if self.nesting == MOST_NESTING {
            let message =
                text!("括号套了超过 {MOST_NESTING} 层", "more than {MOST_NESTING} levels of parentheses");
            return Err(Box::new(self.here(message)));
        }
        self.nesting += 1;
        let result = read(self);
        self.nesting -= 1;
        result
    }

    /// Reads a closing parenthesis.
    fn close(&mut self, open: usize) -> Result<(), Fault> {
        self.blanks();
        if self.peek() == Some(')') {
            self.advance();
            return Ok(());
        }
        if self.rest().is_empty() || self.peek() == Some('@') {
            let message = text!("左括号没有右括号", "this parenthesis is never closed");
            return Err(Box::new(Diagnostic::new(Code::BadExpression, self.piece.char_at(open), message)));
        }
        Err(stray(&self.piece, self.at))
    }

    /// Returns whether a currency code with its amount follows, not a name.
    fn is_money(&self) -> bool {
        quantity::scan(self.rest(), Context::Operand(Commas::Separate)).is_some()
    }

    fn rest(&self) -> &str {
        &self.piece.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next().map(fold)
    }

    fn advance(&mut self) {
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    fn blanks(&mut self) {
        self.at = self.piece.text.len() - self.rest().trim_start().len();
    }

    fn here(&self, message: Text) -> Diagnostic {
        Diagnostic::new(Code::BadExpression, self.piece.char_at(self.at), message)
    }
}

/// Returns the tree of a function: a chain where it is one, so that evaluation knows fewer cases.
fn built(
    function: Function,
    span: crate::source::Span,
    mut arguments: Vec<Expression>,
) -> Result<Expression, Text> {
    let step = |inverse| move |operand| Step { inverse, operator: span, operand };
    let count = arguments.len();
    match function {
        Function::Facet(facet) => {
            let name = facet.name();
            let (zh, en) = (name.zh, name.en);
            Err(text!("{zh}() 里要写一个数字的名称", "{en}() takes the name of one figure"))
        }
        Function::Sum => {
            let first = arguments.remove(0);
            Ok(Expression::Sum(Box::new(first), arguments.into_iter().map(step(false)).collect()))
        }
        Function::Share if count == 2 => {
            let first = arguments.remove(0);
            Ok(Expression::Product(Box::new(first), arguments.into_iter().map(step(true)).collect()))
        }
        Function::Share | Function::Points | Function::Round if count != 2 => Err(text!(
            "这个函数要两个参数，写了 {count} 个",
            "this function takes two arguments, found {count}"
        )),
        Function::Absolute if count != 1 => Err(text!(
            "这个函数要一个参数，写了 {count} 个",
            "this function takes one argument, found {count}"
        )),
        Function::Round if !matches!(arguments[1], Expression::Number(_)) => {
            Err(text!("第二个参数写保留的样子，如 0.1%", "the second argument is an example such as 0.1%"))
        }
        _ => Ok(Expression::Call(function, span, arguments)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Encoding, Sources, Span};
    use proptest::prelude::*;

    fn read(text: &str) -> Result<Formula, Fault> {
        let mut sources = Sources::default();
        let file = sources.add("a.md", text, Encoding::Utf8);
        Formula::parse(Piece::of_span(&sources, Span::new(file, 0, text.len())))
    }

    fn fault(text: &str) -> (usize, usize) {
        let fault = read(text).unwrap_err();
        assert_eq!(fault.code, Code::BadExpression);
        (fault.span.start as usize, fault.span.end as usize)
    }

    #[test]
    fn names_are_found_where_they_stand() {
        let formula = read("（办结 + 网格.转办）÷ 事件 × 办结").unwrap();
        let names: Vec<_> = formula.references.iter().map(|r| r.parts.join(".")).collect();
        assert_eq!(names, ["办结", "网格.转办", "事件"]);
        assert_eq!(formula.with_names(|index| index.to_string()), "（0 + 1）÷ 2 × 0");
        assert_eq!(read("  办结 + 事件 ").unwrap().with_names(|index| index.to_string()), "0 + 1");
        assert_eq!(read("yoy(固投)").unwrap().with_names(|_| "7.9%".into()), "7.9%");
    }

    #[test]
    fn faults_stand_at_the_character() {
        assert_eq!(fault("办结/"), ("办结/".len(), "办结/".len()));
        assert_eq!(fault("(办结+1"), (0, 1));
        assert_eq!(fault("办结)"), (6, 7));
        assert_eq!(fault("办结 事件"), (7, 10));
        assert_eq!(fault("办结 × × 1"), ("办结 × ".len(), "办结 × ×".len()));
        assert_eq!(fault("a..b"), (1, 2));
        assert_eq!(fault("sume(a, b)"), (0, 4));
        assert_eq!(fault("share(a)"), (0, 5));
        assert_eq!(fault("abs(a, b)"), (0, 3));
        assert_eq!(fault("round(a, b)"), (0, 5));
        assert_eq!(fault("yoy(1件)"), (0, 3));
        assert_eq!(fault("24,85"), (2, 3));
        assert_eq!(fault(""), (0, 0));
    }

    #[test]
    fn nesting_and_length_are_bounded() {
        assert!(read(&format!("{}1{}", "(".repeat(64), ")".repeat(64))).is_ok());
        assert_eq!(fault(&format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000))), (64, 65));
        assert_eq!(fault(&format!("{}1", "-".repeat(100_000))), (64, 65));
        assert!(read(&vec!["a"; MOST_OPERANDS].join("+")).is_ok());
        assert!(read(&vec!["a"; MOST_OPERANDS + 1].join("+")).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "[a事件0-9.,+*/()（）×÷%％＝=@ 万余元约$多sumin-]{0,40}") {
            let _ = read(&text);
        }

        #[test]
        fn no_characters_make_the_parser_panic(text in "\\PC{0,60}") {
            let _ = read(&text);
        }
    }
}
