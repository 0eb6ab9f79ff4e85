//! Finished pages as PDF, PNG and SVG, and files written so that a reader never sees half of one.
//!
//! Decides nothing about the report; whether a draft may be written is the business of `cli`.

pub mod changes;
pub mod register;
pub mod screen;
mod sentences;
pub mod why;

use std::io::Write;
use std::path::Path;

use typst::foundations::{Datetime, Smart};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::diagnostic::{Diagnostics, Status, Text, printable};
use crate::failure::{Failure, Kind};
use crate::report::Settings;
use crate::text;
use crate::typeset::{Typeset, guarded};

/// Pixels per point of PNG pages: 144 dpi, twice a screen's.
const PIXELS_PER_POINT: f64 = 2.0;

/// The PDF standards Bluebook can promise, by the names of `bluebook.toml`.
pub const STANDARDS: [(&str, PdfStandard); 17] = [
    ("1.4", PdfStandard::V_1_4),
    ("1.5", PdfStandard::V_1_5),
    ("1.6", PdfStandard::V_1_6),
    ("1.7", PdfStandard::V_1_7),
    ("2.0", PdfStandard::V_2_0),
    ("a-1a", PdfStandard::A_1a),
    ("a-1b", PdfStandard::A_1b),
    ("a-2a", PdfStandard::A_2a),
    ("a-2b", PdfStandard::A_2b),
    ("a-2u", PdfStandard::A_2u),
    ("a-3a", PdfStandard::A_3a),
    ("a-3b", PdfStandard::A_3b),
    ("a-3u", PdfStandard::A_3u),
    ("a-4", PdfStandard::A_4),
    ("a-4e", PdfStandard::A_4e),
    ("a-4f", PdfStandard::A_4f),
    ("ua-1", PdfStandard::Ua_1),
];

/// What exporting a PDF gave.
#[derive(Debug)]
pub struct Pdf {
    /// The file; `None` where the standards refuse it.
    pub bytes: Option<Vec<u8>>,
    /// What the standards object to.
    pub diagnostics: Diagnostics,
}

/// Exports a PDF that keeps the standards of the settings.
///
/// A draft that a standard refuses is exported without standards, beside the objections: one writer's slip
/// must not cost everyone the PDF.
///
/// # Errors
/// Usage, when the standards cannot be kept together; a bug, when the exporter breaks down.
pub fn pdf(typeset: &Typeset, settings: &Settings) -> Result<Pdf, Failure> {
    let list: Vec<_> = settings.standards.iter().filter_map(|name| standard(name)).collect();
    let standards = PdfStandards::new(&list).map_err(|error| {
        let reason = error.message();
        Failure::new(
            Kind::Usage,
            text!(
                "[pdf] standards 里的标准不能同时满足：{reason}",
                "[pdf] standards cannot be kept together: {reason}"
            ),
        )
    })?;
    match export(typeset, settings, standards)? {
        Ok(bytes) => Ok(Pdf { bytes: Some(bytes), diagnostics: Diagnostics::default() }),
        Err(diagnostics) if settings.status == Status::Draft => {
            let bytes = export(typeset, settings, PdfStandards::default())?;
            Ok(Pdf { bytes: bytes.ok(), diagnostics })
        }
        Err(diagnostics) => Ok(Pdf { bytes: None, diagnostics }),
    }
}

/// Returns each page as PNG.
///
/// # Errors
/// A bug, when the renderer breaks down.
pub fn png(typeset: &Typeset) -> Result<Vec<Vec<u8>>, Failure> {
    let options = typst_render::RenderOptions {
        pixel_per_pt: PIXELS_PER_POINT.into(),
        ..typst_render::RenderOptions::default()
    };
    let draw = |page| typst_render::render(page, &options).encode_png();
    guarded(|| typeset.document().pages().iter().map(draw).collect::<Result<Vec<_>, _>>())?
        .map_err(|error| Failure::new(Kind::Bug, text!("写不出 PNG：{error}", "cannot encode PNG: {error}")))
}

/// Returns each page as SVG.
///
/// # Errors
/// A bug, when the renderer breaks down.
pub fn svg(typeset: &Typeset) -> Result<Vec<String>, Failure> {
    let options = typst_svg::SvgOptions::default();
    guarded(|| typeset.document().pages().iter().map(|page| typst_svg::svg(page, &options)).collect())
}

/// Writes a file so that its old content stays until the new one is wholly on disk.
///
/// # Errors
/// Files, with the path and the way out, also where a folder, a device or a pipe is; what was there is then
/// untouched.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    refuse_special(path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: &std::io::Error| cannot_write(path, error);
    std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".bluebook-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any program would create it: the user's mask decides.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(|error| failed(&error))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(|error| failed(&error))?;
    file.persist(path).map_err(|error| failed(&error.error))?;
    // The new name is on disk only when the folder is; not every file system can promise that.
    if let Ok(folder) = std::fs::File::open(folder) {
        folder.sync_all().ok();
    }
    Ok(())
}

