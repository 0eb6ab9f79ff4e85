//! What LaTeX's commands are called, and what they mean: the only ones there are.

/// A function that is set upright, with its own spacing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Function {
    /// One that Typst has under the same name, which is its word too: `sin`, `lim`.
    Known(&'static str),
    /// `\operatorname{…}`.
    Named(String),
}

/// A form of letters, by its name in Typst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A function of Typst's that makes it.
    Of(&'static str),
    /// Bold and upright.
    BoldUpright,
}

/// A mark, line or brace over or under a piece, by its name in Typst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch(pub &'static str);

/// The functions that Typst has under LaTeX's name.
const FUNCTIONS: &[&str] = &[
    "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "det", "dim", "exp",
    "gcd", "hom", "inf", "ker", "lg", "lim", "liminf", "limsup", "ln", "log", "max", "min", "Pr", "sec",
    "sin", "sinh", "sup", "tan", "tanh",
];

/// Letters in another form.
const STYLES: &[(&str, Style)] = &[
    ("mathrm", Style::Of("upright")),
    ("rm", Style::Of("upright")),
    ("mathbf", Style::BoldUpright),
    ("boldsymbol", Style::Of("bold")),
    ("bm", Style::Of("bold")),
    ("mathit", Style::Of("italic")),
    ("mathbb", Style::Of("bb")),
    ("mathcal", Style::Of("cal")),
    ("mathscr", Style::Of("scr")),
    ("mathfrak", Style::Of("frak")),
    ("mathsf", Style::Of("sans")),
    ("mathtt", Style::Of("mono")),
    ("cancel", Style::Of("cancel")),
];

/// Marks, lines and braces.
const STRETCHES: &[(&str, &str)] = &[
    ("hat", "hat"),
    ("widehat", "hat"),
    ("tilde", "tilde"),
    ("widetilde", "tilde"),
    ("bar", "macron"),
    ("vec", "arrow"),
    ("overrightarrow", "arrow"),
    ("dot", "dot"),
    ("ddot", "dot.double"),
    ("dddot", "dot.triple"),
    ("acute", "acute"),
    ("grave", "grave"),
    ("breve", "breve"),
    ("check", "caron"),
    ("mathring", "circle"),
    ("overline", "overline"),
    ("underline", "underline"),
    ("overbrace", "overbrace"),
    ("underbrace", "underbrace"),
    ("overbracket", "overbracket"),
    ("underbracket", "underbracket"),
];

