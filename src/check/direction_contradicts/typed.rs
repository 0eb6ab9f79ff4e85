//! A typed change, or last year's value, directly beside the figure that denies it: `{{收入}}，同比下降30%`,
//! `{{办结率}}，提高3个百分点`, `{{收入}}（上年为108万元）`, `rose by 3% to {{income}}`, `{{income}} (2022: £118m)`. It is a number
//! typed by hand: the code is `literal-contradicts`.
//!
//! All values count as all they may truly be, so what is flagged no rounding explains. A change counts as that on last
//! year where the text says so, or where its sentence names no other measure (环比, 计划, target).

use std::ops::Range;

use num_rational::BigRational;
use num_traits::Signed as _;

use super::cited::LAST_YEAR;
use super::number::{Asked, Number, Way};
use super::quantities::Quantities;
use super::{share, words};
use crate::check::Input;
use crate::check::literal_contradicts::last_year::{About, Wrong, truly};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::figure::{Exact, Growth, Interval, Quantity, Unit, Value, year_before};
use crate::report::prose::{CITED, Prose};

/// Words for last year before its value, beside its number.
const BEFORE_PRIOR: &[&str] = &[
    "上年同期为",
    "上年同期",
    "上年为",
    "上年",
    "去年同期为",
    "去年同期",
    "去年为",
    "去年",
    "last year: ",
    "last year ",
];

/// English words before last year's value that is said to be so behind it.
const ENGLISH_PRIOR: &[(&str, Option<Way>)] = &[
    ("compared with ", None),
    ("compared to ", None),
    ("against ", None),
    ("up from ", Some(Way::Up)),
    ("down from ", Some(Way::Down)),
    ("from ", None),
    ("", None),
];

/// English words between the figure and the size of its change.
const ENGLISH: &[(&str, Way)] = &[
    ("up by ", Way::Up),
    ("up ", Way::Up),
    ("an increase of ", Way::Up),
    ("a rise of ", Way::Up),
    ("down by ", Way::Down),
    ("down ", Way::Down),
    ("a decrease of ", Way::Down),
    ("a fall of ", Way::Down),
];

/// English words for last year behind the size of a change.
const ON_LAST_YEAR: &[&str] = &[
    "on last year",
    "on the previous year",
    "from last year",
    "from the previous year",
    "year on year",
    "on the year",
];

/// English words for last year behind its value.
const OF_LAST_YEAR: &[&str] = &[
    "last year",
    "the year before",
    "a year earlier",
    "a year ago",
    "in the previous year",
    "the previous year",
];

/// What may stand behind a Chinese number, or one in brackets, that ends its clause.
pub(super) const NOTHING: &[&str] = &[""];

/// Words between a typed change and the figure's value behind it.
const UP_TO: &[&str] = &["，达到", "，达", "，为", "，实现", "达到", "达", "至", "到", " to "];

/// Words before a figure's name that leave it what it is.
const BEFORE_NAME: &[&str] = &[
    "",
    "全年",
    "本年",
    "今年",
    "全区",
    "全市",
    "全县",
    "全镇",
    "全街道",
    "全省",
    "the",
    "our",
    "total",
    "this year",
    "in total",
];

/// Words that make a change one on something else than last year.
const ANOTHER_BASE: &[&str] = &[
    "环比",
    "比",
    "较",
    "月",
    "季",
    "旬",
    "周",
    "计划",
    "预算",
    "目标",
    "任务",
    "年初",
    "年均",
    "以来",
    "期间",
    "累计增",
    "累计下",
    "十三五",
    "十四五",
    "五年",
    "三年",
    "两年",
    "年来",
    "年间",
    "年里",
    "半年",
    "疫情",
];

/// English words that do.
const ANOTHER_BASE_ENGLISH: &[&str] = &[
    "month",
    "months",
    "monthly",
    "quarter",
    "quarterly",
    "week",
    "target",
    "budget",
    "plan",
    "forecast",
    "since",
    "than",
    "compared",
    "against",
    "average",
    "decade",
    "years",
    "half",
    "first",
    "before",
    "estimate",
    "pandemic",
    "from",
];

/// Words by which a change is not that of the two values: at constant prices, of what can be compared.
const OTHERWISE: &[&str] = &[
    "可比",
    "不变价",
    "口径",
    "扣除",
    "剔除",
    "实际增",
    "实际下",
    "还原",
    "不含",
    "constant prices",
    "real terms",
    "like-for-like",
    "like for like",
    "comparable",
    "adjusted",
    "constant currency",
    "constant exchange",
    "underlying",
    "organic",
    "excluding",
    "pro forma",
];

