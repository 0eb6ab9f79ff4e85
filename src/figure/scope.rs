//! Which figure a name means, seen from a section.
//!
//! Knows names and sections only, never values.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::declare::Declaration;
use super::name::{Facet, Reference, canonical};
use crate::diagnostic::{Code, Diagnostic, Text, nearest, only_nearest};
use crate::report::Report;
use crate::source::Sources;
use crate::text;

/// After comparing so many names, nearest names are no longer looked for: it would take seconds.
const MOST_COMPARED: usize = 500_000;

/// The names of a report.
#[derive(Debug)]
pub(super) struct Scope {
    /// By section: its own names.
    own: Vec<BTreeMap<String, usize>>,
    /// All figures of a name, in the order of their declarations.
    all: BTreeMap<String, Vec<usize>>,
    /// The members of each family, without its name.
    families: BTreeMap<String, Vec<String>>,
    /// The sections of an id.
    ids: BTreeMap<String, Vec<usize>>,
    /// The id of each section.
    id_of: Vec<String>,
    /// The sections whose front matter could not be read: they may declare any name.
    unreadable: Vec<usize>,
    /// The front matters that could not be read: a name that stands in none of them is declared in none.
    unread: String,
    /// Names that are declared and cannot be a figure's, which is said already, and their parts.
    refused: BTreeSet<String>,
    /// How many names were compared in search of a nearest one.
    compared: usize,
}

/// What a reference means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Target {
    /// The index of the figure.
    pub(super) figure: usize,
    /// What is asked of it, when not itself.
    pub(super) facet: Option<Facet>,
}

/// What was written, for messages.
pub(super) struct Written<'a> {
    /// The figures, by their index.
    pub(super) declarations: &'a [Arc<Declaration>],
    /// The files.
    pub(super) sources: &'a Sources,
}

/// Why a reference means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Miss {
    /// Nothing declares it.
    Unknown,
    /// Several sections declare it: the indexes of the figures.
    Ambiguous(Vec<usize>),
    /// A declaration that cannot be read, which is said already, may be its own.
    Hidden,
}

impl Scope {
    /// Returns the scope of a report's sections, still without names.
    pub(super) fn new(report: &Report, sources: &Sources) -> Scope {
        let mut ids = BTreeMap::<String, Vec<usize>>::new();
        let id_of: Vec<String> = report.sections.iter().map(|section| canonical(&section.id)).collect();
        for (index, id) in id_of.iter().enumerate() {
            ids.entry(id.clone()).or_default().push(index);
        }
        let unreadable = (0..report.sections.len()).filter(|index| !report.sections[*index].readable);
        Scope {
            own: vec![BTreeMap::new(); report.sections.len()],
            all: BTreeMap::new(),
            families: BTreeMap::new(),
            ids,
            id_of,
            unreadable: unreadable.collect(),
            unread: unread(report, sources),
            refused: BTreeSet::new(),
            compared: 0,
        }
    }

    /// Adds a figure under a name of its section; returns the figure that has the name already.
    pub(super) fn declare(&mut self, section: usize, name: &str, figure: usize) -> Option<usize> {
        if let Some(first) = self.own[section].get(name) {
            return Some(*first);
        }
        self.own[section].insert(name.to_owned(), figure);
        self.all.entry(name.to_owned()).or_default().push(figure);
        if let Some((family, member)) = name.split_once('.') {
            self.families.entry(family.to_owned()).or_default().push(member.to_owned());
        }
        None
    }

    /// Notes a declared name that cannot be a figure's: what cites it is not to blame.
    pub(super) fn refuse(&mut self, name: &str) {
        let parts = name.split(|c: char| !unicode_ident::is_xid_continue(c)).filter(|part| !part.is_empty());
        self.refused.extend(parts.chain([name]).map(str::to_owned));
    }

