//! A question to the person at the terminal, and what the answer means, in Chinese, English or one letter.

use std::io::{self, BufRead as _, IsTerminal as _};

use super::super::console::to_stderr;

/// What a person answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Answer {
    /// Make it.
    Yes,
    /// Leave it.
    No,
    /// Make it and ask no more.
    All,
    /// Leave it and ask no more.
    Quit,
}

/// Returns whether somebody can be asked.
pub(super) fn somebody_is_there() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks until the answer is understood; an end of the input means to quit.
pub(in crate::cli) fn ask(question: &str) -> Answer {
    loop {
        to_stderr(question);
        let mut line = String::new();
        match io::stdin().lock().read_line(&mut line) {
            Ok(0) | Err(_) => return Answer::Quit,
            Ok(_) => {}
        }
        if let Some(answer) = meant(&line) {
            return answer;
        }
    }
}

/// Returns what a line means; nothing typed changes nothing.
fn meant(line: &str) -> Option<Answer> {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    };
    let word: String = line.trim().chars().map(narrow).collect::<String>().to_lowercase();
    match word.as_str() {
        "y" | "yes" | "是" | "改" | "好" | "对" => Some(Answer::Yes),
        "" | "n" | "no" | "否" | "不" | "不改" => Some(Answer::No),
        "a" | "all" | "全部" | "全" | "都改" => Some(Answer::All),
        "q" | "quit" | "exit" | "退出" | "停" => Some(Answer::Quit),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_understood_in_both_languages() {
        let cases = [
            ("y\n", Some(Answer::Yes)),
            ("ＹＥＳ\r\n", Some(Answer::Yes)),
            ("是\n", Some(Answer::Yes)),
            ("\n", Some(Answer::No)),
            (" 否 \n", Some(Answer::No)),
            ("全部\n", Some(Answer::All)),
            ("Q\n", Some(Answer::Quit)),
            ("maybe\n", None),
        ];
        for (line, expected) in cases {
            assert_eq!(meant(line), expected, "{line}");
        }
    }
}
