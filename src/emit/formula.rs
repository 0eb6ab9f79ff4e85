//! Formulas as Typst's mathematics: calls of a few known functions, and string literals for every word.
//!
//! What is written is read back by Typst's own parser before it is let through, and may hold nothing but what this
//! file can write.

use typst_syntax::{SyntaxKind, SyntaxNode, parse_math};

use super::{Writer, quote};
use crate::diagnostic::{Language, Text, printable};
use crate::figure::FigureTable;
use crate::formula::{self, Function, Grid, Kind, Node, Place, Size, Space, Stretch, Style};
use crate::report::{Citation, Formula};
use crate::source::Span;

/// Every name that a formula may hold: functions, spaces and arguments of Typst's.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "frac", "binom", "sqrt", "root", "attach", "limits", "scripts", "lr", "mat", "cases", "op", "display", "inline",
    "upright", "bold", "italic", "bb", "cal", "scr", "frak", "sans", "mono", "cancel",
    "hat", "tilde", "macron", "arrow", "dot", "dot.double", "dot.triple", "double", "triple", "acute", "grave",
    "breve", "caron", "circle", "overline", "underline", "overbrace", "underbrace", "overbracket", "underbracket",
    "thin", "med", "thick", "quad", "wide", "mod", "delim", "b", "t",
    "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "det", "dim", "exp", "gcd",
    "hom", "inf", "ker", "lg", "lim", "liminf", "limsup", "ln", "log", "max", "min", "Pr", "sec", "sin", "sinh",
    "sup", "tan", "tanh",
];

/// How many characters are shown of a formula that cannot be set.
const MOST_TYPED: usize = 300;

/// A stretch of a formula in Typst.
struct Part {
    /// Code, or the text of a literal.
    text: String,
    is_literal: bool,
    /// What it came from, where it is more than a sign between two others.
    span: Option<Span>,
}

impl Writer<'_> {
    /// Writes a formula within a line.
    pub(super) fn inline_formula(&mut self, span: Span, formula: &Formula) {
        match self.parts(formula) {
            Ok((parts, alt)) => {
                self.emitter.push(
                    &format!("#style.formula(alt: {}, display: {}, $", quote(&alt), formula.display),
                    span,
                );
                self.write(parts);
                self.emitter.glue("$);");
            }
            Err(message) => self.formula_as_typed(span, "fault", message),
        }
    }

    /// Writes a formula on lines of its own, with its number if it has an id.
    pub(super) fn formula_block(&mut self, span: Span, formula: &Formula) {
        let number = formula.id.as_ref().and_then(|_| {
            self.next_formula += 1;
            self.numbers.formulas.get(self.next_formula - 1)
        });
        let (parts, alt) = match self.parts(formula) {
            Ok(read) => read,
            Err(message) => {
                self.emitter.glue("#[");
                self.formula_as_typed(span, "fault-block", message);
                self.target(formula.id.as_deref());
                return self.emitter.glue("];");
            }
        };
        let number = number.map_or("none".to_owned(), |number| {
            self.emitter.note_characters(number, span);
            quote(number)
        });
        let id = formula.id.as_deref().map_or_else(|| "none".to_owned(), |id| self.label_of(id));
        let call = format!("#style.formula-block(alt: {}, number: {number}, id: {id}, $", quote(&alt));
        self.emitter.push(&call, span);
        self.write(parts);
        self.emitter.glue("$);");
    }

    /// Writes the mark of a formula that cannot be set: why a citation in it prints nothing, or the formula as typed.
    fn formula_as_typed(&mut self, span: Span, function: &str, message: Option<Text>) {
        let typed = self.context.sources.get(span.file).slice(span);
        let mut words = message.map_or_else(
            || printable(&typed.replace(char::is_control, " ")),
            |message| message.get(self.context.language()).to_owned(),
        );
        if let Some((end, _)) = words.char_indices().nth(MOST_TYPED) {
            words.truncate(end);
            words.push('…');
        }
        self.marked(function, span, &words);
    }

    /// Returns a formula in Typst and in words; of one that cannot be set, what is wrong with a citation in it.
    fn parts(&self, formula: &Formula) -> Result<(Vec<Part>, String), Option<Text>> {
        let figures = self.context.figures;
        for inline in &formula.citations {
            let shown = figures.shown.get(&inline.span).map(|shown| &shown.text);
            if let Some(Err(message)) = shown {
                return Err(Some(message.clone()));
            }
        }
        let tree = formula::read(formula).map_err(|_| None)?;
        let shown = |citation: Citation| shown(figures, citation);
        let mut maker = Maker { parts: Vec::new(), shown: &shown };
        maker.node(&tree);
        let parts = maker.parts;
        if !is_pure(&code(&parts)) {
            return Err(None);
        }
        Ok((parts, formula::words(&tree, self.context.language(), &shown)))
    }

    fn write(&mut self, parts: Vec<Part>) {
        for part in parts {
            match (part.span, part.is_literal) {
                (Some(span), true) => self.emitter.string(&part.text, span),
                (Some(span), false) => self.emitter.push(&part.text, span),
                (None, true) => self.emitter.glue(&quote(&part.text)),
                (None, false) => self.emitter.glue(&part.text),
            }
        }
    }
}

