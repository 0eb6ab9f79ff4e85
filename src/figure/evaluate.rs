//! What a formula comes to: the exact value, its unit, and the range that the printed inputs leave open.
//!
//! Rational arithmetic throughout, nothing is rounded unless the formula says `round`. What the names are worth
//! is handed in.

use std::cmp::Ordering;

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::arithmetic;
use super::expression::{Expression, Step};
use super::interval::Interval;
use super::name::Function;
use super::number::{self, power_of_ten};
use super::quantity::{Exact, Quantity};
use super::unit::Unit;
use crate::diagnostic::{Code, Diagnostic};
use crate::report::Rounding;
use crate::source::Span;
use crate::text;

type Fault = Box<Diagnostic>;

/// Longer numbers come from chains of products that nobody means; they would eat the machine.
const MOST_BITS: u64 = 8192;

/// An evaluated quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The number in base units.
    pub base: BigRational,
    /// The unit it is shown in.
    pub unit: Unit,
    /// The true values that what is written allows, in base units.
    pub range: Interval,
}

impl Value {
    /// Returns the value of a quantity as written.
    pub fn of(quantity: &Quantity, rounding: Rounding, exact: Exact) -> Value {
        Value {
            base: quantity.base(),
            unit: quantity.unit.clone(),
            range: quantity.interval(rounding, exact),
        }
    }

    /// Returns a value that is known exactly.
    pub fn exact(base: BigRational, unit: Unit) -> Value {
        Value { range: Interval::point(base.clone()), base, unit }
    }

    /// Returns a bare number in the unit of what it is compared with; anything else as it is.
    pub fn adopting(&self, other: &Value) -> Value {
        if !self.unit.is_bare() || other.unit.is_bare() || other.unit.dimension().is_empty() {
            return self.clone();
        }
        let scale = Interval::point(other.unit.scale());
        Value {
            base: other.unit.to_base(&self.base),
            range: self.range.times(&scale),
            unit: other.unit.clone(),
        }
    }

    /// Returns whether no true value fits both this and another value of the same kind.
    pub fn contradicts(&self, other: &Value) -> bool {
        !self.range.meets(&other.range)
    }

    /// Returns how many things it counts; nothing when it is no exact whole number, at least one, of something
    /// countable.
    pub fn things(&self) -> Option<BigRational> {
        let counts = self.unit.counts() && self.range.is_point();
        (counts && self.base.is_integer() && self.base >= BigRational::one()).then(|| self.base.clone())
    }

    /// Returns the number in its unit.
    pub fn number(&self) -> BigRational {
        self.unit.in_scale(&self.base)
    }

    /// Returns the value for a message, with its unit.
    pub fn for_message(&self) -> String {
        self.unit.around(&number::for_message(&self.number()), "")
    }
}

/// Evaluates a formula's tree; `inputs` are what its references are worth, by their index.
pub(super) fn evaluate(tree: &Expression, inputs: &[Value], rounding: Rounding) -> Result<Value, Fault> {
    match tree {
        Expression::Number(quantity) => {
            // A bare number in a formula is a constant; one with a unit is a reading.
            let constant = quantity.unit.is_bare() && quantity.hedge.is_none();
            let exact = if constant { Exact::Declared } else { Exact::AsWritten };
            Ok(Value::of(quantity, rounding, exact))
        }
        Expression::Name(index) => Ok(inputs[*index].clone()),
        Expression::Negated(operand) => {
            let value = evaluate(operand, inputs, rounding)?;
            Ok(Value { base: -value.base, range: value.range.negated(), unit: value.unit })
        }
        Expression::Sum(first, steps) => chain(first, steps, inputs, rounding, add),
        Expression::Product(first, steps) => chain(first, steps, inputs, rounding, multiply),
        Expression::Call(function, span, arguments) => {
            let values = arguments.iter().map(|argument| evaluate(argument, inputs, rounding));
            call(*function, *span, values.collect::<Result<Vec<_>, _>>()?, arguments, rounding)
        }
    }
}

/// Returns the difference of two values of one kind.
pub(super) fn minus(left: &Value, right: &Value) -> Value {
    Value {
        base: &left.base - &right.base,
        range: left.range.plus(&right.range.negated()),
        unit: left.unit.with(&right.unit),
    }
}

