//! Commands: a sign, a function, or something with arguments of its own.

use super::{Kind, Node, Place, Read, Reader, Until};
use crate::diagnostic::{Text, only_nearest};
use crate::formula::{Fault, Function, Grid, Size, Space, Style, names};
use crate::text;

/// The signs that `\left` and `\right` may have.
const FENCES: &str = "()[]{}|‖⌊⌋⌈⌉⟨⟩/\\↑↓↕";

impl Reader<'_> {
    /// Reads a command; none for one that shows nothing.
    pub(super) fn command(&mut self) -> Read<Option<Node>> {
        let start = self.at;
        let name = self.command_at(start).unwrap_or_default();
        self.at += 1 + name.len();
        if let Some(kind) = simple(name) {
            return Ok(Some(self.node(start, kind)));
        }
        if matches!(name, "!" | "/" | "nonumber" | "notag") || names::SIZES.contains(&name) {
            return Ok(None);
        }
        if names::TEXTS.contains(&name) {
            return self.text(start, &format!("\\{name}")).map(Some);
        }
        let of = format!("\\{name}");
        self.with_arguments(start, name, &of).map(Some)
    }

    /// Reads a command that has arguments.
    fn with_arguments(&mut self, start: usize, name: &str, of: &str) -> Read<Node> {
        if let Some(style) = names::style(name) {
            if style == Style::Of("upright")
                && let Some(words) = self.plain_name()
            {
                return Ok(self.node(start, Kind::Words(words)));
            }
            let body = self.argument(of)?;
            return Ok(self.node(start, Kind::Styled(style, body.into())));
        }
        if let Some(stretch) = names::stretch(name) {
            let body = self.argument(of)?;
            return Ok(self.node(start, Kind::Stretched(stretch, body.into())));
        }
        let kind = match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" => {
                let (over, under) = (self.argument(of)?.into(), self.argument(of)?.into());
                let size = match name {
                    "frac" => Size::Usual,
                    "tfrac" => Size::Text,
                    _ => Size::Display,
                };
                Kind::Fraction { size, over, under }
            }
            "binom" | "dbinom" | "tbinom" => {
                Kind::Binomial(self.argument(of)?.into(), self.argument(of)?.into())
            }
            "sqrt" => {
                let index = self.optional()?.map(Box::new);
                Kind::Root(index, self.argument(of)?.into())
            }
            "overset" | "underset" | "stackrel" => {
                let (script, base) = (self.argument(of)?, self.argument(of)?);
                let (below, above) =
                    if name == "underset" { (Some(script), None) } else { (None, Some(script)) };
                limits(base, below, above)
            }
            "xrightarrow" | "xleftarrow" => {
                let below = self.optional()?;
                let above = self.argument(of)?;
                let arrow = if name == "xrightarrow" { '⟶' } else { '⟵' };
                limits(self.node(start, Kind::Sign(arrow)), below, Some(above))
            }
            "operatorname" => return self.operator(start),
            "pmod" => {
                let body = self.argument(of)?;
                let sign = |c: char| Node { span: body.span, kind: Kind::Sign(c) };
                let word = Node { span: body.span, kind: Kind::Function(Function::Known("mod")) };
                Kind::Group(vec![sign('('), word, body.clone(), sign(')')])
            }
            "not" => return self.crossed(start),
            "left" => return self.deeper(start, |reader| reader.fenced(start)),
            "begin" => return self.deeper(start, |reader| reader.environment(start)),
            "substack" => {
                self.skip_space();
                let open = self.at;
                if !self.eat("{") {
                    return Err(self.missing(open, of));
                }
                let rows = self.deeper(start, |reader| reader.rows(Until::Brace))?;
                if !self.eat("}") {
                    return Err(self.unclosed(open, open + 1, "}"));
                }
                return Ok(self.lines(start, rows));
            }
            _ => return Err(self.unknown(start, name)),
        };
        Ok(self.node(start, kind))
    }

    /// Reads `[…]`, if it stands here.
    fn optional(&mut self) -> Read<Option<Node>> {
        self.skip_space();
        let start = self.at;
        if !self.eat("[") {
            return Ok(None);
        }
        let nodes = self.deeper(start, |reader| reader.sequence(Until::Bracket))?;
        if !self.eat("]") {
            return Err(self.unclosed(start, start + 1, "]"));
        }
        Ok(Some(self.group_of(start, nodes)))
    }

    /// Reads the name of `\operatorname`; with a star its scripts stand below and above it.
    fn operator(&mut self, start: usize) -> Read<Node> {
        let starred = self.eat("*");
        let Some(name) = self.plain_name() else {
            let message = text!(
                "\\operatorname 后面要在花括号里写函数名，只能有文字、数字和空格",
                "`\\operatorname` wants a name in braces, of letters, digits and blanks alone"
            );
            let hint = text!("如 \\operatorname{{Var}}", "as in `\\operatorname{{Var}}`");
            return Err(self.fault(start, self.at, message, Some(hint)));
        };
        let function = self.node(start, Kind::Function(Function::Named(name)));
        Ok(if starred { Node { span: function.span, kind: limits(function, None, None) } } else { function })
    }

    /// Reads the sign that `\not` crosses out.
    fn crossed(&mut self, start: usize) -> Read<Node> {
        let sign = match self.argument("\\not")?.kind {
            Kind::Sign(sign) => names::crossed(sign),
            _ => None,
        };
        let Some(sign) = sign else {
            let message = text!("\\not 不能划掉后面的内容", "`\\not` cannot cross out what follows it");
            let hint = text!(
                "它可以划掉 = \\in \\le 这样的符号",
                "it crosses out signs such as `=`, `\\in`, `\\le`"
            );
            return Err(self.fault(start, self.at, message, Some(hint)));
        };
        Ok(self.node(start, Kind::Sign(sign)))
    }

    /// Reads what stands between `\left` and `\right`.
    fn fenced(&mut self, start: usize) -> Read<Node> {
        let open = self.fence("\\left")?;
        let opened = self.at;
        let nodes = self.sequence(Until::Right)?;
        let body = self.group_of(opened, nodes);
        if !self.eat("\\right") {
            return Err(match self.peek() {
                None => self.unclosed(start, start + "\\left".len(), "\\right"),
                Some(_) => self.in_a_group(["\\left 和 \\right 之间", "between `\\left` and `\\right`"]),
            });
        }
        let close = self.fence("\\right")?;
        Ok(self.node(start, Kind::Fenced(open, body.into(), close)))
    }

    /// Reads the sign behind `\left` or `\right`; `.` shows nothing.
    fn fence(&mut self, of: &str) -> Read<Option<char>> {
        self.skip_space();
        let start = self.at;
        let (sign, length) = match self.command_at(start) {
            Some("|") => (Some('‖'), 2),
            Some(name @ ("{" | "}")) => (name.chars().next(), 2),
            Some(name) => (names::sign(name), 1 + name.len()),
            None => match self.peek() {
                Some('.') => {
                    self.at += 1;
                    return Ok(None);
                }
                Some('<') => (Some('⟨'), 1),
                Some('>') => (Some('⟩'), 1),
                sign => (sign, sign.map_or(0, char::len_utf8)),
            },
        };
        // `{` alone opens a group.
        let bare = matches!(self.peek(), Some('{' | '}'));
        match sign.filter(|sign| FENCES.contains(*sign) && !bare) {
            Some(sign) => {
                self.at += length;
                Ok(Some(sign))
            }
            None => {
                let message = text!("{of} 后面缺了括号", "a bracket is missing behind `{of}`");
                let hint = text!(
                    "写成 {of}( 或 {of}\\{{；不印括号写 {of}.",
                    "write `{of}(` or `{of}\\{{`; `{of}.` shows none"
                );
                let (start, end) = self.just_before(start, of);
                Err(self.fault(start, end, message, Some(hint)))
            }
        }
    }

    /// Reads an environment behind `\begin`.
    fn environment(&mut self, start: usize) -> Read<Node> {
        let Some((name, length)) = braced(self.rest()) else { return Err(self.missing(self.at, "\\begin")) };
        let name_at = self.at + 1;
        let Some(grid) = environment(name) else {
            let message = text!("不认识环境 {name}", "there is no environment `{name}`");
            let hint = text!(
                "可以用 matrix pmatrix bmatrix vmatrix array cases aligned gathered",
                "these are known: matrix pmatrix bmatrix vmatrix array cases aligned gathered"
            );
            return Err(self.fault(name_at, name_at + name.len(), message, Some(hint)));
        };
        self.at += length;
        if name == "array" {
            self.columns()?;
        }
        let opened = self.at;
        let rows = self.rows(Until::Environment)?;
        let end = self.at;
        if !self.eat("\\end") {
            return Err(self.unclosed(start, opened, &format!("\\end{{{name}}}")));
        }
        match braced(self.rest()) {
            Some((closed, length)) if closed == name => self.at += length,
            _ => {
                let message = text!("这里应当是 \\end{{{name}}}", "`\\end{{{name}}}` is expected here");
                return Err(self.fault(end, self.at, message, None));
            }
        }
        Ok(match grid {
            Grid::Lines => self.lines(start, rows),
            _ => self.node(start, Kind::Grid(grid, rows)),
        })
    }

    /// Passes over the columns of an array, which are centred.
    fn columns(&mut self) -> Read<()> {
        let start = self.at;
        match braced(self.rest()) {
            Some((columns, length)) if columns.chars().all(|c| "lcr ".contains(c)) => {
                self.at += length;
                Ok(())
            }
            _ => {
                let message = text!(
                    "array 后面要写各栏，只能用 l c r",
                    "`array` wants its columns, of `l`, `c` and `r` alone"
                );
                let hint = text!("如 \\begin{{array}}{{cc}}", "as in `\\begin{{array}}{{cc}}`");
                Err(self.fault(start, start, message, Some(hint)))
            }
        }
    }

    /// Reads what `\displaystyle` or `\textstyle` makes larger or smaller: all that follows in its group.
    pub(super) fn size_of_rest(&mut self, until: Until) -> Read<Node> {
        let start = self.at;
        let name = self.command_at(start).unwrap_or_default();
        self.at += 1 + name.len();
        let style = Style::Of(if name == "textstyle" { "inline" } else { "display" });
        let nodes = self.deeper(start, |reader| reader.sequence(until))?;
        let rest = self.group_of(start, nodes);
        Ok(self.node(start, Kind::Styled(style, rest.into())))
    }

    /// Says that there is no such command.
    fn unknown(&self, start: usize, name: &str) -> Box<Fault> {
        let end = start + 1 + name.len();
        if name.is_empty() {
            return self.missing(end, "\\");
        }
        let message: Text = text!("公式里不认识 \\{name}", "`\\{name}` is not known in a formula");
        let hint = match name {
            "tag" | "label" | "ref" | "eqref" => text!(
                "要编号，在 $$ 后面写 {{#名字}}，正文里用 [](#名字) 引用",
                "to number it, write `{{#name}}` behind the `$$`, and refer to it by `[](#name)`"
            ),
            "over" => text!("写成 \\frac{{…}}{{…}}", "write `\\frac{{…}}{{…}}`"),
            _ => {
                text!("换成别的写法；文字写进 \\text{{…}}", "write it otherwise; words go into `\\text{{…}}`")
            }
        };
        let mut fault = self.fault(start, end, message, Some(hint));
        // Words of one or two letters are near to everything.
        if name.len() > 2
            && let Some(near) = only_nearest(name, names::all())
        {
            fault.hint = None;
            fault.fix = Some(format!("\\{near}"));
        }
        fault
    }
}