/// Refuses a path where something else than a file is: a device replaced by a file would harm the machine.
///
/// # Errors
/// Files, with the path.
pub fn refuse_special(path: &Path) -> Result<(), Failure> {
    let Ok(found) = path.metadata() else { return Ok(()) };
    let shown = printable(&path.display().to_string());
    if found.is_dir() {
        let message = text!("{shown} 是文件夹，不能当文件写", "{shown} is a folder, not a file to write");
        return Err(Failure::new(Kind::Files, message)
            .hint(text!("写上文件名：-o {shown}/report.pdf", "add a file name: -o {shown}/report.pdf")));
    }
    if !found.is_file() {
        let message = text!("{shown} 不是普通文件，不能写", "{shown} is no regular file and is not written");
        return Err(Failure::new(Kind::Files, message));
    }
    Ok(())
}

/// Exports with given standards.
fn export(
    typeset: &Typeset,
    settings: &Settings,
    standards: PdfStandards,
) -> Result<Result<Vec<u8>, Diagnostics>, Failure> {
    let options = PdfOptions {
        creator: Smart::Custom(Some(concat!("Bluebook ", env!("CARGO_PKG_VERSION")).to_owned())),
        timestamp: timestamp(settings).map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    let exported = guarded(|| typst_pdf::pdf(typeset.document(), &options))?;
    Ok(exported.map_err(|errors| typeset.complaints(&errors)))
}

/// Returns the time written into the PDF: the report's date, else the end of its period. Never the clock's.
fn timestamp(settings: &Settings) -> Option<Datetime> {
    let digits: String = settings.period.chars().filter(char::is_ascii_digit).take(4).collect();
    let (year, month, day) = match settings.date {
        Some(date) => (i32::from(date.year), date.month, date.day),
        None => (digits.parse().unwrap_or(2000), 12, 31),
    };
    Datetime::from_ymd_hms(year, month, day, 0, 0, 0)
}

/// Returns the standard of a name in `bluebook.toml`.
fn standard(name: &str) -> Option<PdfStandard> {
    STANDARDS.iter().find(|(known, _)| *known == name).map(|(_, standard)| *standard)
}

/// Says why a file could not be written, and the way out; in our words where they are known, because the system's
/// are English and name a file that nobody asked for.
fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    let shown = printable(&path.display().to_string());
    let (why, hint) = reason(error);
    let (zh, en) = (why.zh, why.en);
    let message = text!(
        "写不了 {shown}：{zh}；原来的文件没有动",
        "cannot write {shown}: {en}; the old file is untouched"
    );
    Failure::new(Kind::Files, message).hint(hint)
}

/// Returns why the system refused, and the way out.
fn reason(error: &std::io::Error) -> (Text, Text) {
    use std::io::ErrorKind;
    let elsewhere = text!("用 -o 写到别处", "write elsewhere with -o");
    match error.kind() {
        ErrorKind::PermissionDenied => (
            text!("没有写的权限，或者别的程序正打开着它", "no permission, or another program has it open"),
            text!(
                "关掉正打开着它的程序，或者用 -o 换一个可以写的文件夹",
                "close the program that has it open, or choose a folder that can be written with -o"
            ),
        ),
        ErrorKind::ReadOnlyFilesystem => (text!("磁盘是只读的", "the disk is read-only"), elsewhere),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => (
            text!("磁盘满了", "the disk is full"),
            text!("腾出空间，或用 -o 写到别处", "make room, or write elsewhere with -o"),
        ),
        ErrorKind::NotFound => (text!("文件夹不存在，也建不了", "its folder cannot be made"), elsewhere),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => (
            text!("路径中间有一段是文件，不是文件夹", "a part of the path is a file, not a folder"),
            elsewhere,
        ),
        ErrorKind::InvalidFilename => (
            text!(
                "文件名太长，或者含有不能用的字符",
                "the name is too long or has signs that names cannot have"
            ),
            text!("用 -o 换一个文件名", "choose another name with -o"),
        ),
        _ => {
            let said = error.raw_os_error().map(std::io::Error::from_raw_os_error);
            let said = said.map_or_else(|| error.kind().to_string(), |bare| bare.to_string());
            (text!("系统说“{said}”", "{said}"), elsewhere)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(write(folder.path(), b"x").unwrap_err().kind, Kind::Files);
        #[cfg(unix)]
        {
            let socket = folder.path().join("socket");
            let _open = std::os::unix::net::UnixListener::bind(&socket).unwrap();
            assert_eq!(write(&socket, b"x").unwrap_err().kind, Kind::Files);
            assert!(!socket.is_file());
        }
    }

    #[test]
    fn a_message_names_the_file_and_no_words_of_the_system() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        write(&file, b"x").unwrap();
        let failure = write(&file.join("report.pdf"), b"x").unwrap_err();
        assert!(failure.message.zh.contains("report.pdf"), "{}", failure.message.zh);
        for part in ["tmp-", "os error", "directory"] {
            assert!(!failure.message.zh.replace(&*folder.path().to_string_lossy(), "").contains(part));
        }
        assert_eq!(std::fs::read(&file).unwrap(), b"x");
    }
}