/// Returns the quotient of two values, the second not zero.
pub(super) fn quotient(left: &Value, right: &Value) -> Value {
    Value {
        base: arithmetic::over(&left.base, &right.base),
        range: left.range.divided_by(&right.range),
        unit: left.unit.divided_by(&right.unit),
    }
}

/// Evaluates a chain from left to right.
fn chain(
    first: &Expression,
    steps: &[Step],
    inputs: &[Value],
    rounding: Rounding,
    apply: fn(Value, &Step, Value) -> Result<Value, Fault>,
) -> Result<Value, Fault> {
    let mut value = evaluate(first, inputs, rounding)?;
    for step in steps {
        let operand = evaluate(&step.operand, inputs, rounding)?;
        value = apply(value, step, operand)?;
        if value.base.numer().bits().max(value.base.denom().bits()) > MOST_BITS {
            let message = text!("结果的位数太多", "the result has too many digits");
            return Err(Box::new(Diagnostic::new(Code::BadExpression, step.operator, message)));
        }
    }
    Ok(value)
}

fn add(left: Value, step: &Step, right: Value) -> Result<Value, Fault> {
    same_kind(&left.unit, &right.unit, step.operator)?;
    if step.inverse {
        return Ok(minus(&left, &right));
    }
    Ok(Value {
        base: left.base + right.base,
        range: left.range.plus(&right.range),
        unit: left.unit.with(&right.unit),
    })
}

fn multiply(left: Value, step: &Step, right: Value) -> Result<Value, Fault> {
    if !step.inverse {
        return Ok(Value {
            base: arithmetic::times(&left.base, &right.base),
            range: left.range.times(&right.range),
            unit: left.unit.times(&right.unit),
        });
    }
    if right.base.is_zero() {
        let fault = Diagnostic::new(Code::DivideByZero, step.operator, text!("除数是 0", "division by zero"));
        let hint = text!("检查除数，或只写分子", "check the divisor, or leave the quotient out");
        return Err(Box::new(fault.label(text!("后面的数是 0", "what follows is 0")).hint(hint)));
    }
    Ok(quotient(&left, &right))
}

/// Evaluates a function that is neither a plain sum nor a quotient.
fn call(
    function: Function,
    span: Span,
    mut values: Vec<Value>,
    arguments: &[Expression],
    rounding: Rounding,
) -> Result<Value, Fault> {
    for value in values.iter().skip(1) {
        same_kind(&values[0].unit, &value.unit, span)?;
    }
    let count = values.len();
    if let (Function::Round, Some(Expression::Number(like))) = (function, arguments.get(1)) {
        return Ok(rounded(&values[0], like, rounding));
    }
    let first = values.remove(0);
    match function {
        Function::Absolute => {
            Ok(Value { base: first.base.abs(), range: first.range.absolute(), unit: first.unit })
        }
        Function::Least => Ok(values.iter().fold(first, |a, b| extreme(a, b, Ordering::Less))),
        Function::Greatest => Ok(values.iter().fold(first, |a, b| extreme(a, b, Ordering::Greater))),
        Function::Points => {
            if !first.unit.dimension().is_empty() {
                let found = first.unit.name();
                let (zh, en) = (found.zh, found.en);
                let message = text!(
                    "百分点是两个比率之差，这里是“{zh}”",
                    "percentage points are a difference of two rates, found `{en}`"
                );
                return Err(Box::new(Diagnostic::new(Code::UnitMismatch, span, message)));
            }
            let difference = minus(&first, &values[0]);
            let hundred = Value::exact(BigRational::from_integer(100.into()), Unit::default());
            let range = difference.range.times(&hundred.range);
            Ok(Value { base: difference.base * hundred.base, range, unit: Unit::points() })
        }
        _ => {
            let sum = values.iter().fold(first, |a, b| Value {
                base: a.base + &b.base,
                range: a.range.plus(&b.range),
                unit: a.unit.with(&b.unit),
            });
            let among = BigRational::new(BigRational::one().to_integer(), count.into());
            let range = sum.range.times(&Interval::point(among.clone()));
            Ok(Value { base: sum.base * among, range, unit: sum.unit })
        }
    }
}

fn extreme(a: Value, b: &Value, greater: Ordering) -> Value {
    let range = a.range.extreme(&b.range, greater);
    let base = if a.base.cmp(&b.base) == greater { a.base } else { b.base.clone() };
    Value { base, range, unit: a.unit }
}

