//! The command line's help in Chinese, and in which language the command line speaks.
//!
//! English stands with the options themselves in `args`; a test sees that nothing is missing here.

use clap::{Command, CommandFactory as _};

use super::args::Arguments;
use crate::diagnostic::Language;

/// A command's name, what it does, how it is written, examples.
const COMMANDS: [(&str, &str, &str, &str); 10] = [
    (
        "bluebook",
        "把一个文件夹的 Markdown 各节连同登记的数，排成一份完整的 PDF 报告",
        "bluebook [选项] [命令]",
        "",
    ),
    (
        "build",
        "生成报告，写出 PDF",
        "bluebook build [选项] [报告或节]...",
        "例子：
  bluebook build                          当前文件夹的报告，写到 build/report.pdf
  bluebook build --final -o 2021.pdf      按定稿：有一个错误就不写
  bluebook build content/02-经费.md       只排这一节，数字与全文一致
  bluebook build --format png             每页一张图片，写到 build/pages/",
    ),
    (
        "check",
        "找出所有问题；加 --fix 改正可以放心改的",
        "bluebook check [选项] [报告或节]...",
        "例子：
  bluebook check                          当前文件夹的报告
  bluebook check --deny-warnings 2021 2022    两份报告，警告也算不通过
  bluebook check --fix                    列出可以放心改的地方，问过再改
  bluebook check --message-format short   每个问题一行，供编辑器使用",
    ),
    (
        "preview",
        "在浏览器里看排好的页面，每次存盘随即更新",
        "bluebook preview [选项] [报告]",
        "例子：
  bluebook preview --open                 当前文件夹的报告，在浏览器里打开
  bluebook preview 2021 --port 8000       另一份报告，用固定的端口",
    ),
    (
        "watch",
        "一有改动就重新生成，写出 PDF",
        "bluebook watch [选项] [报告]",
        "例子：
  bluebook watch                          当前文件夹的报告，写到 build/report.pdf
  bluebook watch --exec 'make publish'    每次没有错误地生成以后运行一个命令",
    ),
    (
        "figures",
        "列出每个数：数值、算式、来源、引用处",
        "bluebook figures [选项] [报告]\n       bluebook figures why 名称|数值|pN [报告]",
        "例子：
  bluebook figures                        列表
  bluebook figures -o 数据.xlsx           用 Excel 或 WPS 打开
  bluebook figures --format json          供程序使用
  bluebook figures --since figures.lock   签发以后改了哪些数
  bluebook figures why 99.22%             印出来的这个数从哪里来",
    ),
    (
        "sign",
        "签发：按定稿检查无误后写出 figures.lock",
        "bluebook sign [选项] [报告]",
        "例子：
  bluebook sign                           签发当前文件夹的报告，写到 figures.lock
  bluebook figures --since figures.lock   重新签发会改哪些数
  bluebook build --final --locked         只发布签发过的数",
    ),
    (
        "why",
        "一个数从哪里来：算式、来源、印在哪里",
        "bluebook figures why [选项] 名称|数值|pN [报告]",
        "例子：
  bluebook figures why 办结率             按名称；几节同名时写 章节.名称
  bluebook figures why 99.22%             所有印成这样的数
  bluebook figures why p3                 第 3 页上的所有数",
    ),
    (
        "fonts",
        "查看每种字由哪个字体承担，缺什么",
        "bluebook fonts [选项] [报告]",
        "例子：
  bluebook fonts
  bluebook fonts --font-path ~/字体        再加一个字体文件夹",
    ),
    (
        "completions",
        "输出命令行补全脚本：bash、zsh、fish、elvish、powershell",
        "bluebook completions 命令行",
        "例子：
  bluebook completions bash > ~/.local/share/bash-completion/completions/bluebook",
    ),
];

