//! What is known while one file is read: its copy, its notes and ids, and what was found wrong so far.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::report::{Note, OpenBraces};
use crate::source::Span;
use crate::text;

use super::Options;
use super::mask::Masked;
use super::reasons::Remark;

/// The state of reading one file.
pub(super) struct Reader<'a> {
    /// The file and its copy.
    pub(super) masked: &'a Masked<'a>,
    /// What the dialect depends on.
    pub(super) options: &'a Options,
    /// The id of the section, which is its title's.
    pub(super) section_id: String,
    /// Whether the title has been seen.
    pub(super) titled: bool,
    /// What was found wrong.
    pub(super) diagnostics: Diagnostics,
    /// Braces that open a citation and never close it.
    pub(super) open_braces: Vec<OpenBraces>,
    /// Comments that give a reason.
    pub(super) remarks: Vec<Remark>,
    /// The footnotes, in the order of their definitions.
    pub(super) notes: Vec<Note>,
    /// The index of each footnote by its folded name.
    pub(super) note_names: BTreeMap<String, usize>,
    /// The footnotes that something refers to.
    pub(super) noted: BTreeSet<usize>,
    /// Ids in use.
    pub(super) ids: BTreeSet<String>,
    /// The last number put behind each default id that was in use already.
    pub(super) next_suffixes: BTreeMap<String, usize>,
    /// Attributes that were printed as typed, unless an image or heading takes them.
    pub(super) loose_attributes: BTreeSet<Span>,
    /// Where the line begins that is being read by itself.
    pub(super) line_origin: Option<usize>,
    /// Whether the words of a link are being read.
    pub(super) in_link: bool,
    /// Whether the content of a list is being read.
    pub(super) in_list: bool,
    /// How many block quotes, lists and notes are open.
    pub(super) depth: usize,
    /// How many block quotes and callouts are open, whose signs begin each line.
    pub(super) quotes: usize,
    /// The marks that turn the pages, and whether on their side.
    pub(super) turns: Vec<(Span, bool)>,
    /// Whether it was said that HTML tags go.
    pub(super) html_said: bool,
    /// Whether it was said that nesting is too deep.
    pub(super) depth_said: bool,
}

impl<'a> Reader<'a> {
    /// Returns a reader of a file of which nothing has been read.
    pub(super) fn new(masked: &'a Masked<'a>, options: &'a Options, section_id: String) -> Self {
        Self {
            masked,
            options,
            section_id,
            titled: false,
            diagnostics: Diagnostics::default(),
            open_braces: Vec::new(),
            remarks: Vec::new(),
            notes: Vec::new(),
            note_names: BTreeMap::new(),
            noted: BTreeSet::new(),
            ids: BTreeSet::new(),
            next_suffixes: BTreeMap::new(),
            loose_attributes: BTreeSet::new(),
            line_origin: None,
            in_link: false,
            in_list: false,
            depth: 0,
            quotes: 0,
            turns: Vec::new(),
            html_said: false,
            depth_said: false,
        }
    }

    /// Returns the offset of a line and column of the parser, both from 1, columns in bytes.
    pub(super) fn offset(&self, line: usize, column: usize) -> usize {
        let text = &self.masked.text;
        let line_start = self.line_origin.unwrap_or_else(|| self.masked.line_start(line));
        let offset = line_start + column.saturating_sub(1);
        super::align::boundary(text, offset.min(text.len()))
    }

    /// Returns the index of a footnote by its name.
    pub(super) fn note_index(&self, name: &str) -> Option<usize> {
        self.note_names.get(&fold(name)).copied()
    }

    /// Says once a file that something is nested too deep.
    pub(super) fn too_deep(&mut self, span: Span) {
        if !std::mem::replace(&mut self.depth_said, true) {
            let message = text!(
                "嵌套太深，从这里起不再分层，文字保留",
                "nested too deep: from here on it is not nested further, the text is kept"
            );
            let hint = text!(
                "引用最多 10 层，提示框最多 8 层，列表最多 13 层，强调最多 40 层，混用时更少",
                "quotations nest 10 deep at most, callouts 8, lists 13, emphasis 40, and fewer of several kinds"
            );
            self.diagnostics.push(Diagnostic::new(Code::NestingTooDeep, span, message).hint(hint));
        }
    }
}

/// Returns a footnote's name as footnotes are compared.
pub(super) fn fold(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