/// Rounds to the decimals and the unit of an example.
fn rounded(value: &Value, like: &Quantity, rounding: Rounding) -> Value {
    let unit = if like.unit.is_bare() { value.unit.clone() } else { like.unit.clone() };
    let scale = unit.scale();
    let round = |base: &BigRational| {
        let digits = number::round(&(base / &scale), like.decimals, rounding);
        BigRational::new(digits, power_of_ten(like.decimals)) * &scale
    };
    Value { base: round(&value.base), range: value.range.mapped(round), unit }
}

/// Says that two operands are of different kinds, if they are.
fn same_kind(left: &Unit, right: &Unit, operator: Span) -> Result<(), Fault> {
    if left.is_kind_of(right) {
        return Ok(());
    }
    let (a, b) = (left.name(), right.name());
    let message = {
        let (a_zh, b_zh, a_en, b_en) = (a.zh, b.zh, a.en, b.en);
        text!(
            "“{a_zh}”和“{b_zh}”不是同一种量，不能相加减或比较",
            "`{a_en}` and `{b_en}` are different kinds of quantity and cannot be added or compared"
        )
    };
    let fault = Diagnostic::new(Code::UnitMismatch, operator, message);
    Err(Box::new(fault.hint(text!(
        "把两边改成同一单位；两个比率之差用 百分点差(甲, 乙)，得百分点",
        "use one unit on both sides; the difference of two rates is points(a, b)"
    ))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::expression::Formula;
    use crate::figure::piece::Piece;
    use crate::source::{Encoding, Sources};

    fn eval(text: &str) -> Result<Value, Fault> {
        let mut sources = Sources::default();
        let file = sources.add("a.md", text, Encoding::Utf8);
        let formula = Formula::parse(Piece::of_span(&sources, Span::new(file, 0, text.len()))).unwrap();
        evaluate(&formula.tree, &[], Rounding::HalfUp)
    }

    #[test]
    fn formulas_are_exact() {
        for (text, shown) in [
            ("508件/512件", "99.21875%"),
            ("1/7*7 - 1", "0"),
            ("13人+18人+4人", "35人"),
            ("40万元 + 1亿元", "10040万元"),
            ("1307人/787户", "1.6607…人/户"),
            ("120元/平方米 × 8.8万平方米", "10560000元"),
            ("1 - 508件/512件", "0.78125%"),
            ("share(25人, 44人)", "56.8181…%"),
            ("平均（1人，2人，6人）", "3人"),
            ("points(95%, 92.5%)", "2.5个百分点"),
            ("abs(3件 - 5件)", "2件"),
            ("max(1万元, 20000元)", "2万元"),
            ("round(508件/512件, 0.1%)", "99.2%"),
            ("-(2件)*3", "-6件"),
            ("2 - 3 - 4", "-5"),
            ("8 / 4 / 2", "1"),
            ("2 + 3 * 4", "14"),
            ("12,430 people + 1,570 people", "14000 people"),
        ] {
            assert_eq!(eval(text).unwrap().for_message(), shown, "{text}");
        }
    }

    #[test]
    fn faults_stand_at_the_operator() {
        for (text, code, at) in [
            ("3人 + 4户", Code::UnitMismatch, "3人 "),
            ("5% + 1个百分点", Code::UnitMismatch, "5% "),
            ("5元 - 3件", Code::UnitMismatch, "5元 "),
            ("3 + 4人", Code::UnitMismatch, "3 "),
            ("1 + 3人/(2人-2人)", Code::DivideByZero, "1 + 3人"),
            ("points(3人, 2人)", Code::UnitMismatch, ""),
        ] {
            let fault = eval(text).unwrap_err();
            assert_eq!((fault.code, fault.span.start as usize), (code, at.len()), "{text}");
        }
    }

    #[test]
    fn ranges_follow_the_readings() {
        let holds = |text, value| eval(text).unwrap().range.meets(&eval(value).unwrap().range);
        assert!(holds("40多万元 + 22万元 + 72万元", "140多万元"));
        assert!(!holds("40多万元 + 22万元", "80万元"));
        assert!(!holds("508件/512件", "97%"));
        assert!(holds("508件/512件", "99.22%"));
    }
}
