//! Formulas through the real binary: what official reports and textbooks write is laid out, and nothing in a formula
//! is ever code.

use std::fmt::Write;

use crate::support::{ReportTest, pdf_text};

/// Formulas that must be laid out without a word.
const FORMULAS: &[&str] = &[
    r"办结率=\frac{办结数}{受理数}\times 100\%",
    r"\text{办结率}=\frac{\text{办结数}}{\text{受理数}}\times 100\%",
    r"增长率＝\left(\frac{本年数}{上年数}-1\right)×100％",
    r"GDP增速=\frac{GDP_{2021}-GDP_{2020}}{GDP_{2020}}",
    r"满意度=0.3\times 效率+0.7\times 态度",
    r"1{,}234.5\,\mathrm{kg/m^2} + 12,345,678",
    r"5\ \text{万元} \approx 50{,}000\text{元}",
    r"20^\circ\mathrm{C}, 20℃, 5‰",
    r"\frac{1}{2}+\dfrac{a+b}{c}+\tfrac12+\cfrac{1}{1+\cfrac{1}{x}}",
    r"\frac12",
    r"x\frac{a}{b}y\sqrt{z}\left(u\right)\alpha v\dfrac{1}{2}",
    r"\sqrt{x}+\sqrt[3]{x+1}+√2",
    r"\sum_{i=1}^{n} x_i",
    r"\sum\limits_{i=1}^n x_i + \sum\nolimits_i y_i",
    r"\prod_{k=1}^{m} a_k",
    r"\int_0^1 f(x)\,dx + \oint g + \iint h",
    r"\lim_{n\to\infty} a_n",
    r"\begin{matrix} a & b \\ c & d \end{matrix}",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
    r"\begin{bmatrix} 1 & 0 \\ 0 \end{bmatrix}",
    r"\begin{Bmatrix} 1 & 0 \\ 0 & 1 \end{Bmatrix}",
    r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}",
    r"\begin{Vmatrix} a & b \\ c & d \end{Vmatrix}",
    r"\begin{array}{lc} a & b \\ c & d \end{array}",
    r"\begin{cases} x & x>0 \\ -x & \text{其他} \end{cases}",
    r"\begin{cases} 1, & \text{若 } x=\frac{1}{2} \\ 0 \end{cases}",
    r"\begin{aligned} a &= b+c \\[2pt] &= d \end{aligned}",
    r"\begin{align*} a &= b & c &= d \\ e &= f & g &= h \\ \end{align*}",
    r"\begin{gathered} a=b \\ c=d \end{gathered}",
    r"a &= b \\ &= c",
    r"\alpha\beta\gamma\delta\epsilon\varepsilon\zeta\eta\theta\vartheta\iota\kappa\lambda\mu\nu\xi\pi\rho\sigma\tau\upsilon\phi\varphi\chi\psi\omega",
    r"\Gamma\Delta\Theta\Lambda\Xi\Pi\Sigma\Upsilon\Phi\Psi\Omega",
    r"\hat{x}+\bar{x}+\tilde{x}+\vec{v}+\dot{x}+\ddot{x}+\dddot{x}+\acute a+\grave a+\breve a+\check a+\mathring a",
    r"\overline{x+y}+\underline{z}+\widehat{abc}+\overrightarrow{AB}",
    r"\underbrace{a+b}_{n\text{项}}+\overbrace{c+d}^{m}",
    r"\left( \frac{a}{b} \right]+\left\{ x \right\}+\left\langle x \right\rangle",
    r"\left| x \right| + \left\| x \right\| + |x| + \|y\|",
    r"\left. \frac{dy}{dx} \right|_{x=0}",
    r"\lfloor x \rfloor + \lceil y \rceil + \left\lfloor \frac{x}{2} \right\rfloor",
    r"\Big[ y \Big] + \bigl( 3 \bigr)",
    r"\mathbb{R}\mathbf{x}\mathrm{d}x\mathcal{L}\mathfrak{g}\mathsf{A}\mathtt{x}\mathscr{F}\boldsymbol{\beta}",
    r"x^2+y_1^2+x^{10}+x_{i,j}+{}_n C_k+x^{2^{n}}",
    r"f'(x)+f''(x)^2+a'_1",
    r"\binom{n}{k}+\dbinom{n}{k}",
    r"\cdots\ldots\vdots\ddots",
    r"a \le b \ge c \ne d \approx e \equiv f \propto g \ll h \gg i \leqslant j",
    r"\forall x \exists y \in S \notin T \subset U \cup V \cap W = \emptyset",
    r"a \to b \rightarrow c \Rightarrow d \iff e \mapsto f",
    r"\sin x + \cos y + \log_2 z + \ln w + \exp v + \max_i a_i + \Pr(A)",
    r"\operatorname{Var}(X) + \operatorname*{argmax}_x f(x)",
    r"\pm 5\% \mp \div \cdot \ast \star \circ \bullet",
    r"\infty \partial \nabla \ell \hbar \Re \Im \aleph",
    r"\overset{!}{=} + \underset{x}{y} + \stackrel{d}{=}",
    r"A \xrightarrow[T]{f} B \xleftarrow{g} C",
    r"x \bmod 2 = y \pmod{n}",
    r"a \quad b \qquad c \; d \: e \! f~g\,h",
    r"\not= + \not\in + \neg p \land q \lor r",
    r"a/b : c ; d ! [e] (f) <g> @ ?",
    r"\sum_{\substack{i=1 \\ j=2}} x_{ij}",
    r"\displaystyle\frac{a}{b} + {\textstyle\frac{c}{d}}",
    r"\cancel{x} + \therefore + \because + \angle ABC + \triangle",
    r"\frac{\partial^2 u}{\partial x^2}=\frac{1,234}{2}",
    r#"\text{#read("/etc/passwd")}+\text{a \& b \% \{c\} "d"}"#,
    r"\$ \& \_ \# \{ \} \% 100%",
    r"r=\frac{\sum_i (x_i-\bar x)(y_i-\bar y)}{\sqrt{\sum_i (x_i-\bar x)^2\sum_i (y_i-\bar y)^2}}",
    r"\sqrt{\sqrt{\sqrt{\sqrt{\sqrt{\sqrt{\sqrt{\sqrt{\sqrt{\sqrt{\sqrt{\sqrt{x}}}}}}}}}}}}",
];

