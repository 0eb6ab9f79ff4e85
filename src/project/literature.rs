//! The file of literature that `[report] bibliography` names: found inside the report and read as text.
//!
//! What stands in it is the business of `bibliography`.

use std::path::Path;

use super::{Project, inside, read_text};
use crate::bibliography::Literature;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, printable};
use crate::text;

/// The endings of what can be read.
const ENDINGS: &[&str] = &["bib", "yaml", "yml"];

impl Project {
    /// Reads the file of literature, by path relative to the report; where it cannot be read, that is said.
    pub fn read_literature(&mut self, found: &mut Diagnostics) -> Literature {
        let Some(named) = self.settings.bibliography.clone() else { return Literature::Unnamed };
        let place = named.span.unwrap_or(self.report_span);
        let written = named.text.trim();
        let shown = printable(written);
        let ending = written.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
        let (message, hint) = if ENDINGS.contains(&ending.as_str()) {
            match inside::find(&self.root, Path::new(""), written) {
                Ok(path) => match read_text(&self.root, &path, &mut self.sources, found) {
                    Ok(source) => {
                        // It may stand beside the sections, where nothing else would read it.
                        self.others.retain(|other| *other != path);
                        return Literature::File(source);
                    }
                    Err(failure) => {
                        (failure.message, text!("换一个读得出的文件", "name a file that can be read"))
                    }
                },
                Err(inside::Problem::Missing) => (
                    text!("没有文献表 {shown}", "there is no file of literature {shown}"),
                    text!(
                        "把它放进报告的文件夹，路径从 bluebook.toml 所在的地方算起",
                        "put it into the report's folder; its path is seen from bluebook.toml"
                    ),
                ),
                Err(inside::Problem::Outside) => (
                    text!(
                        "文献表 {shown} 不在报告文件夹里",
                        "the file of literature {shown} lies outside the report"
                    ),
                    text!("把它复制到报告的文件夹里", "copy it into the report's folder"),
                ),
                Err(inside::Problem::Unreadable) => (
                    text!("文献表 {shown} 读不出来", "cannot read the file of literature {shown}"),
                    text!("把文件本身复制到报告里", "copy the file itself into the report"),
                ),
            }
        } else {
            (
                text!(
                    "文献表可以是 .bib 或 .yaml 文件，不能是 {shown}",
                    "literature is a .bib or .yaml file, not {shown}"
                ),
                text!(
                    "在文献软件里导出为 BibLaTeX（.bib）",
                    "export it as BibLaTeX (.bib) from your program for literature"
                ),
            )
        };
        found.push(Diagnostic::new(Code::BadReference, place, message).hint(hint));
        Literature::Unreadable
    }
}
