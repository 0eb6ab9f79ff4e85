//! Data files: the tables that sections name, and the office's table of figures.
//!
//! Bytes, and text where the file is one; what the cells mean is the business of `figure`.

use std::path::Path;

use walkdir::WalkDir;

use super::{encoding, files, inside};
use crate::diagnostic::{Text, nearest, printable};
use crate::figure::DataFile;
use crate::text;

/// Where the office's table of figures may stand, relative to the report.
const OFFICE_TABLES: &[&str] =
    &["data/figures.xlsx", "data/figures.ods", "data/figures.csv", "data/figures.tsv"];

/// The endings of files that are tables.
const ENDINGS: &[&str] = &["xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "txt"];

/// Reads a data file; `folder` is the section's, relative to the canonical `root`.
pub(super) fn read(root: &Path, folder: &Path, path: &str) -> Result<DataFile, Text> {
    let shown = printable(path);
    let relative = inside::find(root, folder, path).map_err(|problem| match problem {
        inside::Problem::Missing => match near(root, folder, path).map(|near| printable(&near)) {
            Some(near) => text!(
                "没有数据文件 {shown}，是不是 {near}",
                "there is no data file {shown}; perhaps {near} is meant"
            ),
            None => text!(
                "没有数据文件 {shown}；放进报告的 data 文件夹",
                "there is no data file {shown}; put it into the report's folder `data`"
            ),
        },
        inside::Problem::Outside => text!(
            "数据文件 {shown} 不在报告文件夹里；复制到报告的 data 文件夹",
            "the data file {shown} lies outside the report; copy it into the report's folder `data`"
        ),
        inside::Problem::Unreadable => {
            text!("数据文件 {shown} 读不出来", "cannot read the data file {shown}")
        }
    })?;
    load(root, &relative)
}

/// Reads the office's tables, as many as there are.
pub(super) fn office_tables(root: &Path) -> Vec<Result<DataFile, Text>> {
    let found = OFFICE_TABLES.iter().filter(|path| root.join(path).symlink_metadata().is_ok());
    found.map(|path| read(root, Path::new(""), path)).collect()
}

/// Reads a file inside the report.
fn load(root: &Path, relative: &Path) -> Result<DataFile, Text> {
    let path = files::slashed(relative);
    let bytes = files::read(&root.join(relative)).map_err(|failure| failure.message)?;
    let ending =
        relative.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let binary = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]);
    if binary {
        return Ok(DataFile { path, bytes, text: None });
    }
    let decoded = encoding::decode(&bytes);
    let shown = printable(&path);
    if !["csv", "tsv", "txt"].contains(&ending.as_str()) {
        return Err(text!(
            "{shown} 不是表格文件，或已损坏；在表格软件里另存为 .xlsx",
            "{shown} is no spreadsheet, or damaged; save it as .xlsx in a spreadsheet program"
        ));
    }
    if decoded.damage.is_some() {
        return Err(text!(
            "{shown} 里有认不出的字节；在表格软件里另存为 UTF-8 的 CSV",
            "{shown} has bytes that are no text; save it as CSV in UTF-8"
        ));
    }
    Ok(DataFile { path, bytes, text: Some((decoded.text, decoded.encoding)) })
}

/// Returns the path to write for a table whose name is one slip away, or the same in another folder or case.
fn near(root: &Path, folder: &Path, path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    let wanted = path.rsplit('/').next()?.to_lowercase();
    let all = ["data", super::contents::FOLDER].iter().flat_map(|place| {
        let walk = WalkDir::new(root.join(place)).follow_links(false).max_depth(8).sort_by_file_name();
        walk.into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file())
    });
    let tables: Vec<(String, std::path::PathBuf)> = all
        .map(|entry| (entry.file_name().to_string_lossy().to_lowercase(), entry.into_path()))
        .filter(|(name, _)| name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending)))
        .collect();
    let found = nearest(&wanted, tables.iter().map(|(name, _)| name.as_str()))?;
    let (_, path) = tables.iter().find(|(name, _)| name == found)?;
    let relative = path.strip_prefix(root).ok()?;
    Some(files::slashed(relative.strip_prefix(folder).unwrap_or(relative)))
}
