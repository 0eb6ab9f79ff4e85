//! A style as Rust must know it: `style.toml` of a folder under `styles/`.
//!
//! A room of its own because `emit` numbers by it, `typeset` takes its fonts from it and `project` reads it.
//! It lays nothing out: that is `style.typ`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use crate::diagnostic::Language;

/// A style, read.
#[derive(Debug, Clone, Default)]
pub struct Style {
    /// Its folder's name.
    pub name: String,
    /// What `style.toml` says.
    pub manifest: Manifest,
    /// Its other files by path relative to its folder: `style.typ` and what that imports.
    pub files: BTreeMap<String, Arc<[u8]>>,
}

/// The content of `style.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Manifest {
    /// One line about the style, for lists.
    #[serde(default)]
    pub description: String,
    /// The font roles, each an ordered list of family names: office machines' faces first, free faces after.
    pub roles: BTreeMap<String, Role>,
    /// Numbering patterns in Chinese.
    pub zh: Patterns,
    /// Numbering patterns in English.
    pub en: Patterns,
    /// The options a report may set under `[style]`, with their defaults.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
}

/// A font role: who may serve it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Role {
    /// Family names in any language the face itself carries, in order of preference.
    pub families: Vec<String>,
    /// The weight wanted, 100 to 900.
    #[serde(default = "regular")]
    pub weight: u16,
    /// How many of the first families are what the style wants; a later one is a substitution.
    #[serde(default)]
    pub wanted: Option<usize>,
}

/// Returns the weight of a regular face.
fn regular() -> u16 {
    400
}

/// Numbering patterns: one character of `1 a A i I 一 ①` stands for the number, the rest is printed as it is.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Patterns {
    /// By heading level, from 1; a level without a pattern is not numbered. A pattern with several counting
    /// characters (`1.1`) shows that many levels, the last of them this one.
    #[serde(default)]
    pub headings: Vec<String>,
    /// What a reference to a heading prints, by level: `第一节（一）`. A level without one prints its number.
    #[serde(default)]
    pub references: Vec<String>,
    /// Of annexes: `附件1`; a report's only annex bears no number.
    #[serde(default)]
    pub annex: String,
    /// Of captioned images: `图1`.
    #[serde(default)]
    pub image: String,
    /// Of captioned tables: `表1`.
    #[serde(default)]
    pub table: String,
    /// Of formulas that have an id: `（1）`.
    #[serde(default)]
    pub formula: String,
    /// What a reference to a formula prints: `式（1）`; left out, its number.
    #[serde(default)]
    pub formula_reference: String,
    /// Of footnotes: `①`.
    #[serde(default)]
    pub note: String,
}

impl Manifest {
    /// Returns the patterns of a language.
    pub fn patterns(&self, language: Language) -> &Patterns {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}