/// An option's or argument's name in `args`, and its help.
const OPTIONS: [(&str, &str); 26] = [
    (
        "message_format",
        "问题怎样列出：human（带原文）、short（每个一行）、json（每行一个对象，写到标准输出）",
    ),
    ("color", "是否用颜色：auto（自动）、always（总是）、never（从不）"),
    ("quiet", "只说错误"),
    ("verbose", "列出各步用时"),
    ("help", "显示帮助"),
    ("version", "显示版本"),
    ("targets", "报告的文件夹，或单独处理的一节；不写就是当前所在的报告"),
    ("target", "报告的文件夹；不写就是当前所在的报告"),
    ("output", "写到哪个文件"),
    ("format", "写成什么：build 可用 pdf、png、svg、typst；figures 可用 table、csv、json、xlsx"),
    ("as_final", "按定稿：有错误就不写"),
    ("as_draft", "按草稿：错误在原处标出"),
    ("untrusted", "当作外人写的：不执行文中的 Typst，不用报告自带的版式和字体"),
    ("locked", "有一个数与 figures.lock 签发的不同，就以 4 结束，什么也不写"),
    ("since", "列出签发这个 figures.lock 以后新增、删去、改动的数"),
    ("deny_warnings", "有警告也以 1 结束"),
    ("fix", "改正只有一种改法、可以放心改的地方：先列出，问过再改"),
    ("yes", "与 --fix 同用：不问就改"),
    ("folders", "再加一个字体文件夹；可写多次，也可写在 BLUEBOOK_FONTS 里"),
    ("explain", "列出每个手打的数：当作什么，按哪条规则"),
    ("shell", "哪种命令行"),
    ("port", "端口；不写就用一个空着的"),
    ("open", "在浏览器里打开"),
    ("exec", "每次没有错误地生成以后运行的命令"),
    ("wanted", "数的名称，或印出来的数值，或 pN（第 N 页上的所有数）"),
    ("command", "命令"),
];

/// How a Chinese help page is laid out.
const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}\n";

/// Returns the command line with its help in a language.
pub(super) fn command(language: Language) -> Command {
    let command = Arguments::command();
    match language {
        Language::English => command,
        Language::Chinese => {
            let of_command = |command: Command| {
                translated(command).subcommand_help_heading("命令").mut_subcommands(translated)
            };
            translated(command.subcommand_help_heading("命令")).mut_subcommands(of_command)
        }
    }
}

/// Returns the language of the machine, from the variables that say it, the most particular first.
///
/// `variable` looks up a variable of the environment.
pub(super) fn of_locale(variable: impl Fn(&str) -> Option<String>) -> Language {
    let names = ["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"];
    let said = names.iter().filter_map(|name| variable(name)).find(|value| !value.is_empty());
    match said {
        Some(locale) if locale.to_lowercase().starts_with("zh") => Language::Chinese,
        // Windows sets none of these, and its users are the office staff this is made for.
        None if cfg!(windows) => Language::Chinese,
        _ => Language::English,
    }
}

/// Puts a command's help into Chinese.
fn translated(command: Command) -> Command {
    let Some((_, about, usage, examples)) = COMMANDS.iter().find(|(name, ..)| *name == command.get_name())
    else {
        return command;
    };
    let command = command.mut_args(|argument| {
        let heading = match argument.is_global_set() {
            true => "显示",
            false if argument.is_positional() => "参数",
            false => "选项",
        };
        let help = OPTIONS.iter().find(|(id, _)| argument.get_id() == id).map(|(_, help)| *help);
        argument.help(help.unwrap_or_default()).help_heading(heading)
    });
    command.about(*about).override_usage(*usage).after_help(*examples).help_template(TEMPLATE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_option_has_chinese_help() {
        let command = Arguments::command();
        let below = command.get_subcommands().flat_map(|command| command.get_subcommands());
        let all: Vec<_> = std::iter::once(&command).chain(command.get_subcommands()).chain(below).collect();
        for command in all {
            assert!(COMMANDS.iter().any(|(name, ..)| *name == command.get_name()), "{}", command.get_name());
            for argument in command.get_arguments() {
                let id = argument.get_id();
                assert!(OPTIONS.iter().any(|(known, _)| id == known), "{id}");
            }
        }
    }

    #[test]
    fn both_help_pages_can_be_printed() {
        for language in [Language::Chinese, Language::English] {
            let mut command = command(language);
            command.build();
            for name in ["build", "check", "figures", "sign", "fonts", "completions"] {
                let page = command.find_subcommand_mut(name).unwrap().render_help().to_string();
                assert!(page.contains("bluebook"), "{page}");
                assert_eq!(page.contains("Messages:"), language == Language::English, "{page}");
            }
        }
    }

    #[test]
    fn the_machine_says_its_language() {
        let with = |set: &[(&str, &str)]| {
            let set: Vec<(String, String)> = set.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
            of_locale(|name| set.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
        };
        assert_eq!(with(&[("LANG", "zh_CN.UTF-8")]), Language::Chinese);
        assert_eq!(with(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]), Language::English);
        assert_eq!(with(&[("LANGUAGE", "zh_CN:en"), ("LANG", "en_US")]), Language::Chinese);
        assert_eq!(with(&[("LANG", "de_DE")]), Language::English);
    }
}
