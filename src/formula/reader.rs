//! LaTeX into the tree, by recursive descent; what is not known is a fault at its very place.
//!
//! `%` is a percent sign and not a comment: behind it nothing may be lost. Commands with arguments of their own are
//! read in `commands`.

mod commands;
mod text;

use super::{DEEPEST, Fault, Grid, Kind, LONGEST, Node, Place, names};
use crate::diagnostic::Text;
use crate::report::{Citation, Formula, InlineKind};
use crate::source::Span;
use crate::text;

/// What is read, or the first thing that cannot be.
type Read<T> = Result<T, Box<Fault>>;

/// What a sequence of pieces ends at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    /// The end of the formula.
    End,
    /// `}`
    Brace,
    /// `]`
    Bracket,
    /// `\right`
    Right,
    /// `\end`
    Environment,
}

/// A formula that is being read.
struct Reader<'a> {
    text: &'a str,
    formula: &'a Formula,
    at: usize,
    depth: usize,
}

/// Reads a formula.
pub(super) fn read(formula: &Formula) -> Read<Node> {
    let mut reader = Reader { text: &formula.latex, formula, at: 0, depth: 0 };
    if reader.text.len() > LONGEST {
        let message =
            text!("公式太长，不能超过 {LONGEST} 字节", "this formula is longer than {LONGEST} bytes");
        let hint = text!("分成几个公式", "make several formulas of it");
        return Err(reader.fault(0, 0, message, Some(hint)));
    }
    let is_odd = |c: char| (c.is_control() && !c.is_whitespace()) || ('\u{e000}'..='\u{f8ff}').contains(&c);
    if let Some((at, c)) = reader.text.char_indices().find(|(_, c)| is_odd(*c)) {
        let code = c as u32;
        let message = text!(
            "公式里有看不见的字符 U+{code:04X}",
            "there is an invisible character U+{code:04X} in this formula"
        );
        let hint = text!("把它删掉", "delete it");
        return Err(reader.fault(at, at + c.len_utf8(), message, Some(hint)));
    }
    let rows = reader.rows(Until::End)?;
    if reader.at < reader.text.len() {
        return Err(reader.unexpected(reader.at));
    }
    if rows.iter().flatten().all(is_empty) {
        let message = text!("公式是空的", "this formula is empty");
        return Err(reader.fault(0, reader.text.len(), message, None));
    }
    Ok(reader.lines(0, rows))
}

/// Returns whether a piece shows nothing.
fn is_empty(node: &Node) -> bool {
    matches!(&node.kind, Kind::Group(nodes) if nodes.iter().all(is_empty))
}

impl<'a> Reader<'a> {
    /// Returns the text from here on.
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes a text, if it is next.
    fn eat(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        self.at += if found { wanted.len() } else { 0 };
        found
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Returns where a stretch of the LaTeX stands in the file.
    fn span(&self, start: usize, end: usize) -> Span {
        let whole = self.formula.span;
        if whole.len() == self.text.len() { whole.part(start, end) } else { whole }
    }

    /// Returns a piece that began at `start` and ends here.
    fn node(&self, start: usize, kind: Kind) -> Node {
        Node { span: self.span(start, self.at), kind }
    }

    fn fault(&self, start: usize, end: usize, message: Text, hint: Option<Text>) -> Box<Fault> {
        Box::new(Fault { span: self.span(start, end.max(start)), message, hint, fix: None })
    }

    /// Returns the name of the command at a place, without its backslash: letters, or one other character.
    fn command_at(&self, at: usize) -> Option<&'a str> {
        let rest = self.text.get(at..)?.strip_prefix('\\')?;
        let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let length = if letters > 0 { letters } else { rest.chars().next().map_or(0, char::len_utf8) };
        Some(&rest[..length])
    }

    /// Reads what `inside` reads one level deeper.
    fn deeper<T>(&mut self, start: usize, inside: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth >= DEEPEST {
            let message =
                text!("公式嵌套太深，最多 {DEEPEST} 层", "this formula nests deeper than {DEEPEST} levels");
            let hint = text!("拆成几个公式", "split it into several formulas");
            return Err(self.fault(start, self.at, message, Some(hint)));
        }
        self.depth += 1;
        let read = inside(self);
        self.depth -= 1;
        read
    }