/// Signs and letters that stand for themselves.
#[rustfmt::skip]
const SIGNS: &[(&str, char)] = &[
    // Greek, as TeX names it.
    ("alpha", 'α'), ("beta", 'β'), ("gamma", 'γ'), ("delta", 'δ'), ("epsilon", 'ϵ'), ("varepsilon", 'ε'),
    ("zeta", 'ζ'), ("eta", 'η'), ("theta", 'θ'), ("vartheta", 'ϑ'), ("iota", 'ι'), ("kappa", 'κ'),
    ("lambda", 'λ'), ("mu", 'μ'), ("nu", 'ν'), ("xi", 'ξ'), ("omicron", 'ο'), ("pi", 'π'), ("varpi", 'ϖ'),
    ("rho", 'ρ'), ("varrho", 'ϱ'), ("sigma", 'σ'), ("varsigma", 'ς'), ("tau", 'τ'), ("upsilon", 'υ'),
    ("phi", 'ϕ'), ("varphi", 'φ'), ("chi", 'χ'), ("psi", 'ψ'), ("omega", 'ω'),
    ("Gamma", 'Γ'), ("Delta", 'Δ'), ("Theta", 'Θ'), ("Lambda", 'Λ'), ("Xi", 'Ξ'), ("Pi", 'Π'), ("Sigma", 'Σ'),
    ("Upsilon", 'Υ'), ("Phi", 'Φ'), ("Psi", 'Ψ'), ("Omega", 'Ω'),
    // Operators.
    ("times", '×'), ("div", '÷'), ("cdot", '⋅'), ("pm", '±'), ("mp", '∓'), ("ast", '∗'), ("star", '⋆'),
    ("circ", '∘'), ("bullet", '∙'), ("oplus", '⊕'), ("ominus", '⊖'), ("otimes", '⊗'), ("odot", '⊙'),
    ("cap", '∩'), ("cup", '∪'), ("setminus", '∖'), ("wedge", '∧'), ("vee", '∨'), ("land", '∧'), ("lor", '∨'),
    ("neg", '¬'), ("lnot", '¬'), ("dagger", '†'), ("degree", '°'),
    // Relations.
    ("le", '≤'), ("leq", '≤'), ("leqslant", '⩽'), ("ge", '≥'), ("geq", '≥'), ("geqslant", '⩾'), ("ne", '≠'),
    ("neq", '≠'), ("ll", '≪'), ("gg", '≫'), ("lt", '<'), ("gt", '>'), ("equiv", '≡'), ("approx", '≈'),
    ("sim", '∼'), ("simeq", '≃'), ("cong", '≅'), ("propto", '∝'), ("in", '∈'), ("notin", '∉'), ("ni", '∋'),
    ("subset", '⊂'), ("supset", '⊃'), ("subseteq", '⊆'), ("supseteq", '⊇'), ("perp", '⟂'), ("parallel", '∥'),
    ("mid", '∣'), ("colon", ':'), ("coloneqq", '≔'), ("triangleq", '≜'),
    // Arrows.
    ("to", '→'), ("rightarrow", '→'), ("leftarrow", '←'), ("gets", '←'), ("leftrightarrow", '↔'),
    ("Rightarrow", '⇒'), ("Leftarrow", '⇐'), ("Leftrightarrow", '⇔'), ("iff", '⟺'), ("implies", '⟹'),
    ("mapsto", '↦'), ("longrightarrow", '⟶'), ("uparrow", '↑'), ("downarrow", '↓'), ("updownarrow", '↕'),
    // Large operators.
    ("sum", '∑'), ("prod", '∏'), ("coprod", '∐'), ("int", '∫'), ("iint", '∬'), ("iiint", '∭'), ("oint", '∮'),
    ("bigcup", '⋃'), ("bigcap", '⋂'), ("bigoplus", '⨁'), ("bigotimes", '⨂'), ("bigwedge", '⋀'), ("bigvee", '⋁'),
    // Others.
    ("infty", '∞'), ("partial", '∂'), ("nabla", '∇'), ("forall", '∀'), ("exists", '∃'), ("nexists", '∄'),
    ("emptyset", '∅'), ("varnothing", '∅'), ("ell", 'ℓ'), ("hbar", 'ℏ'), ("Re", 'ℜ'), ("Im", 'ℑ'), ("aleph", 'ℵ'),
    ("angle", '∠'), ("triangle", '△'), ("square", '□'), ("therefore", '∴'), ("because", '∵'), ("prime", '′'),
    ("cdots", '⋯'), ("ldots", '…'), ("dots", '…'), ("dotsc", '…'), ("dotsb", '⋯'), ("vdots", '⋮'), ("ddots", '⋱'),
    ("lfloor", '⌊'), ("rfloor", '⌋'), ("lceil", '⌈'), ("rceil", '⌉'), ("langle", '⟨'), ("rangle", '⟩'),
    ("lvert", '|'), ("rvert", '|'), ("vert", '|'), ("lVert", '‖'), ("rVert", '‖'), ("Vert", '‖'),
    ("lbrace", '{'), ("rbrace", '}'), ("lbrack", '['), ("rbrack", ']'), ("backslash", '\\'), ("checkmark", '✓'),
    ("yen", '¥'), ("pounds", '£'), ("permil", '‰'), ("perthousand", '‰'),
];

