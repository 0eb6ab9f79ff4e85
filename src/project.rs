//! A report's folder: finds it, reads `bluebook.toml`, its style, its sections in order, and its pictures.
//!
//! The only room that reads a report's files. It does not understand Markdown, and it writes nothing.

mod settings;
mod fields;
mod style;
mod contents;
mod data;
mod inside;
mod literature;
mod name;
mod encoding;
mod image;
mod files;
mod signed;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization as _;

use self::contents::Contents;
pub use self::image::{ImageFile, ImageProblem, Import};
pub use self::signed::read_lock_at;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Language, Severity, Text, printable};
use crate::failure::{Failure, Kind};
use crate::figure::DataFile;
use crate::report::Settings;
use crate::source::{Encoding, SourceFile, SourceId, Sources, Span};
use crate::style::Style;
use crate::text;

/// The file that makes a folder a report.
pub const SETTINGS: &str = "bluebook.toml";

/// A report's folder, read.
#[derive(Debug)]
pub struct Project {
    /// The folder, canonical.
    pub root: PathBuf,
    /// `bluebook.toml`, the sections, and the copies that are not read.
    pub sources: Sources,
    /// What `bluebook.toml` says.
    pub settings: Settings,
    /// `bluebook.toml`.
    pub config: SourceId,
    /// The style it names.
    pub style: Style,
    /// The sections in the order of printing.
    pub entries: Vec<Entry>,
    /// Where the style is named, if it is.
    pub style_span: Option<Span>,
    /// Files in `content/` that are no sections, relative to the report.
    pub others: Vec<PathBuf>,
    /// Where `[report]` stands: the place of what concerns the report as a whole.
    pub report_span: Span,
}

/// One section's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its text.
    pub source: SourceId,
    /// Its path relative to the report.
    pub path: PathBuf,
    /// The level of its title, from 1.
    pub level: u8,
    /// Its name without the number that orders it, in NFC; of an `index.md`, its folder's.
    pub id: String,
}

/// Returns the nearest folder, from `start` upward, that is a report.
///
/// # Errors
/// Usage, when there is none, and files, when `start` is not there.
pub fn find(start: &Path) -> Result<PathBuf, Failure> {
    let real = start.canonicalize().map_err(|error| files::failed(start, &error))?;
    let root = real.ancestors().find(|folder| folder.join(SETTINGS).is_file());
    root.map(Path::to_path_buf).ok_or_else(|| {
        let shown = files::shown(&real);
        let message = text!(
            "{shown} 不在任何报告里：它和它的上级文件夹都没有 bluebook.toml",
            "{shown} is in no report: neither it nor a folder above it has a bluebook.toml"
        );
        Failure::new(Kind::Usage, message).hint(text!(
            "到报告的文件夹里运行，或者写明它的路径：bluebook build 路径",
            "run this in a report's folder, or name the folder: bluebook build DIR"
        ))
    })
}

/// Returns the language of a report, as far as its settings can be read: for what is said before the first build.
pub fn language(root: &Path) -> Option<Language> {
    let mut sources = Sources::default();
    let read = read_text(root, Path::new(SETTINGS), &mut sources, &mut Diagnostics::default());
    settings::read(sources.get(read.ok()?)).language
}

/// Reads the report in a folder; one that is `untrusted` has no styles of its own.
///
/// # Errors
/// Usage, with exact places, when `bluebook.toml` or the style cannot be read or obeyed, and when there is no
/// section; files, when a file cannot be read. Everything else is a diagnostic beside the project.
pub fn open(root: &Path, untrusted: bool) -> Result<(Project, Diagnostics), Failure> {
    let root = root.canonicalize().map_err(|error| files::failed(root, &error))?;
    let mut sources = Sources::default();
    let mut found = Diagnostics::default();
    let config = read_text(&root, Path::new(SETTINGS), &mut sources, &mut found)?;
    let mut read = settings::read(sources.get(config));
    let own = (!untrusted).then_some(root.as_path());
    let names = style::names(own);
    let place = read.style.unwrap_or(read.report);
    let mut style = Style::default();
    if names.is_empty() {
        return Err(style::none_built_in());
    } else if names.contains(&read.settings.style) {
        style = style::load(own, &read.settings.style, place, &mut sources, &mut read.faults)?;
        let named = style::Named { options: &read.options, roles: &read.roles };
        style::confirm(&style, &mut read.settings, &named, &mut read.faults);
    } else if !read.faults.iter().any(|fault| fault.span.start <= place.start && place.end <= fault.span.end)
    {
        read.faults.push(style::unknown(&read.settings.style, place, &names));
    }
    let is_error = |fault: &Diagnostic| fault.weight() == Severity::Error;
    if read.faults.iter().any(is_error) {
        return Err(faulty(&root, read.faults, sources).in_language(read.language));
    }
    found.extend(read.faults);
    let mut project = Project {
        root,
        sources,
        settings: read.settings,
        config,
        style,
        entries: Vec::new(),
        style_span: read.style,
        others: Vec::new(),
        report_span: read.report,
    };
    project.read_contents(&mut found)?;
    Ok((project, found))
}