    /// Reads rows of cells, divided by `\\` and `&`.
    fn rows(&mut self, until: Until) -> Read<Vec<Vec<Node>>> {
        let mut rows = vec![Vec::new()];
        loop {
            let start = self.at;
            let nodes = self.sequence(until)?;
            let cell = self.group_of(start, nodes);
            if let Some(row) = rows.last_mut() {
                row.push(cell);
            }
            let here = self.at;
            if self.eat("&") {
                self.only_in_display(here, until)?;
            } else if self.eat("\\\\") {
                self.only_in_display(here, until)?;
                self.skip_gap();
                rows.push(Vec::new());
            } else {
                break;
            }
        }
        // A `\\` behind the last row begins none.
        if rows.len() > 1 && rows.last().is_some_and(|row| row.iter().all(is_empty)) {
            rows.pop();
        }
        Ok(rows)
    }

    /// Passes over what may follow `\\`: `[2pt]`, a distance that the style decides.
    fn skip_gap(&mut self) {
        let rest = self.rest();
        if let Some(end) = rest.find(']').filter(|_| rest.starts_with('[')) {
            let distance = &rest[1..end];
            const UNITS: [&str; 9] = ["pt", "em", "ex", "mm", "cm", "in", "mu", "bp", "pc"];
            let distance = distance.trim();
            let number = UNITS.iter().find_map(|unit| distance.strip_suffix(unit));
            if number.is_some_and(|number| number.trim_end().parse::<f64>().is_ok()) {
                self.at += end + 1;
            }
        }
    }

    /// Refuses a line end in a formula that stands within a line.
    fn only_in_display(&self, start: usize, until: Until) -> Read<()> {
        if until != Until::End || self.formula.display {
            return Ok(());
        }
        let sign = &self.text[start..self.at];
        let message = text!("一行里的公式不能用 {sign}", "a formula within a line cannot have `{sign}`");
        let hint = text!(
            "换行和对齐写在 $$…$$ 里；要印出 & 就写 \\&",
            "lines are broken and aligned in `$$…$$`; a plain & is written `\\&`"
        );
        Err(self.fault(start, self.at, message, Some(hint)))
    }

    /// Makes rows one piece: lines, or what stands on the only one.
    fn lines(&self, start: usize, mut rows: Vec<Vec<Node>>) -> Node {
        match rows.as_mut_slice() {
            [row] if row.len() == 1 => row.swap_remove(0),
            _ => self.node(start, Kind::Grid(Grid::Lines, rows)),
        }
    }

    fn group_of(&self, start: usize, mut nodes: Vec<Node>) -> Node {
        if nodes.len() == 1 { nodes.swap_remove(0) } else { self.node(start, Kind::Group(nodes)) }
    }

    /// Reads pieces up to what ends them, which is left to be read.
    fn sequence(&mut self, until: Until) -> Read<Vec<Node>> {
        let mut nodes = Vec::new();
        loop {
            self.skip_space();
            let start = self.at;
            match self.peek() {
                None | Some('&') => break,
                Some('}') if until == Until::Brace => break,
                Some(']') if until == Until::Bracket => break,
                Some('}') => return Err(self.unexpected(start)),
                Some('_' | '^' | '\'' | '’') => self.script(&mut nodes)?,
                Some('\\') => match self.command_at(start).unwrap_or_default() {
                    "\\" => break,
                    "right" if until == Until::Right => break,
                    "end" if until == Until::Environment => break,
                    "right" | "end" => return Err(self.unexpected(start)),
                    "limits" => self.place(&mut nodes, "\\limits", Place::Limits)?,
                    "nolimits" => self.place(&mut nodes, "\\nolimits", Place::Beside)?,
                    "displaystyle" | "textstyle" => nodes.push(self.size_of_rest(until)?),
                    _ => nodes.extend(self.item()?),
                },
                Some(_) => nodes.extend(self.item()?),
            }
        }
        Ok(nodes)
    }

    /// Says that something stands where nothing began that it could end.
    fn unexpected(&self, start: usize) -> Box<Fault> {
        let length = self.command_at(start).map_or(1, |name| 1 + name.len());
        let sign = &self.text[start..self.text.len().min(start + length)];
        let message =
            text!("{sign} 在这里没有与它成对的开头", "`{sign}` ends something here that nothing began");
        let hint = text!("删掉它，或补上开头", "delete it, or write what it ends");
        self.fault(start, start + sign.len(), message, Some(hint))
    }

