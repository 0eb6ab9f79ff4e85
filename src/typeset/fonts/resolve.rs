//! Chooses the faces of each role: the first family there is, then those that have the characters it lacks.
//!
//! A role that none of its families can serve borrows another role's, the body's first, and the author is told.
//! What is said, and in which words, is the business of `complaints`.

use std::collections::BTreeMap;
use std::path::Path;

use typst::text::is_default_ignorable;

use super::complaints;
use super::faces::Faces;
use super::library::{Choice, Face, Library};
use crate::diagnostic::Diagnostics;
use crate::failure::Failure;
use crate::source::Span;
use crate::style::Role;

/// The role whose families serve roles that have none of their own.
const BODY: &str = "body";

/// The families that Typst itself asks for, by the role that replaces them in a style.
const TYPST_DEFAULTS: [(&str, &str); 2] =
    [("math", "New Computer Modern Math"), ("mono", "DejaVu Sans Mono")];

/// What the faces of a report are chosen by.
#[derive(Debug, Clone, Copy)]
pub struct Resolver<'a> {
    /// The faces there are.
    pub library: &'a Library,
    /// The style's roles.
    pub roles: &'a BTreeMap<String, Role>,
    /// The report's own families by role, tried before the style's.
    pub overrides: &'a BTreeMap<String, Vec<String>>,
    /// Where the report names its style: the place of what concerns no single character.
    pub place: Span,
    /// The user's font folder for Bluebook, which messages name.
    pub folder: &'a Path,
}

/// One character the report uses.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needed {
    pub(super) character: char,
    pub(super) span: Span,
}

/// The characters needed, and which of them the faces asked so far have.
struct Needs {
    characters: Vec<char>,
    covered: BTreeMap<usize, Vec<bool>>,
}

/// A role that another face serves than the style or the report wants.
#[derive(Debug)]
pub(super) struct Substitution {
    pub(super) role: String,
    pub(super) wanted: Vec<String>,
    pub(super) used: String,
}