/// How figures end whose official growth is at constant prices.
const AT_CONSTANT_PRICES: &[&str] = &["生产总值", "增加值", "总产值", "gdp", "gross domestic product"];

/// Reports typed changes and shares that the figure beside them denies.
pub(super) fn judge(
    input: &Input<'_>,
    typed: &Quantities<'_>,
    line: &Prose,
    numbers: &[Number<'_>],
    diagnostics: &mut Diagnostics,
) {
    for number in numbers.iter().filter(|number| number.asked == Asked::Itself) {
        let around = Around { input, typed, line, number, numbers };
        // Of most figures no last year is known, and nothing said of it can be denied.
        let is_known = number.figure.prior.is_some();
        let of_last_year = || around.behind().or_else(|| around.before());
        if let Some(found) = share::judge(&around).or_else(|| is_known.then(of_last_year)?) {
            diagnostics.push(found);
        }
    }
}

/// A cited figure with what stands around it.
pub(super) struct Around<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) typed: &'a Quantities<'a>,
    pub(super) line: &'a Prose,
    pub(super) number: &'a Number<'a>,
    /// All citations of the line.
    pub(super) numbers: &'a [Number<'a>],
}

/// A form of words around a typed number.
pub(super) struct Form {
    /// Where the number stands behind the form's beginning.
    pub(super) at: usize,
    /// What may stand between the number and the end of its clause.
    pub(super) ends: &'static [&'static str],
}

/// What is said of a figure's last year.
#[derive(Clone, Copy)]
enum Said {
    /// It went this way by so much.
    Change(Way),
    /// It was so much then, which is said to be less or more than now.
    Prior(Option<Way>),
}

/// A typed number that says something of a figure, and where it stands in the line.
type Typed<'a> = (&'a Quantity, Range<usize>);

impl<'a> Around<'a> {
    /// Returns where the text behind the figure begins, past signs and blanks.
    pub(super) fn start(&self) -> usize {
        let start = self.number.at + CITED.len_utf8();
        let rest = &self.line.text[start..];
        start + rest.len() - rest.trim_start_matches(['，', ',', ' ', '（', '(']).len()
    }