    /// Says that something was opened and never closed.
    fn unclosed(&self, start: usize, end: usize, closing: &str) -> Box<Fault> {
        let opening = &self.text[start..end];
        let message = text!("{opening} 没有合上", "`{opening}` is never closed");
        let hint = text!("在后面补上 {closing}", "write `{closing}` behind it");
        self.fault(start, end, message, Some(hint))
    }

    /// Reads one piece, without what stands below and above it; none for a command that shows nothing.
    fn item(&mut self) -> Read<Option<Node>> {
        let start = self.at;
        if let Some(citation) = self.citation() {
            return Ok(Some(self.node(start, Kind::Citation(citation))));
        }
        match self.peek() {
            Some('{') => self.group().map(Some),
            Some('\\') => self.command(),
            Some('~') => {
                self.at += 1;
                Ok(Some(self.node(start, Kind::Space(super::Space::Medium))))
            }
            Some('√') => {
                self.at += '√'.len_utf8();
                let body = self.argument("√")?;
                Ok(Some(self.node(start, Kind::Root(None, body.into()))))
            }
            Some(c) if c.is_ascii_digit() => {
                let number = self.number();
                Ok(Some(self.node(start, Kind::Number(number))))
            }
            _ => match self.words() {
                Some(words) => Ok(Some(self.node(start, Kind::Words(words)))),
                None => self.sign().map(Some),
            },
        }
    }

    /// Returns whether a citation stands here.
    fn at_citation(&self) -> bool {
        self.citation_here().is_some()
    }

    /// Reads a citation that stands here.
    fn citation(&mut self) -> Option<Citation> {
        let citation = self.citation_here()?;
        self.at += citation.span.len();
        Some(citation)
    }

    fn citation_here(&self) -> Option<Citation> {
        let start = self.formula.span.start as usize + self.at;
        let citations = self.formula.citations.iter();
        let found = citations.filter_map(|inline| match inline.kind {
            InlineKind::Citation(citation) => Some(citation),
            _ => None,
        });
        found.into_iter().find(|citation| citation.span.start as usize == start)
    }

    /// Reads `{…}`.
    fn group(&mut self) -> Read<Node> {
        let start = self.at;
        self.at += 1;
        let nodes = self.deeper(start, |reader| reader.sequence(Until::Brace))?;
        if !self.eat("}") {
            return Err(match self.peek() {
                None => self.unclosed(start, start + 1, "}"),
                Some(_) => self.in_a_group(["花括号里", "within braces"]),
            });
        }
        Ok(self.group_of(start, nodes))
    }

    /// Says that `&` or `\\` stands within braces or what is like them, named in Chinese and English.
    fn in_a_group(&self, [within_zh, within_en]: [&str; 2]) -> Box<Fault> {
        let length = if self.rest().starts_with('&') { 1 } else { 2 };
        let sign = &self.rest()[..length];
        let message = text!("{within_zh}不能用 {sign}", "`{sign}` cannot stand {within_en}");
        let hint =
            text!("多行写在 aligned 或 cases 环境里", "several lines are written in `aligned` or `cases`");
        self.fault(self.at, self.at + length, message, Some(hint))
    }

    /// Reads digits with their point, and commas between thousands.
    fn number(&mut self) -> String {
        let mut number = String::new();
        let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let mut take = |reader: &mut Self, length: usize| {
            number.push_str(&reader.rest()[..length]);
            reader.at += length;
        };
        let first = digits(self.rest());
        take(self, first);
        if first <= 3 {
            while let Some(comma) = [",", "{,}"].into_iter().find(|comma| self.rest().starts_with(comma)) {
                let behind = &self.rest()[comma.len()..];
                if digits(behind) != 3 {
                    break;
                }
                self.at += comma.len() / 2;
                take(self, 1);
                self.at += comma.len() / 2;
                take(self, 3);
            }
        }
        if let Some(behind) = self.rest().strip_prefix('.').filter(|behind| digits(behind) > 0) {
            take(self, 1 + digits(behind));
        }
        number
    }