    /// Returns whether any section declares a name.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.all.contains_key(name)
    }

    /// Returns what a reference means in a section; without a section, bare names of all sections are seen.
    pub(super) fn find(&self, section: Option<usize>, reference: &Reference) -> Result<Target, Miss> {
        let target = |figure| Target { figure, facet: reference.facet };
        let parts = reference.parts.as_slice();
        let miss = match self.whole(section, parts) {
            Ok(figure) => return Ok(target(figure)),
            Err(miss) => miss,
        };
        // A declared member goes before a facet.
        match (parts, parts.last().and_then(|last| Facet::of(last))) {
            ([before @ .., _], Some(facet)) if !before.is_empty() && reference.facet.is_none() => {
                let figure = self.whole(section, before)?;
                Ok(Target { figure, facet: Some(facet) })
            }
            _ => Err(miss),
        }
    }

    /// Returns the figure that parts name without a facet: `name`, `family.member`, `id.name`, `id.family.member`.
    fn whole(&self, section: Option<usize>, parts: &[String]) -> Result<usize, Miss> {
        match parts {
            [name] => self.bare(section, name),
            [first, second] => {
                let member = format!("{first}.{second}");
                if let Some(own) = section.and_then(|section| self.own[section].get(&member)) {
                    return Ok(*own);
                }
                match self.qualified(first, second) {
                    Err(Miss::Unknown) => self.bare(section, &member),
                    other => other,
                }
            }
            [id, family, member] => self.qualified(id, &format!("{family}.{member}")),
            _ => Err(Miss::Unknown),
        }
    }

    /// Returns the figure of a bare name: the section's own, or the only one.
    fn bare(&self, section: Option<usize>, name: &str) -> Result<usize, Miss> {
        if let Some(own) = section.and_then(|section| self.own[section].get(name)) {
            return Ok(*own);
        }
        match self.all.get(name).map(Vec::as_slice) {
            Some([only]) => Ok(*only),
            Some(several) => Err(Miss::Ambiguous(several.to_vec())),
            None if self.refused.contains(name) || self.unread.contains(name) => Err(Miss::Hidden),
            None => Err(Miss::Unknown),
        }
    }

    /// Returns the figure of a name in the section of an id.
    fn qualified(&self, id: &str, name: &str) -> Result<usize, Miss> {
        let sections = self.ids.get(id).map_or(&[][..], Vec::as_slice);
        let found: Vec<usize> =
            sections.iter().filter_map(|section| self.own[*section].get(name)).copied().collect();
        match found.as_slice() {
            [only] => Ok(*only),
            [] if self.refused.contains(name) => Err(Miss::Hidden),
            [] if self.unread.contains(name)
                && sections.iter().any(|section| self.unreadable.contains(section)) =>
            {
                Err(Miss::Hidden)
            }
            [] => Err(Miss::Unknown),
            _ => Err(Miss::Ambiguous(found)),
        }
    }

    /// Returns how a figure is called from anywhere.
    pub(super) fn full_name(&self, declaration: &Declaration) -> String {
        format!("{}.{}", self.id_of[declaration.section], declaration.name)
    }

    /// Returns the declared name nearest to one that nothing declares, in the section, else anywhere, and whether no other
    /// is as near.
    fn near(&mut self, section: Option<usize>, wanted: &str) -> Option<(String, bool)> {
        if !self.may_compare(self.all.len()) {
            return None;
        }
        let all = || self.all.keys().map(String::as_str);
        let own = section.and_then(|section| nearest(wanted, self.own[section].keys().map(String::as_str)));
        let near = own.or_else(|| nearest(wanted, all()))?;
        Some((near.to_owned(), only_nearest(wanted, all()) == Some(near)))
    }

    /// Returns whether so many names may still be compared, and counts them.
    fn may_compare(&mut self, names: usize) -> bool {
        self.compared += names;
        self.compared <= MOST_COMPARED
    }

    /// Names the members of a family that is asked for as a whole, or for a member that it has not.
    fn near_member(&mut self, parts: &[String]) -> Option<(Text, Option<String>)> {
        let (family, wanted) = match parts {
            [family] => (family, None),
            [family, wanted] | [_, family, wanted] => (family, Some(wanted)),
            _ => return None,
        };
        let count = self.families.get(family)?.len();
        let near = wanted.filter(|_| self.may_compare(count));
        let members = self.families.get(family)?;
        if let Some(near) = near.and_then(|wanted| nearest(wanted, members.iter().map(String::as_str))) {
            return Some((text!("是不是“{near}”？", "did you mean `{near}`?"), Some(near.to_owned())));
        }
        let few: Vec<&str> = members.iter().take(8).map(String::as_str).collect();
        let (zh, en) = (few.join("、"), few.join(", "));
        Some((text!("“{family}”有：{zh}", "`{family}` has: {en}"), None))
    }

    /// Returns what is surely meant: a name behind an id that its section has not, or a facet without its dot.
    fn meant(&self, parts: &[String], written: &Written<'_>) -> Option<String> {
        match parts {
            [id, name] if Facet::of(name).is_none() && !self.ids.contains_key(id) && !self.knows(id) => {
                let [only] = self.all.get(name)?.as_slice() else { return None };
                Some(self.full_name(&written.declarations[*only]))
            }
            [name] => {
                let mut ends = name.char_indices().map(|(at, _)| name.split_at(at));
                let (figure, facet) =
                    ends.find(|(figure, facet)| Facet::of(facet).is_some() && self.knows(figure))?;
                Some(format!("{figure}.{facet}"))
            }
            _ => None,
        }
    }

    /// Says why a reference means nothing; `None` where a section that cannot be read is to blame.
    pub(super) fn explain(
        &mut self,
        section: Option<usize>,
        reference: &Reference,
        miss: &Miss,
        written: &Written<'_>,
    ) -> Option<Diagnostic> {
        let name = reference.parts.join(".");
        let span = reference.span;
        // Where the text has escapes there is no place for a fix.
        let exact = written.sources.get(span.file).slice(span).replace(' ', "") == name;
        match miss {
            Miss::Hidden => None,
            Miss::Unknown => {
                let message = text!("没有名为“{name}”的数字", "there is no figure named `{name}`");
                let fault = Diagnostic::new(Code::UnknownFigure, span, message);
                let mend =
                    |fault: Diagnostic, at, near: String| if exact { fault.fix(at, near) } else { fault };
                if let Some((hint, member)) = self.near_member(&reference.parts) {
                    let fault = fault.hint(hint);
                    return Some(match member {
                        Some(member) => mend(fault, reference.last, member),
                        None => fault,
                    });
                }
                if let Some(meant) = self.meant(&reference.parts, written) {
                    let fault = fault.hint(text!("是不是“{meant}”？", "did you mean `{meant}`?"));
                    return Some(mend(fault, span, meant));
                }
                let (wanted, at) = match reference.parts.as_slice() {
                    // Of `id.name` and `name.facet`, the part that is wrong.
                    [first, second] if Facet::of(second).is_none() && self.ids.contains_key(first) => {
                        (second.as_str(), reference.last)
                    }
                    [first, second] if self.knows(first) => {
                        let hint = match Facet::of(second) {
                            None => text!(
                                "“{second}”不是 上年、同比、增减、占比 之一",
                                "`{second}` is none of prior, yoy, change, share"
                            ),
                            // Inside a function that asks for one itself: yoy(甲.同比).
                            Some(_) => text!(
                                "“{name}”已是算出来的数，要再算就另登记一个，如 新名: ={name}",
                                "`{name}` is computed: to go on from it, declare it by itself, as in new: ={name}"
                            ),
                        };
                        return Some(fault.hint(hint));
                    }
                    [first, _] => (first.as_str(), span.part(0, first.len())),
                    _ => (name.as_str(), span),
                };
                Some(match self.near(section, wanted) {
                    Some((near, is_only)) => {
                        let fault = fault.hint(text!("是不是“{near}”？", "did you mean `{near}`?"));
                        if is_only { mend(fault, at, near) } else { fault }
                    }
                    None => fault.hint(how_to_declare(&name)),
                })
            }
            Miss::Ambiguous(choices) => {
                let names: Vec<String> =
                    choices.iter().map(|figure| self.full_name(&written.declarations[*figure])).collect();
                let (zh, en) = (names.join("、"), names.join(", "));
                let message = text!("几节都有“{name}”", "several sections declare `{name}`");
                let hint = text!("写明是哪一个：{zh}", "say which one: {en}");
                let mut fault = Diagnostic::new(Code::AmbiguousFigure, span, message).hint(hint);
                for figure in choices {
                    let place = written.declarations[*figure].place;
                    fault = fault.related(place, text!("这里有一个", "one is here"));
                }
                Some(fault)
            }
        }
    }

    /// Returns what a draft prints for a name that means nothing.
    pub(super) fn label(reference: &Reference, miss: &Miss) -> Text {
        let name = reference.parts.join(".");
        match miss {
            Miss::Unknown => text!("没有名为“{name}”的数字", "there is no figure named `{name}`"),
            Miss::Ambiguous(_) => text!("几节都有“{name}”", "several sections declare `{name}`"),
            Miss::Hidden => text!("“{name}”的登记有错误", "what may declare `{name}` cannot be read"),
        }
    }
}

