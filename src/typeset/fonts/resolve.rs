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

/// The roles that every Chinese report has text in.
const SURELY_USED: [&str; 2] = ["title", BODY];

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
    /// Those of the wanted that are installed and may not be used.
    pub(super) refused: Vec<String>,
    pub(super) used: String,
}

impl Resolver<'_> {
    /// Chooses the faces for a report that uses some characters, each with its first place.
    ///
    /// Characters that the style itself prints (numbers of headings, labels) belong into the map too, at
    /// [`Resolver::place`]. Ignores what has no picture: white space, default ignorables, variation selectors.
    ///
    /// # Errors
    /// Fails when the report uses Han characters and no face for them is installed.
    pub fn resolve(&self, characters: &BTreeMap<char, Span>) -> Result<(Faces, Diagnostics), Failure> {
        let needed: Vec<Needed> = characters
            .iter()
            .filter(|(c, _)| !c.is_whitespace() && !is_default_ignorable(**c))
            .map(|(character, span)| Needed { character: *character, span: *span })
            .collect();
        let has_han = needed.iter().any(|needed| is_han(needed.character));
        if has_han && !self.library.has_chinese() {
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
        if has_han {
            SURELY_USED.into_iter().for_each(|role| faces.expect(role));
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
        let refused = wanted.iter().filter(|name| !self.library.named(name).is_empty()).cloned().collect();
        Some(Substitution { role: name.to_owned(), wanted, refused, used: family.clone() })
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

#[cfg(test)]
mod tests {
    use super::super::samples::{Sample, chinese_folders, library, library_in, needs, role};
    use super::*;
    use crate::diagnostic::Code;
    use crate::failure::Kind;
    use crate::source::SourceId;

    /// The Han characters that a made-up Chinese face has at least.
    const HAN: &str = "的一们";

    type Roles = BTreeMap<String, Role>;

    fn roles(list: &[(&str, Role)]) -> Roles {
        list.iter().map(|(name, role)| ((*name).to_owned(), role.clone())).collect()
    }

    fn resolve(library: &Library, roles: &Roles, text: &str) -> Result<(Faces, Diagnostics), Failure> {
        resolve_with(library, roles, &BTreeMap::new(), text)
    }

    fn resolve_with(
        library: &Library,
        roles: &Roles,
        overrides: &BTreeMap<String, Vec<String>>,
        text: &str,
    ) -> Result<(Faces, Diagnostics), Failure> {
        let place = Span::new(SourceId(0), 0, 5);
        Resolver { library, roles, overrides, place, folder: Path::new("/fonts") }.resolve(&needs(text))
    }

    /// Returns each face of a role as `NAME=FAMILY+LENT`.
    fn served(faces: &Faces, role: &str) -> Vec<String> {
        let lends = |lends: &[char]| lends.iter().collect::<String>();
        let all = faces.roles()[role].served.iter();
        all.map(|one| format!("{}={}+{}", one.name, one.family, lends(&one.lends))).collect()
    }

    fn codes(diagnostics: &Diagnostics) -> Vec<Code> {
        diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
    }

    #[test]
    fn the_first_family_there_is_serves_and_later_ones_fill() {
        let folder = tempfile::tempdir().unwrap();
        let samples = [
            Sample::new("Whole Song", &format!("{HAN}啰瞭㎡甲乙")),
            Sample::new("Unneeded", HAN),
            Sample::new("Small Fang", &format!("{HAN}甲")),
        ];
        let library = library_in(folder.path(), &samples);
        let roles = roles(&[("body", role(&["Absent", "Small Fang", "Unneeded", "Whole Song"], None))]);
        let (faces, diagnostics) = resolve(&library, &roles, "的 啰甲\u{3000}\u{200b}\u{fe0f}\n的").unwrap();
        assert_eq!(served(&faces, "body"), ["body=Small Fang+", "body-2=Whole Song+啰"]);
        assert_eq!(faces.roles()["body"].families().collect::<Vec<_>>(), ["body", "body-2"]);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        assert_eq!(faces.book().select("body", Default::default()), Some(0));
        assert_eq!(faces.font(1).unwrap().info().family, "Whole Song");
        assert_eq!(faces.font(99), None);
    }

    #[test]
    fn a_character_is_lent_by_other_roles_then_by_any_face() {
        let library = library(&[
            Sample::new("Song", &format!("{HAN}甲")),
            Sample::new("Installed Only", "abc☑乙"),
            Sample::new("Kai", HAN),
            Sample::new("Emoji", "☑😀"),
        ]);
        let roles = roles(&[("body", role(&["Song"], None)), ("kai", role(&["Kai"], None))]);
        let (faces, diagnostics) = resolve(&library, &roles, "的甲☑").unwrap();
        assert_eq!(served(&faces, "kai"), ["kai=Kai+", "kai-2=Song+甲", "kai-3=Installed Only+☑"]);
        assert_eq!(served(&faces, "body"), ["body=Song+", "body-2=Installed Only+☑"]);
        assert!(diagnostics.is_empty());
    }

    #[test]
    fn one_file_is_read_once_for_all_roles() {
        let library = library(&[Sample::new("Song", HAN)]);
        let roles = roles(&[("body", role(&["Song"], None)), ("title", role(&["Song"], None))]);
        let (faces, _) = resolve(&library, &roles, "的").unwrap();
        assert_eq!(
            faces.files().iter().filter(|file| matches!(file.origin, super::super::Origin::File(_))).count(),
            1
        );
    }

    #[test]
    fn what_no_face_has_is_an_error_where_it_stands() {
        let library = library(&[Sample::new("Song", HAN)]);
        let roles = roles(&[("body", role(&["Song"], None)), ("latin", role(&["Libertinus Serif"], None))]);
        let (_, diagnostics) = resolve(&library, &roles, "的𠮶一𠮷").unwrap();
        assert_eq!(codes(&diagnostics), [Code::MissingGlyph, Code::MissingGlyph]);
        let last = diagnostics.iter().last().unwrap();
        assert_eq!(last.span, Span::new(SourceId(7), 10, 14));
        assert_eq!(last.message.en, "no font has “𠮷” (U+20BB7)");
        assert_eq!(last.message.zh, "没有字体能印出“𠮷”（U+20BB7）");
    }

    #[test]
    fn more_than_twenty_missing_characters_are_counted() {
        let library = library(&[Sample::new("Song", HAN)]);
        let roles = roles(&[("body", role(&["Song"], None))]);
        let text: String = ('\u{4f00}'..'\u{4f2d}').collect();
        let (_, diagnostics) = resolve(&library, &roles, &text).unwrap();
        assert_eq!(diagnostics.len(), 21);
        let last = &diagnostics.iter().last().unwrap().message.en;
        assert!(
            last.starts_with("no font has 25 further characters either: U+4F14 ") && last.ends_with(" …"),
            "{last}"
        );
    }

    #[test]
    fn substitutions_are_one_warning_in_the_readers_words() {
        let library = library(&[Sample::new("Fandol", HAN), Sample::new("Hei", HAN)]);
        let roles = roles(&[
            ("body", role(&["FangSong_GB2312", "仿宋_GB2312", "Fandol"], Some(2))),
            ("hei", role(&["Hei"], Some(1))),
            ("kai", role(&["KaiTi"], None)),
            ("song", role(&["SimSun", "Hei"], None)),
        ]);
        let (faces, diagnostics) = resolve(&library, &roles, "的").unwrap();
        assert_eq!(codes(&diagnostics), [Code::FontSubstituted]);
        let warning = diagnostics.iter().next().unwrap();
        assert_eq!(warning.span, Span::new(SourceId(0), 0, 5));
        let zh = "用不了想要的字体，用了别的字体代替：正文（body）要 仿宋_GB2312，用了 Fandol；楷体（kai）要 KaiTi，用了 Fandol";
        assert_eq!(warning.message.zh, zh);
        let en = "`body` wants FangSong_GB2312 and gets Fandol; `kai` wants KaiTi and gets Fandol";
        assert!(warning.message.en.ends_with(en), "{}", warning.message.en);
        assert_eq!(faces.roles()["body"].instead_of.as_deref(), Some("FangSong_GB2312"));
        assert_eq!(faces.roles()["song"].instead_of, None);
    }

    #[test]
    fn the_reports_own_families_come_first_and_are_wanted() {
        let library = library(&[Sample::new("Fandol", HAN), Sample::new("Hei", HAN)]);
        let roles = roles(&[("body", role(&["FangSong", "Fandol"], Some(1)))]);
        let given = |families: &[&str]| {
            BTreeMap::from([("body".to_owned(), families.iter().map(|name| (*name).to_owned()).collect())])
        };
        let (faces, diagnostics) = resolve_with(&library, &roles, &given(&["Absent", "hei"]), "的").unwrap();
        assert_eq!(served(&faces, "body"), ["body=Hei+"]);
        assert!(diagnostics.is_empty());
        let (faces, diagnostics) = resolve_with(&library, &roles, &given(&["Absent"]), "的").unwrap();
        assert_eq!(served(&faces, "body"), ["body=Fandol+"]);
        assert_eq!(codes(&diagnostics), [Code::FontSubstituted]);
        let unknown = BTreeMap::from([("bdoy".to_owned(), vec!["Hei".to_owned()])]);
        let (_, diagnostics) = resolve_with(&library, &roles, &unknown, "的").unwrap();
        assert_eq!(codes(&diagnostics), [Code::UnknownKey, Code::FontSubstituted]);
    }

    #[test]
    fn a_wanted_face_that_may_not_be_used_is_named() {
        let library = library(&[Sample::new("Noto Sans CJK JP", HAN), Sample::new("Fandol", HAN)]);
        let roles = roles(&[("body", role(&["Noto Sans CJK JP", "Fandol"], Some(1)))]);
        let (_, diagnostics) = resolve(&library, &roles, "的").unwrap();
        let hint = &diagnostics.iter().next().unwrap().hints[0];
        assert!(hint.en.starts_with("Noto Sans CJK JP is installed, but"), "{}", hint.en);
    }

    #[test]
    fn chinese_without_a_chinese_face_stops_and_says_how_to_get_one() {
        let library = library(&[Sample::new("Noto Sans CJK JP", HAN)]);
        let roles = roles(&[("body", role(&["Noto Sans CJK JP", "Libertinus Serif"], None))]);
        let failure = resolve(&library, &roles, "report 的").unwrap_err();
        assert_eq!(failure.kind, Kind::Files);
        assert!(failure.hints.last().unwrap().zh.contains("/fonts"));
        #[cfg(target_os = "linux")]
        assert!(failure.hints[0].en.contains("apt-get install fonts-noto-cjk"));
        assert!(resolve(&library, &roles, "report").is_ok());
    }

    #[test]
    fn typsts_own_defaults_are_there_unless_the_style_has_roles_for_them() {
        let library = library(&[]);
        let (faces, _) =
            resolve(&library, &roles(&[("mono", role(&["DejaVu Sans Mono"], None))]), "a").unwrap();
        assert!(faces.book().contains_family("new computer modern math"));
        assert!(!faces.book().contains_family("dejavu sans mono"));
    }

    #[test]
    fn debians_faces_serve_an_official_document() {
        let library = Library::scan(&chinese_folders(), None);
        let bold = Role {
            weight: 700,
            ..role(&["方正小标宋简体", "FandolSong", "Noto Serif CJK SC"], Some(1))
        };
        let roles = roles(&[
            ("body", role(&["仿宋_GB2312", "FandolFang R", "Noto Serif CJK SC"], Some(1))),
            ("hei", role(&["SimHei", "Noto Sans CJK JP", "Noto Sans CJK SC"], Some(1))),
            ("title", bold),
        ]);
        let (faces, diagnostics) = resolve(&library, &roles, "中华啰瞭㎡“”——〔2021〕abc1").unwrap();
        assert_eq!(served(&faces, "body"), ["body=FandolFang R+", "body-2=Noto Serif CJK SC+㎡啰瞭"]);
        assert_eq!(served(&faces, "hei"), ["hei=Noto Sans CJK SC+"]);
        assert_eq!(served(&faces, "title"), ["title=FandolSong+", "title-2=Noto Serif CJK SC+㎡啰瞭"]);
        let title = &faces.roles()["title"];
        assert_eq!((title.weight, title.served[0].weight, title.served[1].weight), (700, 700, 700));
        assert_eq!(codes(&diagnostics), [Code::FontSubstituted]);
    }
}