/// Returns what a command without arguments is.
fn simple(name: &str) -> Option<Kind> {
    let space = match name {
        "," => Some(Space::Thin),
        ":" | ">" | " " => Some(Space::Medium),
        ";" => Some(Space::Thick),
        "quad" => Some(Space::Quad),
        "qquad" => Some(Space::Wide),
        _ => None,
    };
    let escaped = match name {
        "%" | "$" | "&" | "_" | "#" | "{" | "}" => name.chars().next(),
        "|" => Some('‖'),
        _ => names::sign(name),
    };
    let function = if name == "bmod" { Some(Function::Known("mod")) } else { names::function(name) };
    space.map(Kind::Space).or(escaped.map(Kind::Sign)).or(function.map(Kind::Function))
}

/// Returns a base with scripts straight below and above it.
fn limits(base: Node, below: Option<Node>, above: Option<Node>) -> Kind {
    let (below, above) = (below.map(Box::new), above.map(Box::new));
    Kind::Scripts { base: base.into(), below, above, primes: 0, place: Place::Limits }
}

/// Returns what an environment makes of its rows.
fn environment(name: &str) -> Option<Grid> {
    Some(match name {
        "matrix" | "smallmatrix" | "array" => Grid::Matrix(None),
        "pmatrix" => Grid::Matrix(Some('(')),
        "bmatrix" => Grid::Matrix(Some('[')),
        "Bmatrix" => Grid::Matrix(Some('{')),
        "vmatrix" => Grid::Matrix(Some('|')),
        "Vmatrix" => Grid::Matrix(Some('‖')),
        "cases" => Grid::Cases,
        "aligned" | "align" | "align*" | "split" | "gathered" | "gather" | "gather*" | "equation"
        | "equation*" => Grid::Lines,
        _ => return None,
    })
}

/// Returns what stands in the braces that a text begins with, and the length with them.
fn braced(text: &str) -> Option<(&str, usize)> {
    let trimmed = text.trim_start();
    let inner = trimmed.strip_prefix('{')?;
    let end = inner.find('}')?;
    Some((&inner[..end], text.len() - trimmed.len() + end + 2))
}
