//! References and works as the rules of their country write them: GB/T 7714 in a Chinese report, IEEE in an English one.
//!
//! The only file that calls on the formatter. In a Chinese report a work in another language is written in English, with
//! `et al.` in place of 等, as GB/T 7714 asks.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::taxonomy::Locator;
use hayagriva::citationberg::{
    FontStyle, FontWeight, IndependentStyle, Locale, LocaleCode, Style, TextDecoration, VerticalAlign,
};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, Elem, ElemChild, ElemChildren,
    ElemMeta, Formatting, LocatorPayload, Rendered, SpecificLocator,
};

use super::collect::Place;
use super::library::{Known, Library};
use super::mend::{OTHERS, with_others};
use super::{Level, Mark, Piece, References, Work};
use crate::diagnostic::Language;
use crate::report::Cited;

/// What formatting needs of a country.
struct Rules {
    style: IndependentStyle,
    locale: LocaleCode,
}

static CHINESE: LazyLock<Option<Rules>> = LazyLock::new(|| rules(ArchivedStyle::Gb77142015Numeric, "zh-CN"));
static ENGLISH: LazyLock<Option<Rules>> =
    LazyLock::new(|| rules(ArchivedStyle::InstituteOfElectricalAndElectronicsEngineers, "en-US"));
static LOCALES: LazyLock<Vec<Locale>> = LazyLock::new(|| {
    let ours = |locale: &Locale| {
        locale.lang.as_ref().is_some_and(|code| ["zh-CN", "en-US"].contains(&code.0.as_str()))
    };
    locales().into_iter().filter(ours).collect()
});

fn rules(style: ArchivedStyle, locale: &str) -> Option<Rules> {
    match style.get() {
        Style::Independent(style) => Some(Rules { style, locale: LocaleCode(locale.to_owned()) }),
        Style::Dependent(_) => None,
    }
}

/// A part of a reference that is formatted at once: the works between brackets, and the page behind them.
struct Part<'a> {
    place: usize,
    works: Vec<&'a Cited>,
    /// What the formatter is told of where in each work.
    within: Vec<Option<String>>,
    page: Option<String>,
}

/// Writes what references print, and the list of the works that they name.
pub(super) fn format(places: &[&Place<'_>], library: &Library, language: Language, out: &mut References) {
    let chinese = language == Language::Chinese;
    let rules = if chinese { &*CHINESE } else { &*ENGLISH };
    let Some(rules) = rules.as_ref().filter(|_| !places.is_empty()) else { return };
    let mut parts = Vec::new();
    for (index, place) in places.iter().enumerate() {
        split(index, place.cited, chinese, &mut parts);
    }
    let rendered = render(&parts, library, rules, &rules.locale);
    let items = |rendered: &Rendered| {
        rendered.bibliography.as_ref().map(|list| list.items.clone()).unwrap_or_default()
    };
    let mut list = items(&rendered);
    let foreign = |key: &str| library.works.get(key).is_some_and(|work| chinese && !work.chinese);
    if list.iter().any(|item| foreign(&item.key)) {
        let english = items(&render(&parts, library, rules, &LocaleCode("en-US".to_owned())));
        for (item, other) in list.iter_mut().zip(english) {
            if foreign(&item.key) {
                *item = other;
            }
        }
    }
    let mut numbers = BTreeMap::new();
    for item in &list {
        numbers.insert(item.key.as_str(), out.works.len());
        let Some(work) = library.works.get(&item.key) else { continue };
        let mut number = Vec::new();
        item.first_field.iter().for_each(|child| flatten(child, &[], None, &mut number));
        let mut pieces = Vec::new();
        item.content.0.iter().for_each(|child| flatten(child, &[], None, &mut pieces));
        out.works.push(Work {
            place: work.place,
            number: number.into_iter().map(|piece| piece.text).collect::<String>().trim().to_owned(),
            pieces: trimmed(mended(pieces, work, chinese && work.chinese)),
        });
    }
    for (part, citation) in parts.iter().zip(&rendered.citations) {
        let mark = out.shown.entry(places[part.place].span).or_insert_with(|| Ok(Mark::default()));
        let Ok(mark) = mark else { continue };
        if !mark.pieces.is_empty() {
            mark.pieces.push(Piece { text: ",".to_owned(), level: Level::Above, ..Piece::default() });
        }
        let works: Vec<_> =
            part.works.iter().filter_map(|cited| numbers.get(cited.key.as_str()).copied()).collect();
        mark.cited.extend(&works);
        citation.citation.0.iter().for_each(|child| flatten(child, &works, None, &mut mark.pieces));
        if let Some(page) = part.page.clone() {
            let work = works.first().copied();
            mark.pieces.push(Piece { text: page, level: Level::Above, work, ..Piece::default() });
        }
    }
    for mark in out.shown.values_mut().flatten() {
        mark.raised = mark.pieces.iter().all(|piece| piece.level == Level::Above);
        if mark.raised {
            for piece in &mut mark.pieces {
                piece.level = Level::Line;
                // GB/T 7714 joins the first and the last of several numbers with a hyphen.
                piece.text = piece.text.replace('–', "-");
            }
        }
    }
}

/// Splits a reference: GB/T 7714 puts a page behind the brackets, so that a work with a page has brackets of its own.
fn split<'a>(place: usize, cited: &'a [Cited], chinese: bool, parts: &mut Vec<Part<'a>>) {
    let first = parts.len();
    for one in cited {
        let page = one.locator.as_deref().filter(|_| chinese).map(page);
        let within = one.locator.as_deref().filter(|_| !chinese).map(english_page);
        let open = parts.len() > first && parts.last().is_some_and(|part| part.page.is_none());
        match parts.last_mut().filter(|_| open && page.is_none()) {
            Some(part) => {
                let known = |other: &&Cited| other.key == one.key && other.locator == one.locator;
                if !part.works.iter().any(known) {
                    part.works.push(one);
                    part.within.push(within);
                }
            }
            None => parts.push(Part { place, works: vec![one], within: vec![within], page }),
        }
    }
}