    /// Reads a letter or sign.
    fn sign(&mut self) -> Read<Node> {
        let start = self.at;
        let Some(c) = self.peek() else { return Err(self.missing(start, "")) };
        let Some(sign) = names::typed(c) else {
            let message = text!("公式里不能直接写 {c}", "`{c}` cannot stand in a formula as it is");
            let hint = if "#$\"`".contains(c) {
                text!("写成 \\text{{{c}}}", "write `\\text{{{c}}}`")
            } else {
                text!("换一个符号，或写进 \\text{{…}}", "use another sign, or put it into `\\text{{…}}`")
            };
            return Err(self.fault(start, start + c.len_utf8(), message, Some(hint)));
        };
        self.at += c.len_utf8();
        Ok(self.node(start, Kind::Sign(sign)))
    }

    /// Reads the argument of `of`: a group, a command, or one character.
    fn argument(&mut self, of: &str) -> Read<Node> {
        self.skip_space();
        let start = self.at;
        match self.peek() {
            None | Some('}' | '&' | '^' | '_' | '\'' | ']') => Err(self.missing(start, of)),
            Some(c) if c.is_ascii_digit() => {
                self.at += 1;
                Ok(self.node(start, Kind::Number(c.to_string())))
            }
            Some('\\') if matches!(self.command_at(start), Some("\\" | "right" | "end" | "limits" | "")) => {
                Err(self.missing(start, of))
            }
            Some('{') if !self.at_citation() => self.group(),
            Some(_) => match self.deeper(start, Self::item)? {
                Some(node) => Ok(node),
                None => Err(self.missing(start, of)),
            },
        }
    }

    /// Says that an argument is missing.
    fn missing(&self, start: usize, of: &str) -> Box<Fault> {
        let message = text!("{of} 后面缺了内容", "something is missing behind `{of}`");
        let hint = text!("用花括号写上，如 {of}{{x}}", "write it in braces, as in `{of}{{x}}`");
        let (start, end) = self.just_before(start, of);
        self.fault(start, end, message, Some(hint))
    }

    /// Returns where the command stands that was read before a place.
    fn just_before(&self, at: usize, command: &str) -> (usize, usize) {
        self.text[..at].rfind(command).map_or((at, at), |start| (start, start + command.len()))
    }

    /// Reads `_`, `^` or primes, and gives them to the piece before.
    fn script(&mut self, nodes: &mut Vec<Node>) -> Read<()> {
        let start = self.at;
        let sign = self.peek().unwrap_or_default();
        self.at += sign.len_utf8();
        let script = match sign {
            '_' => Some(self.argument("_")?),
            '^' => Some(self.argument("^")?),
            _ => None,
        };
        let before = nodes.pop_if(|node| !matches!(node.kind, Kind::Space(_)));
        let before =
            before.unwrap_or_else(|| Node { span: self.span(start, start), kind: Kind::Group(Vec::new()) });
        let mut scripts = as_scripts(before);
        if let Kind::Scripts { below, above, primes, .. } = &mut scripts.kind {
            let slot = if sign == '_' { below } else { above };
            match script {
                Some(_) if slot.is_some() => {
                    let message = text!("这里有两个 {sign}", "there are two `{sign}` here");
                    let hint = text!(
                        "用花括号分清层次，如 x{sign}{{a{sign}b}}",
                        "say with braces which belongs to which, as in `x{sign}{{a{sign}b}}`"
                    );
                    return Err(self.fault(start, start + 1, message, Some(hint)));
                }
                Some(script) => *slot = Some(script.into()),
                None => *primes += 1,
            }
        }
        scripts.span = scripts.span.to(self.span(start, self.at));
        nodes.push(scripts);
        Ok(())
    }

    /// Reads `\limits` or `\nolimits`.
    fn place(&mut self, nodes: &mut Vec<Node>, command: &str, wanted: Place) -> Read<()> {
        let start = self.at;
        self.at += command.len();
        let Some(before) = nodes.pop() else {
            let message = text!("{command} 前面没有符号", "nothing stands before `{command}`");
            let hint = text!("写在 \\sum 这样的符号后面", "write it behind a sign such as `\\sum`");
            return Err(self.fault(start, self.at, message, Some(hint)));
        };
        let mut scripts = as_scripts(before);
        if let Kind::Scripts { place, .. } = &mut scripts.kind {
            *place = wanted;
        }
        nodes.push(scripts);
        Ok(())
    }
}

/// Returns a piece as one that can take scripts.
fn as_scripts(node: Node) -> Node {
    if matches!(node.kind, Kind::Scripts { .. }) {
        return node;
    }
    let span = node.span;
    let kind = Kind::Scripts { base: node.into(), below: None, above: None, primes: 0, place: Place::Usual };
    Node { span, kind }
}