/// Returns how to bring a picture outside a report into it; `section` is the path of the section that refers to it,
/// relative to the canonical `root`.
pub fn import(root: &Path, section: &str, path: &str) -> Option<Import> {
    image::import(root, Path::new(section).parent().unwrap_or(Path::new("")), path)
}

impl Project {
    /// Reads a section's file once more, into `sources`, which have it as it was.
    ///
    /// # Errors
    /// Files, when it cannot be read.
    pub fn read_again(
        &self,
        entry: &Entry,
        sources: &mut Sources,
        found: &mut Diagnostics,
    ) -> Result<(), Failure> {
        let decoded = encoding::decode(&files::read(&self.root.join(&entry.path))?);
        sources.replace(entry.source, &decoded.text, decoded.encoding);
        found.extend(said_of_encoding(sources.get(entry.source), &decoded));
        Ok(())
    }

    /// Reads a picture that the section `from` refers to, by path relative to the section or to the report.
    pub fn read_image(&self, from: SourceId, path: &str) -> Result<ImageFile, ImageProblem> {
        let section = Path::new(&self.sources.get(from).path);
        image::read(&self.root, section.parent().unwrap_or(Path::new("")), path)
    }

    /// Reads a data file that the section `from` names, by path relative to the section or to the report.
    ///
    /// # Errors
    /// What the author is told where there is no such file inside the report, or it cannot be read.
    pub fn read_data(&self, from: SourceId, path: &str) -> Result<DataFile, Text> {
        let section = Path::new(&self.sources.get(from).path);
        data::read(&self.root, section.parent().unwrap_or(Path::new("")), path)
    }

    /// Reads the office's tables of figures, each of them or why it cannot be read.
    pub fn read_office_tables(&self) -> Vec<Result<DataFile, Text>> {
        data::office_tables(&self.root)
    }

    /// Returns what is to be said of the files in `content/` that nothing reads.
    ///
    /// `referred` holds the canonical names ([`ImageFile::name`]) of what sections refer to.
    pub fn unread(&self, referred: &BTreeSet<String>) -> Diagnostics {
        let mut found = Diagnostics::default();
        for path in
            self.others.iter().map(|path| files::slashed(path)).filter(|path| !referred.contains(path))
        {
            let path = printable(&path);
            let message = text!("没有哪一节用到 {path}", "nothing reads {path}");
            let diagnostic = Diagnostic::new(Code::UnreadFile, self.report_span, message);
            found.push(if is_document(&path) {
                diagnostic.hint(text!(
                    "各节须是 .md 或 .txt 文件；把文字另存为纯文本",
                    "sections are .md or .txt files: save its text as plain text"
                ))
            } else {
                diagnostic.hint(text!(
                    "不用就移出 content 文件夹；是图片就在正文里引用",
                    "move it out of content/, or refer to it from a section"
                ))
            });
        }
        found
    }

    /// Reads the sections, and says what stands beside them.
    fn read_contents(&mut self, found: &mut Diagnostics) -> Result<(), Failure> {
        if !self.root.join(contents::FOLDER).is_dir() {
            return Err(no_sections(&self.root));
        }
        let contents = contents::walk(&self.root)?;
        if contents.sections.is_empty() {
            return Err(no_sections(&self.root));
        }
        for (path, level) in &contents.sections {
            let source = read_text(&self.root, path, &mut self.sources, found)?;
            self.entries.push(Entry { source, path: path.clone(), level: *level, id: id(path) });
        }
        self.say_copies(&contents, found);
        self.say_untitled(&contents, found);
        for path in &contents.outside {
            let path = printable(&files::slashed(path));
            let message =
                text!("{path} 指向报告以外的文件，没有读", "{path} leads out of the report and is not read");
            found.push(
                Diagnostic::new(Code::UnreadFile, self.report_span, message)
                    .severity(Severity::Error)
                    .hint(text!("把文件本身复制到报告里", "copy the file itself into the report")),
            );
        }
        self.others = contents.others;
        Ok(())
    }

    /// Says which copies are not read; each is pointed at, so that a click opens it beside its original.
    fn say_copies(&mut self, contents: &Contents, found: &mut Diagnostics) {
        for (copy, original) in &contents.copies {
            let (copied, kept) = (printable(&files::slashed(copy)), printable(&files::slashed(original)));
            let message = text!(
                "{copied} 像是 {kept} 的副本，没有读",
                "{copied} looks like a copy of {kept} and is not read"
            );
            let ignored = &mut Diagnostics::default();
            let place = match read_text(&self.root, copy, &mut self.sources, ignored) {
                Ok(source) => self.first_line(source),
                Err(_) => self.report_span,
            };
            let mut diagnostic = Diagnostic::new(Code::CopyOfSection, place, message).hint(text!(
                "留下一份：删去另一份，或给它起个自己的名字",
                "keep one: remove the other, or give it a name of its own"
            ));
            if let Some(entry) = self.entries.iter().find(|entry| entry.path == *original) {
                let kept = self.first_line(entry.source);
                diagnostic = diagnostic.related(kept, text!("读的是这一份", "this one is read"));
            }
            found.push(diagnostic);
        }
    }