impl Resolver<'_> {
    /// Chooses the faces for a report that uses some characters, each with its first place.
    ///
    /// Characters that the style itself prints (numbers of headings, labels) belong into the map too, at
    /// [`Resolver::place`]. Ignores what has no picture: controls, white space, default ignorables, variation selectors.
    ///
    /// # Errors
    /// Fails when the report uses Han characters and no face for them is installed.
    pub fn resolve(&self, characters: &BTreeMap<char, Span>) -> Result<(Faces, Diagnostics), Failure> {
        let needed: Vec<Needed> = characters
            .iter()
            .filter(|(c, _)| !c.is_control() && !c.is_whitespace() && !is_default_ignorable(**c))
            .map(|(character, span)| Needed { character: *character, span: *span })
            .collect();
        if needed.iter().any(|needed| is_han(needed.character)) && !self.library.has_chinese() {
            return Err(complaints::no_chinese_face(self.folder));
        }
        let mut needs = Needs::new(&needed);
        let mut faces = Faces::default();
        let mut substitutions = Vec::new();
        let mut missing = vec![!self.roles.is_empty(); needed.len()];
        for name in self.roles.keys() {
            let (lacking, substitution) = self.serve(name, &mut needs, &mut faces);
            substitutions.extend(substitution);
            missing.iter_mut().zip(lacking).for_each(|(missing, lacking)| *missing &= lacking);
        }
        for (role, family) in TYPST_DEFAULTS {
            if let Some(choice) = self.library.choose(family, 400).filter(|_| !self.roles.contains_key(role))
            {
                faces.push(family, self.library, &choice);
            }
        }
        let missing: Vec<Needed> = marked(&needed, &missing);
        let mut diagnostics = complaints::missing_glyphs(&missing, self.folder);
        diagnostics.extend(complaints::unknown_roles(self.overrides, self.roles, self.place));
        diagnostics.extend(complaints::substitutions(&substitutions, self.place, self.folder));
        diagnostics.sort();
        Ok((faces, diagnostics))
    }

    /// Chooses the faces of one role; returns which characters none of them has, and what is not as wanted.
    fn serve(&self, name: &str, needs: &mut Needs, faces: &mut Faces) -> (Vec<bool>, Option<Substitution>) {
        let mut lacking = vec![true; needs.characters.len()];
        let weight = self.roles.get(name).map_or(400, |role| role.weight);
        let wanted = self.wanted(name);
        let mut substitution = None;
        let mut served: Vec<usize> = Vec::new();
        for (at, family) in self.chain(name).into_iter().enumerate() {
            if !served.is_empty() && !lacking.contains(&true) {
                break;
            }
            let Some(choice) = self.library.choose(family, weight) else { continue };
            if served.contains(&choice.main) {
                continue;
            }
            let had = needs.lent(self.library, &choice, &lacking);
            if served.is_empty() {
                if at >= wanted.len() {
                    substitution = self.substitution(name, wanted.clone(), &choice);
                }
                let instead_of = substitution.as_ref().and_then(|given| given.wanted.first().cloned());
                faces.start_role(name, weight, instead_of);
                faces.serve(name, self.library, &choice, Vec::new());
            } else if had.contains(&true) {
                faces.serve(name, self.library, &choice, marked(&needs.characters, &had));
            } else {
                continue;
            }
            served.push(choice.main);
            lacking.iter_mut().zip(had).for_each(|(lacking, had)| *lacking &= !had);
        }
        self.borrow(name, needs, faces, &mut lacking);
        (lacking, substitution)
    }

    /// Fills what is still lacking from any face there is.
    fn borrow(&self, name: &str, needs: &mut Needs, faces: &mut Faces, lacking: &mut [bool]) {
        if !lacking.contains(&true) {
            return;
        }
        for at in self.library.lenders() {
            let choice = Choice { main: at, faces: vec![at], relied_on: vec![at] };
            let had = needs.lent(self.library, &choice, lacking);
            if had.contains(&true) {
                faces.serve(name, self.library, &choice, marked(&needs.characters, &had));
                lacking.iter_mut().zip(had).for_each(|(lacking, had)| *lacking &= !had);
            }
        }
    }

    /// Returns the families to try for a role: the report's, the style's, then those of the other roles.
    fn chain(&self, name: &str) -> Vec<&str> {
        let others = self.roles.keys().map(String::as_str).filter(|other| *other != name && *other != BODY);
        [name, BODY].into_iter().chain(others).flat_map(|role| self.own(role)).collect()
    }

    /// Returns a role's own families: the report's, then the style's.
    fn own(&self, name: &str) -> impl Iterator<Item = &str> {
        let given = self.overrides.get(name).into_iter().flatten();
        let style = self.roles.get(name).into_iter().flat_map(|role| &role.families);
        given.chain(style).map(String::as_str)
    }

    /// Returns the families that are no substitution for a role: what the report asks for, or else the style.
    fn wanted(&self, name: &str) -> Vec<String> {
        let given = self.overrides.get(name).map_or(0, Vec::len);
        let style = self.roles.get(name).and_then(|role| role.wanted);
        let count = if given > 0 { given } else { style.unwrap_or(usize::MAX) };
        self.own(name).take(count).map(String::from).collect()
    }

    /// Returns that a face serves a role that wants another one.
    fn substitution(&self, name: &str, wanted: Vec<String>, choice: &Choice) -> Option<Substitution> {
        let family = self.library.get(choice.main)?.record.families.first()?;
        Some(Substitution { role: name.to_owned(), wanted, used: family.clone() })
    }
}

impl Needs {
    /// Returns the needs of a report, no face asked yet.
    fn new(needed: &[Needed]) -> Self {
        Self { characters: needed.iter().map(|needed| needed.character).collect(), covered: BTreeMap::new() }
    }

    /// Returns which of the lacking characters a choice of faces has.
    fn lent(&mut self, library: &Library, choice: &Choice, lacking: &[bool]) -> Vec<bool> {
        let mut lent = lacking.to_vec();
        for at in &choice.relied_on {
            let Some(face) = library.get(*at) else { continue };
            let has = self.covered.entry(*at).or_insert_with(|| covered(face, &self.characters));
            lent.iter_mut().zip(has).for_each(|(lent, has)| *lent &= *has);
        }
        lent
    }
}

/// Returns which of some characters, in their order, a face has.
fn covered(face: &Face, characters: &[char]) -> Vec<bool> {
    let mut has = vec![false; characters.len()];
    let mut at = 0;
    for code in face.info().into_iter().flat_map(|info| info.coverage.iter()) {
        while characters.get(at).is_some_and(|c| (*c as u32) < code) {
            at += 1;
        }
        match characters.get(at) {
            Some(c) if *c as u32 == code => has[at] = true,
            Some(_) => {}
            None => break,
        }
    }
    has
}

/// Returns the marked ones of some items.
fn marked<T: Copy>(items: &[T], marks: &[bool]) -> Vec<T> {
    items.iter().zip(marks).filter(|(_, marked)| **marked).map(|(item, _)| *item).collect()
}

/// Returns whether a character is a Han character (Unicode's blocks of ideographs and radicals, and 〇 々).
fn is_han(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{2fd5}' | '々' | '〇' | '\u{3021}'..='\u{3029}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
