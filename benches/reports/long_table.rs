//! A table of 2,000 rows with a head of two rows and merged cells, in each style.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::measure::{self, Measured};

/// The rows below the head.
pub(crate) const ROWS: usize = 2000;
/// The styles that are built in.
pub(crate) const STYLES: [&str; 3] = ["gongwen", "plain", "bluebook"];

/// Builds the table in each style in turn.
pub(crate) fn measured(runs: usize, folder: &Path) -> Result<Vec<Measured>, Box<dyn Error>> {
    for style in STYLES {
        let report = folder.join(style);
        fs::create_dir_all(report.join("content"))?;
        let settings = format!(
            "[report]\ntitle = \"大表\"\nperiod = \"2021\"\ndate = 2022-03-31\nstyle = \"{style}\"\n"
        );
        fs::write(report.join("bluebook.toml"), settings)?;
        fs::write(report.join("content/01-a.md"), section())?;
    }
    let build = |style: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bluebook"));
        command.args(["build", "--color", "never"]).arg(folder.join(style));
        command
    };
    let [a, b, c] = STYLES;
    measure::in_turn(&mut [&mut || build(a), &mut || build(b), &mut || build(c)], runs)
}

fn section() -> String {
    let mut rows = String::new();
    for row in 0..ROWS {
        let group = if row % 4 == 0 {
            format!("<td rowspan=\"4\">第{}组</td>", row / 4 + 1)
        } else {
            String::new()
        };
        let (before, now) = (row * 37 % 1000, row * 91 % 1000);
        let _ = writeln!(
            rows,
            "<tr>{group}<td>项目{}</td><td>{before}.{}</td><td>{now}.{}</td><td>说明文字第{row}条</td></tr>",
            row + 1,
            row % 10,
            row % 7,
        );
    }
    let head = "<tr><th rowspan=\"2\">组</th><th rowspan=\"2\">项目</th><th colspan=\"2\">金额</th><th rowspan=\"2\">说明</th></tr>\n\
                <tr><th>2020年</th><th>2021年</th></tr>";
    format!("# 大表\n\n<table><caption>项目明细</caption>\n<thead>{head}</thead>\n{rows}</table>\n")
}