    /// Says which folders have sections and no title above them.
    fn say_untitled(&self, contents: &Contents, found: &mut Diagnostics) {
        for (folder, first) in &contents.untitled {
            let Some(entry) = self.entries.iter().find(|entry| entry.path == *first) else { continue };
            let name = printable(&files::slashed(folder));
            let message = text!(
                "文件夹 {name} 没有 index.md，其中各节的上面没有标题",
                "the folder {name} has no index.md, so nothing stands above its sections"
            );
            let hint = text!("新建 {name}/index.md，写上 # 标题", "add {name}/index.md with a # title");
            let place = self.first_line(entry.source);
            found.push(Diagnostic::new(Code::HeadingSkip, place, message).hint(hint));
        }
    }

    /// Returns the span of a file's first line.
    fn first_line(&self, source: SourceId) -> Span {
        let file = self.sources.get(source);
        file.span(0, file.line(1).len())
    }
}

/// Reads a text file of the report and says what is wrong with its encoding.
fn read_text(
    root: &Path,
    path: &Path,
    sources: &mut Sources,
    found: &mut Diagnostics,
) -> Result<SourceId, Failure> {
    let decoded = encoding::decode(&files::read(&root.join(path))?);
    let source = sources.add(files::slashed(path), &decoded.text, decoded.encoding);
    found.extend(said_of_encoding(sources.get(source), &decoded));
    Ok(source)
}

/// Says what is wrong with a file's encoding.
fn said_of_encoding(file: &SourceFile, decoded: &encoding::Decoded) -> Diagnostics {
    let mut found = Diagnostics::default();
    if let Some(at) = decoded.damage {
        let message = text!("这里有无法识别的字节", "here are bytes that are no text");
        let span = file.span(at, at + char::REPLACEMENT_CHARACTER.len_utf8());
        // What stood here is lost: no final may be written without it.
        let fault = Diagnostic::new(Code::Encoding, span, message).severity(Severity::Error);
        found.push(fault.hint(text!(
            "文件在这里损坏了，或者不是文本；改好后存为 UTF-8",
            "the file is damaged here, or is no text: mend it and save it as UTF-8"
        )));
    } else if decoded.encoding == Encoding::Gb18030 {
        let message = text!("这个文件的编码是 GB18030，不是 UTF-8", "this file is GB18030, not UTF-8");
        let span = file.span(0, file.line(1).len());
        found.push(Diagnostic::new(Code::Encoding, span, message).hint(text!(
            "内容已按 GB18030 读出；请在编辑器里另存为 UTF-8",
            "it was read as GB18030; save it as UTF-8 in your editor"
        )));
    }
    found
}

/// Returns a section's id: its name without prefix and ending, or its folder's for an index.
fn id(path: &Path) -> String {
    let file = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let stem = name::section_stem(&file).unwrap_or(&file);
    let folder = path.parent().filter(|folder| *folder != Path::new(contents::FOLDER));
    let folder = folder.and_then(Path::file_name).map(|name| name.to_string_lossy());
    let name = match &folder {
        Some(folder) if name::is_index(stem) => folder,
        _ => stem,
    };
    name::without_prefix(name).nfc().collect()
}

/// Returns whether a file is what offices keep texts in.
fn is_document(path: &str) -> bool {
    let path = path.to_lowercase();
    [".docx", ".doc", ".wps", ".rtf", ".odt", ".pdf"].iter().any(|ending| path.ends_with(ending))
}

/// Returns the failure of a `bluebook.toml` with errors.
fn faulty(root: &Path, mut faults: Diagnostics, sources: Sources) -> Failure {
    faults.sort();
    let path = files::shown(&root.join(SETTINGS));
    let message = text!("{path} 有错误", "{path} has errors");
    Failure::new(Kind::Usage, message).with(faults, sources)
}

/// Returns the failure of a report without sections.
fn no_sections(root: &Path) -> Failure {
    let path = files::shown(&root.join(contents::FOLDER));
    let message = text!("{path} 里一节也没有", "there is no section in {path}");
    Failure::new(Kind::Usage, message).hint(text!(
        "在报告的 content 文件夹里新建一个 .md 文件，例如 content/01-概况.md",
        "add a .md file to the report's folder content, such as content/01-summary.md"
    ))
}

#[cfg(test)]
mod tests;