/// Returns a page as GB/T 7714 prints it, without 第 and 页 or `p.`; another part of a work as it is written.
fn page(locator: &str) -> String {
    let bare = locator.trim_start_matches(['第', ' ']).trim_end_matches(['页', ' ']);
    let bare = bare.strip_prefix("pp").or_else(|| bare.strip_prefix('p')).unwrap_or(bare);
    let bare = bare.trim_start_matches(['.', ' ']);
    let number = |c: char| c.is_ascii_digit() || "-–—~～, 、，".contains(c);
    if bare.starts_with(|c: char| c.is_ascii_digit()) && bare.chars().all(number) {
        bare.replace(['–', '—', '~', '～'], "-")
    } else {
        locator.to_owned()
    }
}

/// Returns a page as IEEE prints it: `p. 3`, `pp. 3–5`; another part of a work as it is written.
fn english_page(locator: &str) -> String {
    let number = |c: char| c.is_ascii_digit() || "-–—, ".contains(c);
    let bare = locator.trim();
    if !(bare.starts_with(|c: char| c.is_ascii_digit()) && bare.chars().all(number)) {
        return locator.to_owned();
    }
    let several = bare.contains(|c: char| !c.is_ascii_digit());
    format!("{} {}", if several { "pp." } else { "p." }, bare.replace(['-', '—'], "–"))
}

/// Has all references and the list of works written in a language.
fn render<'a>(parts: &'a [Part<'a>], library: &'a Library, rules: &Rules, locale: &LocaleCode) -> Rendered {
    let mut driver = BibliographyDriver::new();
    for part in parts {
        let item = |(cited, within): (&&'a Cited, &'a Option<String>)| {
            let page = |page| SpecificLocator(Locator::Custom, LocatorPayload::Str(page));
            let locator = within.as_deref().map(page);
            library.works.get(&cited.key).map(|work| CitationItem::with_locator(&work.entry, locator))
        };
        let items = part.works.iter().zip(&part.within).filter_map(item).collect();
        driver.citation(CitationRequest::new(items, &rules.style, Some(locale.clone()), &LOCALES, None));
    }
    driver.finish(BibliographyRequest {
        style: &rules.style,
        locale: Some(locale.clone()),
        locale_files: &LOCALES,
    })
}

/// Puts the letter of standards where a standard has that of reports, `2版` where a space stands in it, and 等 or `et al.`
/// for authors that are not named.
fn mended(mut pieces: Vec<Piece>, work: &Known, chinese: bool) -> Vec<Piece> {
    for piece in &mut pieces {
        if piece.text.contains(OTHERS) {
            piece.text = with_others(&piece.text, chinese);
        }
        for digit in '0'..='9' {
            piece.text = piece.text.replace(&format!("{digit} 版. "), &format!("{digit}版. "));
        }
    }
    if work.standard {
        for piece in &mut pieces {
            for (report, standard) in [("[R]", "[S]"), ("[R/OL]", "[S/OL]")] {
                piece.text = piece.text.replace(report, standard);
            }
        }
    }
    pieces
}

/// Returns pieces without the spaces around the whole.
fn trimmed(mut pieces: Vec<Piece>) -> Vec<Piece> {
    if let Some(first) = pieces.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    if let Some(last) = pieces.last_mut() {
        last.text = last.text.trim_end().to_owned();
    }
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// Adds what the formatter wrote as pieces; `works` are those that its items stand for, `work` the one it is part of.
fn flatten(child: &ElemChild, works: &[usize], work: Option<usize>, pieces: &mut Vec<Piece>) {
    match child {
        ElemChild::Text(text) => push(piece(&text.text, text.formatting, work), pieces),
        ElemChild::Markup(text) => push(piece(text, Formatting::default(), work), pieces),
        ElemChild::Link { text, url } => {
            let web = ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme));
            push(
                Piece { link: web.then(|| url.clone()), ..piece(&text.text, text.formatting, work) },
                pieces,
            );
        }
        ElemChild::Elem(Elem { children: ElemChildren(children), meta, .. }) => {
            let work = match meta {
                Some(ElemMeta::Entry(index)) => works.get(*index).copied(),
                _ => work,
            };
            children.iter().for_each(|child| flatten(child, works, work, pieces));
        }
        ElemChild::Transparent { .. } => {}
    }
}

fn piece(text: &str, formatting: Formatting, work: Option<usize>) -> Piece {
    Piece {
        text: text.to_owned(),
        italic: formatting.font_style == FontStyle::Italic,
        bold: formatting.font_weight == FontWeight::Bold,
        underlined: formatting.text_decoration == TextDecoration::Underline,
        level: match formatting.vertical_align {
            VerticalAlign::Sup => Level::Above,
            VerticalAlign::Sub => Level::Below,
            VerticalAlign::None | VerticalAlign::Baseline => Level::Line,
        },
        link: None,
        work,
    }
}

/// Adds a piece, to the last one where they look the same.
fn push(piece: Piece, pieces: &mut Vec<Piece>) {
    let alike = |last: &Piece| {
        Piece { text: String::new(), ..last.clone() } == Piece { text: String::new(), ..piece.clone() }
    };
    match pieces.last_mut() {
        Some(last) if alike(last) => last.text.push_str(&piece.text),
        _ => pieces.push(piece),
    }
}