/// Returns a formula in words, or its LaTeX where it cannot be read.
pub(super) fn words(formula: &Formula, language: Language, figures: &FigureTable) -> String {
    match formula::read(formula) {
        Ok(tree) => formula::words(&tree, language, &|citation| shown(figures, citation)),
        Err(_) => formula.latex.clone(),
    }
}

/// Returns what a citation prints.
fn shown(figures: &FigureTable, citation: Citation) -> String {
    let shown = figures.shown.get(&citation.span).map(|shown| &shown.text);
    shown.and_then(|shown| shown.as_deref().ok()).unwrap_or_default().to_owned()
}

/// Returns parts as one piece of code.
fn code(parts: &[Part]) -> String {
    parts.iter().map(|part| if part.is_literal { quote(&part.text) } else { part.text.clone() }).collect()
}

/// Returns whether code is mathematics that holds nothing but known names, signs and literals.
fn is_pure(code: &str) -> bool {
    let root = parse_math(code);
    let mut open: Vec<&SyntaxNode> = vec![&root];
    while let Some(node) = open.pop() {
        let text = node.leaf_text();
        let fits = match node.kind() {
            SyntaxKind::MathIdent | SyntaxKind::Ident => NAMES.contains(&text.as_str()),
            SyntaxKind::MathText => text.chars().count() == 1,
            SyntaxKind::Math
            | SyntaxKind::MathFieldAccess
            | SyntaxKind::MathCall
            | SyntaxKind::MathArgs
            | SyntaxKind::MathAlignPoint
            | SyntaxKind::Named
            | SyntaxKind::Str
            | SyntaxKind::Escape
            | SyntaxKind::Linebreak
            | SyntaxKind::Space
            // Of `delim: #none`, see below.
            | SyntaxKind::Hash
            | SyntaxKind::None
            | SyntaxKind::Dot
            | SyntaxKind::Comma
            | SyntaxKind::Semicolon
            | SyntaxKind::Colon
            | SyntaxKind::LeftParen
            | SyntaxKind::RightParen => true,
            _ => false,
        };
        let children: Vec<_> = node.children().collect();
        let code =
            |pair: &[&SyntaxNode]| pair[0].kind() == SyntaxKind::Hash && pair[1].kind() != SyntaxKind::None;
        if !fits || children.windows(2).any(code) {
            return false;
        }
        open.extend(children);
    }
    true
}

/// Writes a tree as parts.
struct Maker<'a> {
    parts: Vec<Part>,
    shown: &'a dyn Fn(Citation) -> String,
}