/// Returns the front matters that could not be read, as names are compared.
fn unread(report: &Report, sources: &Sources) -> String {
    let mut unread = String::new();
    for section in report.sections.iter().filter(|section| !section.readable) {
        let text = &sources.get(section.source).text;
        let end = section.blocks.first().map_or(text.len(), |block| block.span.start as usize);
        unread.push_str(&canonical(text.get(..end).unwrap_or(text)));
        unread.push('\n');
    }
    unread
}

/// Returns how to come by a figure of a name; a name that no figure can have is not to be declared.
fn how_to_declare(name: &str) -> Text {
    if name.contains('.') {
        text!(
            "句点前面写那一节的文件名（不带编号），后面写数字的名称",
            "before the dot stands a section's file name without its number, behind it the figure's name"
        )
    } else if !name.chars().all(unicode_ident::is_xid_continue) {
        text!("名称只用汉字、字母、数字和下划线", "a name has letters, digits and underscores only")
    } else {
        text!(
            "在本节 figures（数字）中登记它，或直接写 {{{{{name}=数值}}}}",
            "declare it under `figures`, or write {{{{{name}=value}}}} here"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_to_declare_a_name_depends_on_what_is_wrong_with_it() {
        assert!(how_to_declare("税收").zh.contains("figures"));
        assert!(how_to_declare("治安.抓获").zh.contains("句点"));
        assert!(how_to_declare("3–5月").zh.contains("下划线"));
    }

    #[test]
    fn near_names_are_looked_for_until_too_many_were_compared() {
        let mut scope = Scope::new(&Report::default(), &Sources::default());
        scope.own.push(BTreeMap::new());
        scope.declare(0, "办结率", 0);
        scope.compared = MOST_COMPARED - 1;
        assert_eq!(scope.near(Some(0), "办洁率"), Some(("办结率".to_owned(), true)));
        assert_eq!(scope.near(Some(0), "办洁率"), None);
    }
}