    /// Returns the quantity that is typed in a form of words which begins at an offset.
    pub(super) fn of_form(&self, start: usize, form: &Form) -> Option<Typed<'a>> {
        let (line, at) = (self.line, start + form.at);
        let (quantity, range) = self.typed.beginning(line, at)?;
        let clause = line.clause(at).end;
        let end =
            line.text[at..clause].find(['，', '。', '；', ';', '）', ')']).map_or(clause, |end| at + end);
        let behind = line.text.get(range.end..end)?.trim().trim_end_matches(['.', ',']).to_lowercase();
        form.ends.contains(&behind.as_str()).then_some((quantity, range))
    }

    /// Returns last year's value that is told with its year behind it: £118m in 2022.
    fn of_named_year(&self, at: usize, (said, year): (Said, &str)) -> Option<Typed<'a>> {
        let line = self.line;
        let (quantity, range) = self.typed.beginning(line, at).filter(|_| matches!(said, Said::Prior(_)))?;
        let clause = line.clause(at).end;
        let rest = line.text.get(range.end..clause)?.trim_start().strip_prefix("in ")?.strip_prefix(year)?;
        rest.trim_start_matches(['.', ',', ')', ';']).is_empty().then_some((quantity, range))
    }

    /// Judges what is typed behind the figure about its last year.
    fn behind(&self) -> Option<Diagnostic> {
        // 税收增加{{增量}}，同比增长8% may be of the taxes.
        if words::before(self.line, self.number.at).is_some() {
            return None;
        }
        let start = self.start();
        let year = year_before(&self.input.report.settings.period);
        let forms = forms(&self.line.text[start..], year.as_deref());
        let found = forms.into_iter().find_map(|(said, form, is_sure)| {
            let (quantity, range) = self
                .of_form(start, &form)
                .or_else(|| self.of_named_year(start + form.at, (said, year.as_deref()?)))?;
            Some((said, quantity, range, is_sure))
        });
        let (said, quantity, range, is_sure) = found?;
        let is_of_last_year = is_sure || !self.may_be_on_another_base(said, (quantity, &range));
        (is_of_last_year && words::is_asserted(self.line, &(start..range.end)))
            .then(|| self.denied(said, (quantity, range)))?
    }

    /// Judges a typed change before the figure, which it leads to: 同比增长30%，达到{{收入}}, `rose by 3% to {{income}}`.
    fn before(&self) -> Option<Diagnostic> {
        let (line, number) = (self.line, self.number);
        let text = UP_TO.iter().find_map(|words| line.text[..number.at].strip_suffix(words))?;
        let (quantity, range) = self.typed.ending(line, text.len())?;
        let word = words::before(line, range.start).filter(|word| !word.is_size)?;
        let said = &line.text[line.clause(range.start).start..word.range.start];
        let year =
            LAST_YEAR.iter().filter_map(|words| said.strip_suffix(words)).min_by_key(|rest| rest.len());
        let change = Said::Change(word.way);
        let plain = words::is_asserted(line, &word.range)
            && is_about(number, year.unwrap_or(said))
            && (year.is_some() || !self.may_be_on_another_base(change, (quantity, &range)));
        plain.then(|| self.denied(change, (quantity, range)))?
    }

    /// Returns whether a change may be one on something else than last year: by the words of its sentence, or by a number in it
    /// that the change fits, or where another amount follows, by which it may be one of two changes.
    fn may_be_on_another_base(&self, said: Said, (quantity, range): (&Quantity, &Range<usize>)) -> bool {
        let Said::Change(way) = said else { return false };
        let sentence = self.line.sentence(range.start);
        let text = &self.line.text[sentence.clone()];
        let before = &text[..range.start - sentence.start];
        if names_another_base(text, before, &self.input.report.settings.period) {
            return true;
        }
        let Some(now) = &self.number.figure.worth else { return true };
        let mut others = self.others(sentence.clone(), &now.unit);
        others.retain(|(at, _)| !range.contains(at));
        let fits = |then: &Value| {
            let growth = Growth { now: now.clone(), then: then.clone() };
            wrong(&growth, quantity, &quantity.claim(self.number.rounding, Exact::AsWritten), way).is_none()
        };
        let is_amount = quantity.unit.per().is_none() && quantity.unit.is_kind_of(&now.unit);
        let follows = |at: usize| is_amount && at > range.end;
        others.iter().any(|(at, other)| fits(other) || follows(*at))
    }

    /// Returns the other quantities of a kind that a stretch of the line types or cites, with their places.
    pub(super) fn others(&self, stretch: Range<usize>, unit: &Unit) -> Vec<(usize, Value)> {
        let rounding = self.number.rounding;
        let typed = self.typed.within(self.line, stretch.clone());
        let typed = typed.map(|(at, quantity)| (at, Value::of(quantity, rounding, Exact::AsWritten)));
        let cited =
            self.numbers.iter().filter(|other| other.at != self.number.at && stretch.contains(&other.at));
        let cited = cited.filter(|other| other.asked == Asked::Itself);
        let cited = cited.filter_map(|other| Some((other.at, other.figure.worth.clone()?)));
        typed.chain(cited).filter(|(_, value)| value.unit.is_kind_of(unit)).collect()
    }

    /// Judges what is said of the figure's last year by its two values.
    fn denied(&self, said: Said, (quantity, range): Typed<'_>) -> Option<Diagnostic> {
        let (line, number) = (self.line, self.number);
        let growth = Growth::of(number.figure, number.rounding)?;
        let claim = quantity.claim(number.rounding, Exact::AsWritten);
        let place = line.span(range.clone());
        let about = About {
            figures: self.input.figures,
            index: number.index,
            place,
            written: &line.text[range.clone()],
        };
        match said {
            Said::Prior(way) => {
                let same_kind = quantity.unit.is_kind_of(&growth.then.unit);
                if same_kind && !growth.then.range.meets(&claim) {
                    return Some(about.denied());
                }
                let turned =
                    same_kind && way.is_some_and(|way| number.change().is_some_and(|truth| truth != way));
                let truth = truly(&growth, &quantity.unit)?;
                turned.then(|| about.denied_change(&truth, Wrong::Word))
            }
            Said::Change(_) if is_otherwise(line, number, range.start) || is_rank(line, number, quantity) => {
                None
            }
            Said::Change(way) => {
                let wrong = wrong(&growth, quantity, &claim, way)?;
                Some(about.denied_change(&truly(&growth, &quantity.unit)?, wrong))
            }
        }
    }
}

