//! `bluebook fonts`: which face serves each role, out of which file, and what is missing.

use super::args::FontsArgs;
use super::console::Console;
use super::progress::Progress;
use super::request::request;
use super::target::Target;
use super::verdict::Verdict;
use crate::diagnostic::{Code, Language};
use crate::export::register::aligned;
use crate::failure::Failure;
use crate::pipeline;
use crate::pipeline::Terms;
use crate::typeset::fonts::{Faces, Origin};

/// How many of the characters that a face lends are listed; the others are counted.
const LISTED: usize = 12;

/// Lists the faces and returns the exit code.
pub(super) fn run(args: &FontsArgs, console: Console) -> u8 {
    let console = Console { stdout_is_data: true, ..console };
    list(args, console).unwrap_or_else(|failure| console.failure(&failure))
}

fn list(args: &FontsArgs, console: Console) -> Result<u8, Failure> {
    let target = Target::of(args.target.as_deref())?;
    let request = request(&target, Terms::default(), &args.fonts);
    let progress = Progress::start(console, &target.name());
    let mut outcome = pipeline::run(&request)?;
    drop(progress);
    let language = outcome.report.settings.language;
    let console = console.in_language(language);
    if let Some(typeset) = &outcome.typeset {
        console.data(table(typeset.faces(), language).as_bytes());
    }
    let of_fonts = [Code::MissingGlyph, Code::FontSubstituted];
    outcome.diagnostics.retain_mut(|diagnostic| of_fonts.contains(&diagnostic.code));
    console.diagnostics(&outcome.diagnostics, &outcome.sources);
    Ok(Verdict::of(&outcome.diagnostics, outcome.status).exit_code(false))
}

/// Returns the faces as a table: a line for each role, and one for each face that lends it characters.
fn table(faces: &Faces, language: Language) -> String {
    let head = match language {
        Language::Chinese => ["用途", "字体", "文件", "说明"],
        Language::English => ["role", "face", "file", "remark"],
    };
    let mut lines = vec![head.map(str::to_owned)];
    for (role, of_role) in faces.roles() {
        for (at, served) in of_role.served.iter().enumerate() {
            let file = match (&served.origin, language) {
                (Origin::File(path), _) => path.display().to_string(),
                (Origin::Embedded(_), Language::Chinese) => "内置".into(),
                (Origin::Embedded(_), Language::English) => "built in".into(),
            };
            let role = if at == 0 { role.clone() } else { String::new() };
            let wanted = of_role.instead_of.as_deref().filter(|_| at == 0);
            let remark = match (wanted, language) {
                (Some(wanted), Language::Chinese) => format!("代替 {wanted}"),
                (Some(wanted), Language::English) => format!("instead of {wanted}"),
                (None, _) => lent(&served.lends, language),
            };
            lines.push([role, served.family.clone(), file, remark]);
        }
        if of_role.served.is_empty() {
            lines.push([role.clone(), "-".into(), "-".into(), String::new()]);
        }
    }
    aligned(lines.into_iter())
}

/// Says which characters a face lends to a role.
fn lent(characters: &[char], language: Language) -> String {
    if characters.is_empty() {
        return String::new();
    }
    let listed: String = characters.iter().take(LISTED).collect();
    let more = characters.len().saturating_sub(LISTED);
    match (language, more) {
        (Language::Chinese, 0) => format!("补 {listed}"),
        (Language::Chinese, _) => format!("补 {listed} 等 {} 字", characters.len()),
        (Language::English, 0) => format!("fills in {listed}"),
        (Language::English, _) => format!("fills in {listed} and {more} more"),
    }
}
