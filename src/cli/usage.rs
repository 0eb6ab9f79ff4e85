//! What is wrong with a command line, in both languages.
//!
//! clap finds it and says it in English; here the same is said in the reader's language.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::diagnostic::{Text, printable};
use crate::failure::{Failure, Kind};
use crate::text;

/// Returns what clap found wrong as a failure.
pub(super) fn failure(error: &clap::Error) -> Failure {
    let argument = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    let other = context(error, ContextKind::PriorArg);
    let message = match error.kind() {
        ErrorKind::UnknownArgument if !argument.starts_with('-') => {
            text!("{argument} 是多余的", "{argument} is one too many")
        }
        ErrorKind::UnknownArgument => text!("没有 {argument} 这个选项", "there is no option {argument}"),
        ErrorKind::InvalidSubcommand => {
            let name = context(error, ContextKind::InvalidSubcommand);
            text!("没有 {name} 这个命令", "there is no command {name}")
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            text!("{argument} 后面缺少内容", "{argument} needs a value")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            text!("{argument} 不能是 {value}", "{argument} cannot be {value}")
        }
        ErrorKind::ArgumentConflict => {
            text!("{argument} 不能和 {other} 一起用", "{argument} cannot be used with {other}")
        }
        ErrorKind::MissingRequiredArgument => text!("缺少 {argument}", "{argument} is missing"),
        ErrorKind::TooManyValues => text!("{value} 是多余的", "{value} is one too many"),
        _ => english(error),
    };
    let failure = Failure::new(Kind::Usage, message);
    let failure = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .iter()
        .map(|kind| context(error, *kind))
        .filter(|near| !near.is_empty())
        .fold(failure, |failure, near| failure.hint(text!("要写的也许是 {near}", "perhaps {near} is meant")));
    let choices = context(error, ContextKind::ValidValue);
    let failure = match choices.as_str() {
        "" => failure,
        _ => failure.hint(text!("可以写：{choices}", "it can be: {choices}")),
    };
    failure
        .hint(text!("bluebook --help 列出所有命令和选项", "bluebook --help lists all commands and options"))
}

/// Returns a piece of what clap knows about an error; empty when it knows nothing.
fn context(error: &clap::Error, kind: ContextKind) -> String {
    let words = match error.get(kind) {
        Some(ContextValue::String(word)) => word.clone(),
        Some(ContextValue::Strings(words)) => words.join(", "),
        _ => String::new(),
    };
    printable(&words)
}

/// Returns clap's own first line, for the rare kinds of errors.
fn english(error: &clap::Error) -> Text {
    let words = error.to_string();
    let line = printable(words.lines().next().unwrap_or_default().trim_start_matches("error: "));
    text!("命令的写法有误：{line}", "{line}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::chinese::command;
    use crate::diagnostic::Language;

    fn said(arguments: &[&str]) -> (String, Vec<String>) {
        let arguments = std::iter::once(&"bluebook").chain(arguments);
        let error = command(Language::Chinese).try_get_matches_from(arguments).unwrap_err();
        let failure = failure(&error);
        (failure.message.zh, failure.hints.into_iter().map(|hint| hint.zh).collect())
    }

    #[test]
    fn mistakes_are_said_with_a_way_out() {
        let (message, hints) = said(&["biuld"]);
        assert_eq!(message, "没有 biuld 这个命令");
        assert_eq!(hints[0], "要写的也许是 build");
        assert_eq!(said(&["build", "--fina"]).1[0], "要写的也许是 --final");
        let (message, hints) = said(&["build", "--format", "docx"]);
        assert!(message.ends_with("不能是 docx"), "{message}");
        assert_eq!(hints[0], "可以写：pdf, png, svg, typst");
        assert!(said(&["build", "--final", "--draft"]).0.contains("不能和"));
        assert_eq!(said(&["figures", "甲", "乙"]).0, "乙 是多余的");
        assert!(said(&["completions"]).0.starts_with("缺少"));
        assert!(said(&["build", "-o"]).0.contains("缺少内容"));
    }
}
