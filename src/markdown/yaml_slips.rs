//! Slips in the lines of a front matter that are understood: a line indented unlike its neighbours, a colon or the
//! space behind it forgotten, a quotation mark never closed, the marks of an unfinished merge.
//!
//! Part of the look at lines in `yaml_lines`. Each slip is said once and mended in the copy for YAML, so that what is
//! declared there is known all the same.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::text;

use super::conflict;
use super::front_matter::{known, meant};
use super::yaml_lines::{Scanner, after_line, line_at, separator};

/// A key of the front matter as it is met.
pub(super) struct Key<'a> {
    pub(super) name: &'a str,
    /// What follows it on its line, without a comment.
    pub(super) value: &'a str,
}

impl Key<'_> {
    /// Returns whether its value begins as a figure's does.
    fn counts(&self) -> bool {
        self.value.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '=' | '{'))
    }
}

/// How the keys so far are indented.
#[derive(Default)]
pub(super) struct Outline {
    /// The keys that the next line may belong to, outermost first.
    levels: Vec<Level>,
    /// What the outermost of them is meant to be.
    section: Option<&'static str>,
    /// The lines of figures that are not indented at all.
    unindented: Vec<Range<usize>>,
    /// Whether the last of the figures is one of them.
    slipped: bool,
    /// The lines with keys of the front matter itself that are indented.
    outermost: Vec<usize>,
}

struct Level {
    width: usize,
    /// Whether it waits for deeper lines.
    open: bool,
}

impl Outline {
    /// Returns whether the last key is a figure's name.
    pub(super) fn is_figure(&self) -> bool {
        self.section == Some("figures") && self.levels.len() == 2
    }

    /// Returns whether a line of a width belongs to the last figure.
    fn continues(&self, width: usize) -> bool {
        let below = |last: &Level| last.open && last.width < width;
        self.levels.last().is_some_and(below) || self.levels.iter().skip(2).any(|level| level.width == width)
    }
}