impl Maker<'_> {
    /// Adds code, apart from a letter or name before it that it would go on.
    fn code(&mut self, text: &str, span: Option<Span>) {
        if text.is_empty() {
            return;
        }
        let last =
            self.parts.last().filter(|part| !part.is_literal).and_then(|part| part.text.chars().next_back());
        let joins = |c: Option<char>| c.is_some_and(|c| unicode_ident::is_xid_continue(c) || c == '.');
        if joins(last) && joins(text.chars().next()) {
            self.parts.push(Part { text: " ".to_owned(), is_literal: false, span: None });
        }
        self.parts.push(Part { text: text.to_owned(), is_literal: false, span });
    }

    fn glue(&mut self, text: &str) {
        self.code(text, None);
    }

    fn literal(&mut self, text: &str, span: Span) {
        self.parts.push(Part { text: text.to_owned(), is_literal: true, span: Some(span) });
    }

    /// Adds a call of a function with arguments.
    fn call(&mut self, name: &str, arguments: &[&Node]) {
        self.glue(name);
        for (index, argument) in arguments.iter().enumerate() {
            self.glue(if index == 0 { "(" } else { "," });
            self.node(argument);
        }
        self.glue(")");
    }

    fn node(&mut self, node: &Node) {
        let span = node.span;
        match &node.kind {
            Kind::Sign(sign) => self.code(&sign_code(*sign), Some(span)),
            Kind::Number(text) | Kind::Words(text) => self.literal(text, span),
            Kind::Citation(citation) => {
                let text = (self.shown)(*citation);
                self.literal(&text, citation.span);
            }
            Kind::Function(Function::Known(name)) => self.code(name, Some(span)),
            Kind::Function(Function::Named(name)) => {
                self.glue("op(");
                self.literal(name, span);
                self.glue(")");
            }
            Kind::Space(space) => self.glue(space_code(*space)),
            Kind::Group(nodes) if nodes.is_empty() => {
                self.parts.push(Part { text: String::new(), is_literal: true, span: None });
            }
            Kind::Group(nodes) => nodes.iter().for_each(|node| self.node(node)),
            Kind::Fraction { size, over, under } => {
                let around = match size {
                    Size::Usual => None,
                    Size::Display => Some("display("),
                    Size::Text => Some("inline("),
                };
                self.glue(around.unwrap_or_default());
                self.call("frac", &[over, under]);
                self.glue(around.map_or("", |_| ")"));
            }
            Kind::Binomial(over, under) => self.call("binom", &[over, under]),
            Kind::Root(None, body) => self.call("sqrt", &[body]),
            Kind::Root(Some(index), body) => self.call("root", &[index, body]),
            Kind::Scripts { .. } => self.scripts(node),
            Kind::Styled(Style::Of(name), body) => self.call(name, &[body]),
            Kind::Styled(Style::BoldUpright, body) => {
                self.glue("bold(");
                self.call("upright", &[body]);
                self.glue(")");
            }
            Kind::Stretched(Stretch(name), body) => self.call(name, &[body]),
            Kind::Fenced(open, body, close) => {
                self.glue("lr(");
                self.glue(&open.map(sign_code).unwrap_or_default());
                self.node(body);
                self.glue(&close.map(sign_code).unwrap_or_default());
                self.glue(")");
            }
            Kind::Grid(grid, rows) => self.grid(*grid, rows),
        }
    }

    /// Adds a base with what stands below and above it.
    fn scripts(&mut self, node: &Node) {
        let Kind::Scripts { base, below, above, primes, place } = &node.kind else { return };
        // What is written below a brace belongs to the brace; with more than that the brace is a base like others.
        if let Kind::Stretched(Stretch(name), body) = &base.kind
            && let (Some(note), None) =
                if name.starts_with("under") { (below, above) } else { (above, below) }
            && matches!(*name, "underbrace" | "overbrace" | "underbracket" | "overbracket")
            && *primes == 0
        {
            return self.call(name, &[body, note]);
        }
        let around = match place {
            Place::Usual => None,
            Place::Limits => Some("limits("),
            Place::Beside => Some("scripts("),
        };
        self.glue("attach(");
        self.glue(around.unwrap_or_default());
        self.node(base);
        self.glue(around.map_or("", |_| ")"));
        if let Some(below) = below {
            self.glue(",b:");
            self.node(below);
        }
        if above.is_some() || *primes > 0 {
            self.glue(",t:");
            self.glue(&"′".repeat(*primes));
        }
        if let Some(above) = above {
            self.node(above);
        }
        self.glue(")");
    }

    fn grid(&mut self, grid: Grid, rows: &[Vec<Node>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let (open, cell, row, close) = match grid {
            Grid::Matrix(_) => ("mat(delim:", ",", ";", ")"),
            Grid::Cases => ("cases(", "&quad ", ",", ")"),
            Grid::Lines => ("", "&", "\\ ", ""),
        };
        self.glue(open);
        if let Grid::Matrix(delimiter) = grid {
            match delimiter {
                Some(delimiter) => self.glue(&quote(&delimiter.to_string())),
                None => self.glue("#none"),
            }
            self.glue(",");
        }
        for (index, cells) in rows.iter().enumerate() {
            self.glue(if index > 0 { row } else { "" });
            let missing = if matches!(grid, Grid::Matrix(_)) { columns - cells.len() } else { 0 };
            for (column, node) in cells.iter().enumerate() {
                self.glue(if column > 0 { cell } else { "" });
                self.node(node);
            }
            (0..missing).for_each(|_| self.glue(",\"\""));
        }
        self.glue(close);
    }
}

