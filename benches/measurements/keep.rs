//! Where the benches write what they measured: `docs/measurements.md`, between the markers of each.

use std::error::Error;
use std::fs;
use std::path::Path;

/// Puts a text between the markers of a bench, which are in the file once.
pub(crate) fn keep(bench: &str, text: &str) -> Result<(), Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/measurements.md");
    let (begin, end) = (format!("<!-- {bench}: begin -->\n"), format!("<!-- {bench}: end -->"));
    let whole = fs::read_to_string(&path)?;
    let (head, rest) = whole.split_once(&begin).ok_or_else(|| format!("{} lacks {begin}", path.display()))?;
    let (_, tail) = rest.split_once(&end).ok_or_else(|| format!("{} lacks {end}", path.display()))?;
    fs::write(&path, format!("{head}{begin}\n{text}\n{end}{tail}"))?;
    Ok(())
}
