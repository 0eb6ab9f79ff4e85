//! Finished pages as PDF, PNG and SVG, and files written so that a reader never sees half of one.
//!
//! Decides nothing about the report; whether a draft may be written is the business of `cli`.

pub mod register;

use std::io::Write;
use std::path::Path;

use typst::foundations::{Datetime, Smart};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::diagnostic::{Diagnostics, Status, Text};
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
/// Files, with the path and the way out; the old file is then untouched.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let shown = path.display();
    if path.is_dir() {
        return Err(Failure::new(Kind::Files, text!("{shown} 是一个文件夹", "{shown} is a folder"))
            .hint(text!("用 -o 给出文件名", "give a file name with -o")));
    }
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

/// Says why a file could not be written, and the way out.
fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    use std::io::ErrorKind;
    let shown = path.display();
    let hint: Text = match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => text!(
            "换一个可以写的文件夹（-o），或者关掉正打开着它的程序",
            "choose a folder that can be written (-o), or close the program that has it open"
        ),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            text!(
                "磁盘满了：腾出空间，或用 -o 写到别处",
                "the disk is full: make room, or write elsewhere with -o"
            )
        }
        _ => text!("用 -o 写到别处", "write elsewhere with -o"),
    };
    Failure::new(
        Kind::Files,
        text!(
            "写不了 {shown}：{error}；原来的文件没有动",
            "cannot write {shown}: {error}; the old file is untouched"
        ),
    )
    .hint(hint)
}
