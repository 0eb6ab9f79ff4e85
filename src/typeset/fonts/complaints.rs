//! What the author or the operator is told about fonts: the words only, no choosing.

use std::collections::BTreeMap;
use std::path::Path;

use super::resolve::{Needed, Substitution};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::failure::{Failure, Kind};
use crate::source::Span;
use crate::style::Role;
use crate::text;

/// More characters that no font has are counted, not listed.
const LISTED: usize = 20;

/// Returns the failure of a report in Chinese on a machine without Chinese fonts.
pub(super) fn no_chinese_face(folder: &Path) -> Failure {
    let folder = folder.display();
    let failure = Failure::new(
        Kind::Files,
        text!(
            "报告里有汉字，但这台机器上没有可用的中文字体",
            "the report has Chinese characters, and this machine has no usable font for them",
        ),
    );
    let failure = if cfg!(target_os = "linux") {
        failure.hint(text!(
            "在 Debian、Ubuntu 上安装：apt-get install fonts-noto-cjk",
            "on Debian or Ubuntu, install one: apt-get install fonts-noto-cjk",
        ))
    } else {
        failure
    };
    failure.hint(text!(
        "或者把中文字体文件（.ttf、.otf、.ttc）放进 {folder}",
        "or put a Chinese font file (.ttf, .otf, .ttc) into {folder}",
    ))
}

/// Returns the errors about characters that no font has: the first of them each, the rest in one.
pub(super) fn missing_glyphs(missing: &[Needed], folder: &Path) -> Diagnostics {
    let mut in_order = missing.to_vec();
    in_order.sort_by_key(|needed| (needed.span, needed.character));
    let mut diagnostics = Diagnostics::default();
    let folder = folder.display();
    for needed in in_order.iter().take(LISTED) {
        let (c, code) = (needed.character, code_point(needed.character));
        if c.is_control() {
            let message = text!("这里有看不见的控制符（{code}）", "an invisible control character ({code})");
            let hint =
                text!("删去它：光标移到这里按退格键或 Delete 键", "delete it: Backspace or Delete here");
            diagnostics.push(Diagnostic::new(Code::MissingGlyph, needed.span, message).hint(hint));
            continue;
        }
        let message = text!("没有字体能印出“{c}”（{code}）", "no font has “{c}” ({code})");
        diagnostics.push(Diagnostic::new(Code::MissingGlyph, needed.span, message).hint(text!(
            "换一个写法，或者把有这个字的字体文件放进 {folder}",
            "write it in another way, or put a font file that has it into {folder}",
        )));
    }
    if let Some(next) = in_order.get(LISTED) {
        let rest: Vec<String> =
            in_order.iter().skip(LISTED).map(|needed| code_point(needed.character)).collect();
        let count = rest.len();
        let some = rest.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(" ");
        let more = if count > LISTED { " …" } else { "" };
        let message = text!(
            "还有 {count} 个字没有字体能印出：{some}{more}",
            "no font has {count} further characters either: {some}{more}",
        );
        diagnostics.push(Diagnostic::new(Code::MissingGlyph, next.span, message));
    }
    diagnostics
}

/// Returns the one warning about all roles that other faces serve than wanted.
pub(super) fn substitutions(list: &[Substitution], place: Span, folder: &Path) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    if list.is_empty() {
        return diagnostics;
    }
    let zh: Vec<String> = list
        .iter()
        .map(|one| format!("{}要 {}，用了 {}", chinese_role(&one.role), wanted(one, is_chinese), one.used))
        .collect();
    let en: Vec<String> = list
        .iter()
        .map(|one| {
            format!("`{}` wants {} and gets {}", one.role, wanted(one, |name| !is_chinese(name)), one.used)
        })
        .collect();
    let (zh, en, folder) = (zh.join("；"), en.join("; "), folder.display());
    let message =
        text!("用不了想要的字体，用了别的字体代替：{zh}", "other fonts stand in for the wanted ones: {en}",);
    let mut warning = Diagnostic::new(Code::FontSubstituted, place, message);
    let mut refused: Vec<&str> = list.iter().flat_map(|one| &one.refused).map(String::as_str).collect();
    refused.sort_unstable();
    refused.dedup();
    for name in refused {
        warning = warning.hint(text!(
            "{name} 装着，但它是日文、韩文或繁体字形，或者授权不许嵌入 PDF",
            "{name} is installed, but has the shapes of Japan, Korea, Taiwan or Hong Kong, or its licence forbids embedding it in a PDF",
        ));
    }
    diagnostics.push(warning.hint(text!(
        "把缺的字体文件（从有它的办公电脑上）放进 {folder}，或用 --font-path 指出它所在的文件夹；认可现在的字体，就在 `bluebook.toml` 的 [fonts] 里写上它",
        "put the missing font files (from an office machine that has them) into {folder}, or name their folder with --font-path; to accept the present ones, name them under [fonts] in `bluebook.toml`",
    )));
    diagnostics
}

/// Returns the warnings about fonts that the report gives to roles its style does not have.
pub(super) fn unknown_roles(
    overrides: &BTreeMap<String, Vec<String>>,
    roles: &BTreeMap<String, Role>,
    place: Span,
) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for role in overrides.keys().filter(|role| !roles.contains_key(*role)) {
        let names = roles.keys().map(String::as_str);
        let list = names.clone().collect::<Vec<_>>().join(", ");
        let message = text!(
            "[fonts] 里的 `{role}` 不是这个样式的字体用途",
            "`{role}` under [fonts] is no font role of this style",
        );
        let hint = match nearest(role, names) {
            Some(name) => text!("是不是 `{name}`？", "is `{name}` meant?"),
            None => text!("可以写的有：{list}", "it has these: {list}"),
        };
        diagnostics.push(Diagnostic::new(Code::UnknownKey, place, message).hint(hint));
    }
    diagnostics
}

/// Returns the face to ask for: the first that is named in the reader's script, or else the first.
fn wanted(one: &Substitution, reads: impl Fn(&str) -> bool) -> &str {
    let first = one.wanted.iter().find(|name| reads(name)).or(one.wanted.first());
    first.map_or("", String::as_str)
}

/// Returns whether a name is written in Han characters.
fn is_chinese(name: &str) -> bool {
    name.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
}

/// Returns what a clerk calls a role.
fn chinese_role(role: &str) -> String {
    let name = match role {
        "title" => "标题",
        "body" => "正文",
        "kai" => "楷体",
        "hei" => "黑体",
        "song" => "宋体",
        "latin" => "西文",
        "mono" => "等宽",
        "math" => "公式",
        _ => return format!("`{role}` "),
    };
    format!("{name}（{role}）")
}

/// Returns a character's number as Unicode writes it.
fn code_point(c: char) -> String {
    format!("U+{:04X}", c as u32)
}