/// Returns the settings of a report in a style.
fn settings(style: &str, language: &str) -> String {
    format!(
        "[report]\ntitle = \"公式\"\nperiod = \"2021\"\ndate = 2022-03-31\nlanguage = \"{language}\"\n\
         style = \"{style}\"\nstatus = \"final\"\n[checks]\nfont-substituted = \"off\"\n"
    )
}

#[test]
fn what_people_write_is_laid_out() {
    let mut section = String::from("# 公式\n\n");
    for (index, formula) in FORMULAS.iter().enumerate() {
        let _ = writeln!(section, "$$\n{formula}\n$$ {{#f{index}}}\n");
        if !formula.contains("&") && !formula.contains(r"\\") {
            let _ = writeln!(section, "式中$`{formula}`$，见[](#f{index})。\n");
        }
    }
    for (style, language) in [("gongwen", "zh-CN"), ("plain", "en")] {
        let report = ReportTest::new()
            .file("bluebook.toml", settings(style, language))
            .file("content/01-a.md", &section);
        let run = report.run(&["build"]);
        run.code(0);
        let text = pdf_text(&report.path("build/report.pdf"));
        assert!(!text.contains('\\'), "a formula is printed as typed in {style}\n{text}");
        for words in ["办结数", "1,234", "#read(\"/etc/passwd\")", "万元", "argmax", "a&b%{c}\"d\""] {
            assert!(text.contains(words), "{words} is not in the PDF of {style}\n{text}");
        }
        let reference = if language == "en" {
            format!("Eq.({})", FORMULAS.len())
        } else {
            format!("式（{}）", FORMULAS.len())
        };
        assert!(text.contains(&reference), "{reference} is not in the PDF of {style}\n{text}");
    }
}

#[test]
fn a_long_formula_stays_on_its_page() {
    let terms: Vec<_> = (1..60).map(|term| format!("a_{{{term}}}")).collect();
    let sum = terms.join("+");
    let root = format!(r"\frac{{{sum}}}{{2}}");
    for style in ["gongwen", "plain"] {
        let section = format!("# 长\n\n$$y={sum}$$ {{#long}}\n\n$$y={root}$$\n\n$$x$$\n");
        let report = ReportTest::new()
            .file("bluebook.toml", settings(style, "zh-CN"))
            .file("content/01-a.md", section);
        report.run(&["build"]).code(0);
        let output = std::process::Command::new("pdftotext")
            .args(["-bbox"])
            .arg(report.path("build/report.pdf"))
            .arg("-")
            .output()
            .unwrap_or_else(|error| panic!("pdftotext does not start: {error}"));
        let boxes = String::from_utf8_lossy(&output.stdout).into_owned();
        let edge = |line: &str| line.split("xMax=\"").nth(1)?.split('"').next()?.parse::<f64>().ok();
        let terms = boxes.lines().filter(|line| line.contains(['𝑎', '+']));
        let right = terms.filter_map(edge).fold(0.0, f64::max);
        // The margin is at least 26 mm of 210.
        assert!(right > 300.0 && right < 595.3 - 73.0, "{style}: text reaches to {right} pt\n{boxes}");
    }
}

#[test]
fn what_is_too_long_or_too_deep_is_said() {
    let long = "x+".repeat(500_000);
    let deep = "{".repeat(10_000);
    let section =
        format!("# 长\n\n$${long}1$$\n\n$${deep}x$$\n\n$${}$$\n\n$$\u{1}$$\n", r"\sqrt".repeat(1000));
    let report = ReportTest::new().file("content/01-a.md", section);
    let run = report.run(&["check", "--message-format", "short"]);
    run.code(1);
    let said = run.stdout() + &run.stderr();
    assert!(!said.contains("typesetting"), "{said}");
    let said: Vec<_> = said.lines().filter(|line| line.contains("bad-formula")).collect();
    assert_eq!(said.len(), 4, "{said:?}");
}
