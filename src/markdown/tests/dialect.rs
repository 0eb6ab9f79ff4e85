//! Scratch.
use super::{chinese, dump, english};

#[test]
fn scratch() {
    let doc = std::fs::read_to_string("/tmp/md/in.txt").unwrap();
    for (i, case) in doc.split("\n=====\n").enumerate() {
        let (file, section, diagnostics) = if case.starts_with("EN\n") { english(&case[3..]) } else { chinese(case) };
        println!("--- case {i}\n{}\n>>>\n{}\n!!!\n{}", case, dump::section(&file, &section), dump::diagnostics(&file, &diagnostics));
        if !section.readable || !section.front_matter.figures.is_empty() { println!("{}", dump::front_matter(&section)); }
        if !section.open_braces.is_empty() { println!("open: {:?}", section.open_braces); }
    }
}