/// Returns what a text may begin to say of last year, each with its form, and whether it names last year.
fn forms(text: &str, year: Option<&str>) -> Vec<(Said, Form, bool)> {
    let longest =
        |list: &[&str]| list.iter().filter(|word| text.starts_with(**word)).map(|word| word.len()).max();
    let mut forms = Vec::new();
    let mut add = |said, at, ends, is_sure| forms.push((said, Form { at, ends }, is_sure));
    let named = longest(LAST_YEAR);
    if let Some((way, word)) = words::starting(&text[named.unwrap_or_default()..]) {
        add(Said::Change(way), named.unwrap_or_default() + word, NOTHING, named.is_some());
    }
    for (words, way) in ENGLISH.iter().filter(|(words, _)| text.starts_with(words)) {
        add(Said::Change(*way), words.len(), ON_LAST_YEAR, true);
        add(Said::Change(*way), words.len(), NOTHING, false);
    }
    if let Some(length) = longest(BEFORE_PRIOR) {
        add(Said::Prior(None), length, NOTHING, true);
    }
    if let Some(rest) = year.and_then(|year| text.strip_prefix(year)) {
        let rest = rest.trim_start_matches('年').trim_start_matches('度');
        let rest = rest.trim_start_matches([':', '：', '为', ' ']);
        add(Said::Prior(None), text.len() - rest.len(), NOTHING, true);
    }
    for (words, way) in ENGLISH_PRIOR.iter().filter(|(words, _)| text.starts_with(words)) {
        add(Said::Prior(*way), words.len(), OF_LAST_YEAR, true);
    }
    forms
}

/// Returns whether words name a figure and nothing else: 全年收入 is 收入, 农村收入 is not.
fn is_about(number: &Number<'_>, words: &str) -> bool {
    let lower = words.trim().to_lowercase();
    let names = [Some(&number.figure.name), number.figure.label.as_ref()];
    names.into_iter().flatten().any(|name| {
        let lead = lower.strip_suffix(&name.trim().to_lowercase());
        lead.is_some_and(|lead| BEFORE_NAME.contains(&lead.trim()))
    })
}

/// Returns whether a sentence measures something against another thing than last year; `before` is its text up to the change.
fn names_another_base(sentence: &str, before: &str, period: &str) -> bool {
    let year = period.trim().trim_end_matches(['度', '年']);
    let years = sentence.split(|c: char| !c.is_ascii_digit()).filter(|digits| {
        digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")) && *digits != year
    });
    let shares = ["占比", "比例", "比重", "比率"];
    let before = shares.iter().fold(before.to_owned(), |text, word| text.replace(word, ""));
    let sentence = sentence.to_lowercase();
    years.count() > 0
        || ANOTHER_BASE.iter().any(|word| before.contains(word))
        || sentence.replace("year-on-year", "").contains("-year")
        || sentence.split(|c: char| !c.is_ascii_alphabetic()).any(|word| ANOTHER_BASE_ENGLISH.contains(&word))
}

/// Returns whether a figure is a rank, which rises as its number falls.
fn is_rank(line: &Prose, number: &Number<'_>, quantity: &Quantity) -> bool {
    matches!(quantity.unit.text().as_str(), "位" | "名") || line.text[..number.at].ends_with('第')
}

/// Returns what is wrong with a change by so much in a way, if anything is.
fn wrong(growth: &Growth, quantity: &Quantity, size: &Interval, way: Way) -> Option<Wrong> {
    let (claim, turned) = match way {
        Way::Up => (size.clone(), size.negated()),
        Way::Down => (size.negated(), size.clone()),
    };
    let truth = growth.told_in(&quantity.unit)?;
    // 下降-3.9%: a minus that says it twice is no wrong number.
    if truth.range.meets(&claim) || quantity.number.is_negative() {
        return None;
    }
    // 提高1% of a rate: what is meant may be points, which is another number.
    if growth.is_of_rate() && quantity.unit.per().is_some() {
        let points = growth.told_in(&Unit::points())?;
        let per_cent = points.range.times(&Interval::point(BigRational::new(1.into(), 100.into())));
        return Some(if per_cent.meets(&claim) { Wrong::Unit } else { Wrong::Number });
    }
    Some(if truth.range.meets(&turned) { Wrong::Word } else { Wrong::Number })
}

/// Returns whether the change that a sentence tells is not that of the figure's two values.
fn is_otherwise(line: &Prose, number: &Number<'_>, at: usize) -> bool {
    let sentence = line.text[line.sentence(at)].to_lowercase();
    OTHERWISE.iter().any(|word| sentence.contains(word))
        || AT_CONSTANT_PRICES.iter().any(|end| number.name().to_lowercase().ends_with(end))
}