/// Returns a letter or sign in Typst: whatever means something there is escaped.
fn sign_code(sign: char) -> String {
    match sign {
        '-' => "−".to_owned(),
        '*' => "∗".to_owned(),
        // Typst would pair these and make them as large as what stands between.
        '⌊' | '⌋' | '⌈' | '⌉' | '⟨' | '⟩' | '‖' => format!("\\u{{{:x}}}", sign as u32),
        c if c.is_ascii_punctuation() => format!("\\{c}"),
        c => c.to_string(),
    }
}

fn space_code(space: Space) -> &'static str {
    match space {
        Space::Thin => "thin",
        Space::Medium => "med",
        Space::Thick => "thick",
        Space::Quad => "quad",
        Space::Wide => "wide",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::tests::{formula, soup};
    use proptest::prelude::*;

    fn made(latex: &str) -> String {
        let tree = formula::read(&formula(latex, true)).unwrap();
        let shown = |_| "508\"件".to_owned();
        let mut maker = Maker { parts: Vec::new(), shown: &shown };
        maker.node(&tree);
        code(&maker.parts)
    }

    #[test]
    fn latex_becomes_calls_and_literals() {
        for (latex, typst) in [
            (r"办结率=\frac{办结数}{受理数}\times 100\%", r#""办结率"\=frac("办结数","受理数")×"100"\%"#),
            (r"\frac{1,234}{f(x,y)}", r#"frac("1,234",f\(x\,y\))"#),
            (r"x_i^2+y'", r#"attach(x,b:i,t:"2")\+attach(y,t:′)"#),
            (r"\alpha\beta\,a", "α β thin a"),
            (r"\{{a}\}", r"\{a\}"),
            (r"\sum\limits_{i=1}^n{{办结}}", r#"attach(limits(∑),b:i\="1",t:n)"508\"件""#),
            (r#"\text{#read("\$\{a\}")}"#, r##""#read(\"${a}\")""##),
            (r"\operatorname{Var}X", r#"op("Var")X"#),
            (r"\begin{pmatrix}a&b\\c\end{pmatrix}", r#"mat(delim:"(",a,b;c,"")"#),
            (r"\begin{cases}a&b\\c\end{cases}", r"cases(a&quad b,c)"),
            (r"a&=b\\&=c", "a&\\=b\\ \"\"&\\=c"),
            (r"\left[\frac ab\right)", r"lr(\[frac(a,b)\))"),
            (r"\underbrace{a+b}_n", r"underbrace(a\+b,n)"),
            (r"\underbrace{a+b}_{12}^{34}", r#"attach(underbrace(a\+b),b:"12",t:"34")"#),
            (r"\ddot x", "dot.double(x)"),
            (r"x\frac{a}{b}y\left.z\right.", "x frac(a,b)y lr(z)"),
        ] {
            assert_eq!(made(latex), typst, "{latex}");
            assert!(is_pure(typst), "{typst}");
        }
    }

    #[test]
    fn only_what_is_written_here_is_let_through() {
        let refused = [
            "#read",
            "#\"a\"",
            "read(a)",
            "arrow.r",
            "sym.pi",
            "a/b",
            "$a$",
            "pi",
            "\"a",
            "frac(a",
            "#[a]",
            "#none()",
            "sqrt(..a)",
            "/* */",
            "a^b",
            "frac(#a)",
            "mat(delim: #none + 1)",
        ];
        let let_through: Vec<_> = refused.into_iter().filter(|code| is_pure(code)).collect();
        assert_eq!(let_through, ["mat(delim: #none + 1)"], "the sign and the number are mathematics again");
    }

    proptest! {
        #[test]
        fn every_formula_that_is_read_is_pure(latex in soup()) {
            if formula::read(&formula(&latex, true)).is_ok() {
                let code = made(&latex);
                prop_assert!(is_pure(&code), "{} of {}", code, latex);
            }
        }
    }
}