/// Signs that `\not` crosses out.
#[rustfmt::skip]
const CROSSED: &[(char, char)] = &[
    ('=', '≠'), ('<', '≮'), ('>', '≯'), ('≤', '≰'), ('≥', '≱'), ('∈', '∉'), ('⊂', '⊄'), ('⊆', '⊈'), ('≡', '≢'),
    ('≈', '≉'), ('∼', '≁'), ('≅', '≇'), ('∃', '∄'), ('∥', '∦'), ('∣', '∤'),
];

/// ASCII signs that may stand in a formula as they are.
const ASCII: &str = "+-*/=<>()[]|!?,.;:@%";

/// Signs of Unicode that no command has the name of.
const UNNAMED: &str = "−·•‰℃℉√≦≧∶";

/// Full-width signs that an input method makes of ASCII operators.
const WIDE: &str = "＝＋－＜＞％／｜＊";

/// What a text command sets as it is typed.
pub(super) const TEXTS: &[&str] = &["text", "mbox", "textrm", "textnormal"];

/// Commands that only say how large a delimiter is: Typst's are as large as what they hold.
pub(super) const SIZES: &[&str] = &[
    "big", "Big", "bigg", "Bigg", "bigl", "Bigl", "biggl", "Biggl", "bigr", "Bigr", "biggr", "Biggr", "bigm",
    "Bigm", "biggm", "Biggm",
];

/// Other commands that the reader knows.
const OTHERS: &[&str] = &[
    "frac",
    "dfrac",
    "tfrac",
    "cfrac",
    "binom",
    "dbinom",
    "tbinom",
    "sqrt",
    "left",
    "right",
    "begin",
    "end",
    "operatorname",
    "limits",
    "nolimits",
    "overset",
    "underset",
    "stackrel",
    "substack",
    "quad",
    "qquad",
    "bmod",
    "pmod",
    "not",
    "displaystyle",
    "textstyle",
    "nonumber",
    "notag",
    "xrightarrow",
    "xleftarrow",
];

/// Returns the function of a name.
pub(super) fn function(name: &str) -> Option<Function> {
    FUNCTIONS.iter().find(|known| **known == name).map(|known| Function::Known(known))
}

/// Returns the form of letters that a command asks for.
pub(super) fn style(name: &str) -> Option<Style> {
    STYLES.iter().find(|(known, _)| *known == name).map(|(_, style)| *style)
}

/// Returns the mark, line or brace of a command.
pub(super) fn stretch(name: &str) -> Option<Stretch> {
    STRETCHES.iter().find(|(known, _)| *known == name).map(|(_, stretch)| Stretch(stretch))
}

/// Returns the sign of a command.
pub(super) fn sign(name: &str) -> Option<char> {
    SIGNS.iter().find(|(known, _)| *known == name).map(|(_, sign)| *sign)
}

/// Returns a sign crossed out.
pub(super) fn crossed(sign: char) -> Option<char> {
    CROSSED.iter().find(|(plain, _)| *plain == sign).map(|(_, crossed)| *crossed)
}

/// Returns the sign that a character is in a formula: itself, or what it is the full-width form of.
pub(super) fn typed(c: char) -> Option<char> {
    if WIDE.contains(c) {
        return char::from_u32(c as u32 - 0xFF00 + 0x20);
    }
    let known = c.is_ascii_alphabetic()
        || ASCII.contains(c)
        || UNNAMED.contains(c)
        || (!c.is_ascii()
            && (SIGNS.iter().any(|(_, sign)| *sign == c) || CROSSED.iter().any(|(_, sign)| *sign == c)));
    known.then_some(c)
}

/// Returns every command there is.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    let named = SIGNS.iter().map(|(name, _)| *name).chain(STYLES.iter().map(|(name, _)| *name));
    let lists = [FUNCTIONS, TEXTS, SIZES, OTHERS];
    named.chain(STRETCHES.iter().map(|(name, _)| *name)).chain(lists.into_iter().flatten().copied())
}