impl Scanner<'_> {
    /// Finds the place of a key among those before it; says if it is indented unlike them, and mends that.
    pub(super) fn place_key(&mut self, at: usize, line: &str, key: &Key<'_>) {
        let width = width(line);
        let mut width = width + self.unindented(at, line, width, key);
        if let Some(expected) = self.between_figures(at, width, key) {
            self.report_width(at, line, width, expected);
            width = expected;
        }
        let mut deeper = None;
        while let Some(level) = self.outline.levels.pop_if(|level| level.width > width) {
            deeper = Some(level.width);
        }
        let level = Level { width, open: key.value.is_empty() };
        let below_outermost = self.outline.levels.len() == 1;
        let Some(last) = self.outline.levels.last_mut() else {
            // The keys before it are of its kind, and only they are indented.
            for earlier in std::mem::take(&mut self.outline.outermost) {
                let line = line_at(self.text, earlier);
                self.report_width(earlier, line, self::width(line), width);
            }
            self.outline.outermost.extend((width > 0).then_some(at));
            self.outline.levels.push(level);
            self.outline.section = meant(key.name);
            return;
        };
        let expected = match deeper {
            _ if last.width == width => width,
            // A key of the front matter itself, which slipped to the right.
            Some(_) if below_outermost && known(key.name).is_some() => last.width,
            Some(child) => child,
            None if last.open => width,
            None => last.width,
        };
        if expected != width {
            self.report_width(at, line, width, expected);
        }
        if let Some(last) = self.outline.levels.pop_if(|last| last.width < expected) {
            self.outline.levels.push(last);
        } else {
            self.outline.levels.pop();
        }
        self.outline.levels.push(Level { width: expected, ..level });
        if self.outline.levels.len() == 1 {
            self.outline.section = meant(key.name);
            self.outline.outermost.extend((expected > 0).then_some(at));
        }
    }

    /// Says that a line is indented unlike those of its kind, and mends it in the copy.
    fn report_width(&mut self, at: usize, line: &str, width: usize, expected: usize) {
        let blanks = line.len() - line.trim_start().len();
        let message = text!(
            "这一行前面空了 {width} 格，同级的空 {expected} 格",
            "this line is indented by {width}, its neighbours by {expected}"
        );
        let span = self.span(at, at + blanks);
        let fixed = " ".repeat(expected);
        self.say(Diagnostic::new(Code::FrontMatter, span, message).fix(span, fixed));
        for _ in width..expected {
            self.insert(at, " ");
        }
        if width > expected && line[..blanks].chars().all(|blank| blank == ' ') {
            self.leave_out(at..at + (width - expected));
        }
    }

    /// Takes lines below an empty `figures:` for figures although they are not indented; returns by how much their
    /// copy is.
    fn unindented(&mut self, at: usize, line: &str, width: usize, key: &Key<'_>) -> usize {
        let outline = &mut self.outline;
        let below = outline.section == Some("figures")
            && (matches!(outline.levels.as_slice(), [only] if only.open) || !outline.unindented.is_empty());
        // 问题 is near 标题, but what counts or computes is a figure.
        let foreign = known(key.name).is_none() && (meant(key.name).is_none() || key.counts());
        outline.slipped =
            below && if width == 0 { foreign } else { outline.slipped && outline.continues(width + 2) };
        if !outline.slipped {
            return 0;
        }
        outline.unindented.push(at..at + line.trim_end().len());
        self.insert(at, "  ");
        2
    }

    /// Returns how far a line that is not indented is to be, if it is a figure between others that are.
    fn between_figures(&self, at: usize, width: usize, key: &Key<'_>) -> Option<usize> {
        let figures = self.outline.levels.get(1).filter(|_| self.outline.section == Some("figures"))?;
        let mut behind = self.text[after_line(self.text, at)..].lines();
        let next = behind.find(|line| !line.trim().is_empty())?;
        let falls_out = width == 0 && known(key.name).is_none() && key.counts();
        (falls_out && self::width(next) >= figures.width).then_some(figures.width)
    }

    /// Says once that figures are not indented.
    pub(super) fn report_unindented(&mut self) {
        let lines = std::mem::take(&mut self.outline.unindented);
        let ([first, ..], [.., last]) = (lines.as_slice(), lines.as_slice()) else { return };
        let mut fixed = String::new();
        let mut done = first.start;
        for line in &lines {
            fixed.push_str(&self.text[done..line.start]);
            fixed.push_str("  ");
            done = line.start;
        }
        fixed.push_str(&self.text[done..last.end]);
        let message = text!(
            "figures 下面的数字，每行前面要空两格",
            "the figures below `figures` are indented by two spaces"
        );
        let place = self.span(first.start, first.start + self.text[first.clone()].len());
        let whole = self.span(first.start, last.end);
        self.say(Diagnostic::new(Code::FrontMatter, place, message).fix(whole, fixed));
    }

    /// Says once that lines are indented with tabs.
    pub(super) fn report_tabs(&mut self) {
        let tabs = std::mem::take(&mut self.tabs);
        let ([first, ..], [.., last]) = (tabs.as_slice(), tabs.as_slice()) else { return };
        let written = &self.text[*first..*last + 1];
        let mended: Vec<String> = written
            .split('\n')
            .map(|line| {
                let blanks = line.len() - line.trim_start().len();
                format!("{}{}", line[..blanks].replace('\t', "  "), &line[blanks..])
            })
            .collect();
        let message = text!("文件头不能用制表符（Tab）缩进", "a front matter cannot be indented with tabs");
        let hint = text!("改用两个空格", "use two spaces");
        let whole = self.span(*first, *last + 1);
        let place = self.span(*first, *first + 1);
        let diagnostic = Diagnostic::new(Code::FrontMatter, place, message).hint(hint);
        self.say(diagnostic.fix(whole, mended.join("\n")));
    }

    /// Says that the space behind a colon is missing, and finds that colon.
    pub(super) fn missing_space(&mut self, at: usize, content: &str) -> Option<(usize, char)> {
        let (key, _) = content.split_once(':')?;
        if !is_name(key) {
            return None;
        }
        let place = self.span(at + key.len(), at + key.len() + 1);
        let message = text!("冒号后面要空一格", "a space is missing behind the colon");
        self.say(Diagnostic::new(Code::FrontMatter, place, message).fix(place, ": "));
        self.insert(at + key.len() + 1, " ");
        Some((key.len(), ':'))
    }

    /// Says that a line has no colon where it must have one, and finds the blank that stands for it.
    ///
    /// Returns nothing for a line that goes on with the value above it.
    pub(super) fn missing_colon(&mut self, at: usize, line: &str) -> Option<(usize, char)> {
        let width = width(line);
        let figures = self.outline.section == Some("figures");
        let is_sibling = self.outline.levels.iter().any(|level| level.width == width);
        let is_first = figures && matches!(self.outline.levels.as_slice(), [only] if only.open && width > 0);
        if !is_sibling && !is_first {
            return None;
        }
        let content = line.trim();
        let from = at + line.len() - line.trim_start().len();
        let blank = content.find([' ', '\u{3000}']);
        let name = &content[..blank.unwrap_or(content.len())];
        let Some(blank) = blank.filter(|_| is_name(name)) else {
            let message = text!("这一行缺少冒号", "a colon is missing on this line");
            let hint = text!("写成“名称: 内容”", "write it as `key: value`");
            let place = self.span(from, from + content.len());
            self.say(Diagnostic::new(Code::FrontMatter, place, message).hint(hint));
            self.lose(at, line);
            return None;
        };
        let sign = content[blank..].chars().next().unwrap_or(' ');
        let place = self.span(from + blank, from + blank + sign.len_utf8());
        let message = text!("“{name}”后面少了冒号", "the colon behind `{name}` is missing");
        self.say(Diagnostic::new(Code::FrontMatter, place, message).fix(place, ": "));
        self.replace(from + blank, sign.len_utf8(), ":");
        self.insert(from + blank + sign.len_utf8(), " ");
        Some((blank, sign))
    }

    /// Looks at a value in quotes; returns where it ends if that is on a later line.
    pub(super) fn quoted(&mut self, at: usize, value: &str, quote: char) -> usize {
        if value[1..].contains(quote) {
            return 0;
        }
        let next = after_line(self.text, at);
        let below = line_at(self.text, next).trim();
        let rest = self.text.get(next..).unwrap_or_default();
        if !below.is_empty() && separator(below).is_none() {
            return rest.find(quote).map_or(0, |close| after_line(self.text, next + close));
        }
        let end = at + value.trim_end().len();
        let message = text!("这个引号没有配对", "this quotation mark is never closed");
        let place = self.span(at, at + 1);
        let fix = self.span(end, end);
        self.say(Diagnostic::new(Code::FrontMatter, place, message).fix(fix, quote.to_string()));
        self.insert(end, if quote == '"' { "\"" } else { "'" });
        0
    }

    /// Says that a merge is unfinished, and hides its marks and its second side; returns what is hidden.
    pub(super) fn conflicts(&mut self) -> Vec<Range<usize>> {
        let mut hidden = Vec::new();
        for found in conflict::find(self.text) {
            let place = self.span(found.begin.start, found.begin.end);
            self.say(conflict::diagnostic(Code::FrontMatter, place));
            let mut at = found.begin.start;
            while at < found.end {
                let line = line_at(self.text, at);
                if at == found.begin.start || at >= found.middle {
                    self.comment_out(at, line);
                    hidden.push(at..at + line.len().max(1));
                }
                at = after_line(self.text, at);
            }
        }
        hidden
    }
}

/// Returns how many columns the white space before a line has in the copy.
fn width(line: &str) -> usize {
    let blanks = &line[..line.len() - line.trim_start().len()];
    blanks.chars().map(|blank| if matches!(blank, '\t' | '\u{3000}') { 2 } else { blank.len_utf8() }).sum()
}

/// Returns whether a text is one word, as keys and figures' names are.
fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(unicode_ident::is_xid_start)
        && characters.all(|next| unicode_ident::is_xid_continue(next) || next == '.')
}
