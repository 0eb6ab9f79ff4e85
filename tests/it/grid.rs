//! The page of an official document: 22 lines of 28 characters, measured from the text positions in the PDF.

use std::path::Path;
use std::process::Command;

use crate::support::ReportTest;

/// Returns whether an attribute's value begins with a Han character, which mutool writes as `&#x4e00;`.
fn is_han(value: &str) -> bool {
    let hexadecimal = value.strip_prefix("&#x").and_then(|rest| rest.split_once(';'));
    hexadecimal.and_then(|(code, _)| u32::from_str_radix(code, 16).ok()).is_some_and(|code| code >= 0x4e00)
}

/// Lines of the text block, with the left edges of the characters on each.
fn lines(pdf: &Path, page: usize) -> Vec<Vec<f64>> {
    let mut command = Command::new("mutool");
    command.args(["draw", "-q", "-F", "stext", "-o", "-"]).arg(pdf).arg(page.to_string());
    let output = command.output();
    let output =
        output.unwrap_or_else(|error| panic!("mutool does not start (make test installs it): {error}"));
    let xml = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut characters: Vec<(f64, f64)> = Vec::new();
    for tag in xml.split("<char ").skip(1) {
        let value = |name: &str| {
            let after = tag.split_once(&format!(" {name}=\""))?.1;
            after.split('"').next()?.parse::<f64>().ok()
        };
        let is_han = tag.split_once(" c=\"").is_some_and(|(_, c)| is_han(c));
        if let (true, Some(x), Some(y)) = (is_han, value("x"), value("y")) {
            characters.push((y, x));
        }
    }
    characters.sort_by(|a, b| a.partial_cmp(b).expect("positions are numbers"));
    let mut lines: Vec<(f64, Vec<f64>)> = Vec::new();
    for (y, x) in characters {
        match lines.last_mut() {
            Some((line, edges)) if (y - *line).abs() < 2.0 => edges.push(x),
            _ => lines.push((y, vec![x])),
        }
    }
    lines.into_iter().map(|(_, edges)| edges).collect()
}

fn measure(settings: &str, expected_lines: usize) {
    let prose = "各社区结合实际稳步推进治理工作群众满意程度继续提高".repeat(20);
    let section = format!("# 总述\n\n{}", format!("{prose}。\n\n").repeat(14));
    let report = ReportTest::new()
        .file(
            "bluebook.toml",
            format!(
                "[report]\ntitle = \"某街道年度工作报告\"\nlanguage = \"zh-CN\"\nperiod = \"2021\"\n\
                 date = 2022-03-31\nstyle = \"gongwen\"\nstatus = \"final\"\n{settings}\n\
                 [checks]\nfont-substituted = \"off\"\n"
            ),
        )
        .file("content/01-总述.md", section);
    report.run(&["build"]).code(0);
    let pdf = report.path("build/report.pdf");
    for page in [2, 3, 4] {
        let lines = lines(&pdf, page);
        assert_eq!(lines.len(), expected_lines, "lines of page {page} under {settings}");
        let full = lines.iter().filter(|edges| edges.len() == 28).count();
        let wider = lines.iter().filter(|edges| edges.len() > 28).count();
        assert!(
            full >= expected_lines / 2 && wider == 0,
            "{full} lines of 28, {wider} wider, page {page}, {settings}"
        );
        for edges in lines.iter().filter(|edges| edges.len() == 28) {
            let (first, last) = (edges[0], edges[27]);
            // The text block begins 28 mm from the left edge and is 156 mm wide.
            assert!((first - 79.4).abs() < 1.0, "a line begins at {first} pt");
            assert!((last + 16.0 - 521.6).abs() < 1.5, "a line's last character begins at {last} pt");
        }
    }
}

#[test]
fn a_full_page_has_22_lines_of_28_characters_in_every_face() {
    measure("", 22);
    measure("[fonts]\nbody = [\"Noto Serif CJK SC\"]\n", 22);
    measure("[fonts]\nbody = [\"FandolSong\"]\n", 22);
}

#[test]
fn offices_with_a_pitch_of_28_points_get_23_lines() {
    measure("[style]\nprofile = \"28pt\"\n", 23);
}
