//! Whether two statements about one quantity can both be true.
//!
//! A contradiction is a proof: no true values within what is printed satisfy both. Saying so to the author is
//! the business of the callers.

use num_rational::BigRational;

use super::evaluate::{Value, evaluate};
use super::expression::{Expression, Formula, Step};
use super::interval::Interval;
use crate::report::Rounding;

/// More open inputs than this are not tried corner by corner: the work doubles with each.
const MOST_OPEN: usize = 10;

/// Returns whether no true value fits both; values of different kinds cannot be compared and are not asked.
pub(super) fn contradict(a: &Value, b: &Value) -> bool {
    !a.range.meets(&b.range)
}

/// Returns the range of a formula: exact where every input goes in one direction, else wider, never narrower.
///
/// Interval arithmetic forgets that both `a` in `a / (a + b)` are the same. A quotient of sums in which each
/// input stands at most once above and once below the bar is monotone in each, so its range ends at corners.
pub(super) fn range(formula: &Formula, inputs: &[Value], value: &Value, rounding: Rounding) -> Interval {
    let open: Vec<usize> = (0..inputs.len()).filter(|index| !inputs[*index].range.is_point()).collect();
    let repeated = formula.places.len() > formula.references.len();
    let bounded =
        value.range.ends().is_some() && open.iter().all(|index| inputs[*index].range.ends().is_some());
    if open.is_empty() || open.len() > MOST_OPEN || !repeated || !bounded {
        return value.range.clone();
    }
    let Some(shape) = Shape::of(&formula.tree, inputs.len()) else { return value.range.clone() };
    if !shape.is_monotone() {
        return value.range.clone();
    }
    corners(formula, inputs, &open, rounding).unwrap_or_else(|| value.range.clone())
}

/// Returns the hull of the formula's values at the corners of its open inputs.
fn corners(formula: &Formula, inputs: &[Value], open: &[usize], rounding: Rounding) -> Option<Interval> {
    let mut hull: Option<Interval> = None;
    for corner in 0..1_usize << open.len() {
        let mut at = inputs.to_vec();
        for (bit, index) in open.iter().enumerate() {
            let end: &BigRational = inputs[*index].range.ends()?[corner >> bit & 1];
            at[*index] = Value::exact(end.clone(), inputs[*index].unit.clone());
        }
        let value = evaluate(&formula.tree, &at, rounding).ok()?.range;
        hull = Some(hull.map_or_else(|| value.clone(), |hull| hull.hull(&value)));
    }
    hull
}

/// How often each input is multiplied into the numerator and the denominator of a formula.
#[derive(Clone)]
struct Shape {
    above: Vec<u32>,
    below: Vec<u32>,
}

impl Shape {
    /// Returns the shape of a tree; `None` when it holds a function that may turn around.
    fn of(tree: &Expression, inputs: usize) -> Option<Shape> {
        let constant = Shape { above: vec![0; inputs], below: vec![0; inputs] };
        match tree {
            Expression::Number(quantity) => quantity.hedge.is_none().then_some(constant),
            Expression::Name(index) => {
                let mut shape = constant;
                shape.above[*index] = 1;
                Some(shape)
            }
            Expression::Negated(operand) => Shape::of(operand, inputs),
            Expression::Sum(first, steps) => Self::chain(first, steps, inputs, Shape::plus),
            Expression::Product(first, steps) => Self::chain(first, steps, inputs, Shape::times),
            Expression::Call(..) => None,
        }
    }

    fn chain(
        first: &Expression,
        steps: &[Step],
        inputs: usize,
        join: fn(Shape, &Step, Shape) -> Shape,
    ) -> Option<Shape> {
        steps.iter().try_fold(Shape::of(first, inputs)?, |shape, step| {
            Some(join(shape, step, Shape::of(&step.operand, inputs)?))
        })
    }

    /// Over the common denominator.
    fn plus(self, _: &Step, other: Shape) -> Shape {
        let crossed = |a: &[u32], b: &[u32]| a.iter().zip(b).map(|(a, b)| a + b).collect::<Vec<_>>();
        let left = crossed(&self.above, &other.below);
        let right = crossed(&other.above, &self.below);
        let above = left.iter().zip(&right).map(|(a, b)| *a.max(b)).collect();
        Shape { above, below: crossed(&self.below, &other.below) }
    }

    fn times(self, step: &Step, other: Shape) -> Shape {
        let sum = |a: Vec<u32>, b: Vec<u32>| a.iter().zip(b).map(|(a, b)| a + b).collect();
        let (above, below) =
            if step.inverse { (other.below, other.above) } else { (other.above, other.below) };
        Shape { above: sum(self.above, above), below: sum(self.below, below) }
    }

    fn is_monotone(&self) -> bool {
        self.above.iter().chain(&self.below).all(|degree| *degree <= 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::piece::Piece;
    use crate::figure::quantity::{Context, Exact, scan};
    use crate::source::{Encoding, Sources, Span};
    use proptest::prelude::*;

    fn formula(text: &str) -> Formula {
        let mut sources = Sources::default();
        let file = sources.add("a.md", text, Encoding::Utf8);
        Formula::parse(Piece::of_span(&sources, Span::new(file, 0, text.len()))).unwrap()
    }

    fn value(text: &str) -> Value {
        let (quantity, _) = scan(text, Context::Declared).unwrap();
        Value::of(&quantity, Rounding::HalfUp, Exact::AsWritten)
    }

    fn range_of(text: &str, inputs: &[Value]) -> Interval {
        let formula = formula(text);
        let value = evaluate(&formula.tree, inputs, Rounding::HalfUp).unwrap();
        range(&formula, inputs, &value, Rounding::HalfUp)
    }

    #[test]
    fn a_share_of_a_sum_is_as_narrow_as_it_is() {
        let inputs = [value("1.0万元"), value("1.0万元")];
        let narrow = range_of("a/(a+b)", &inputs);
        // Plain interval arithmetic would allow 45.2 %; the truth ends at 47.5 %.
        assert!(!narrow.meets(&value("46.0%").range));
        assert!(narrow.meets(&value("47.6%").range));
    }

    #[test]
    fn what_is_not_monotone_stays_wide() {
        let inputs = [value("1.0万元"), value("1.0万元")];
        assert!(range_of("a*a/a/b", &inputs).meets(&value("120.0%").range));
        assert!(range_of("abs(a-b)/a", &inputs).meets(&value("0.00%").range));
    }

    #[test]
    fn a_curve_that_turns_between_its_corners_stays_whole() {
        // Both may be 1.02: the sum is then 2, and at every corner more.
        let inputs = [value("1.0"), value("1.02")];
        assert!(range_of("a/b+b/a", &inputs).meets(&value("2件").range));
        // The difference may be as good as nothing, and the quotient anything.
        assert!(range_of("a/(a-b)", &inputs).meets(&value("1000件").range));
    }

    #[test]
    fn a_name_used_once_keeps_an_end_that_is_never_reached() {
        let range = range_of("a*2", &[value("10余人")]);
        assert!(range.meets(&value("20人").range) && range.meets(&value("39人").range));
        assert!(!range.meets(&value("40人").range));
    }

    #[test]
    fn ten_readings_are_tried_corner_by_corner_and_eleven_are_not() {
        let share = |count: usize| {
            let names: Vec<String> = (b'a'..).take(count).map(|c| char::from(c).to_string()).collect();
            range_of(&format!("a/({})", names.join("+")), &vec![value("1.0万元"); count])
        };
        // Nine of 1.05 beside one of 0.95: no less than 9.13 %; what is certain without trying is 9.05 %.
        assert!(!share(10).meets(&value("9.08%").range) && share(10).meets(&value("9.2%").range));
        // Of eleven, 8.30 % were the least, and 8.23 % is certain without trying.
        assert!(share(11).meets(&value("8.26%").range));
    }

    proptest! {
        #[test]
        fn a_range_holds_every_corner(
            numbers in prop::collection::vec(1i64..2000, 3),
            text in prop::sample::select(vec![
                "a/(a+b)", "a+b-c", "(a-b)/b", "a*b/(c+a)", "a/b-b/a", "min(a,b)/max(b,c)", "share(a, b)*c", "a-a*b",
            ]),
            corner in 0usize..8,
        ) {
            let inputs: Vec<_> = numbers.iter().map(|n| value(&format!("{}.{}", n / 10, n % 10))).collect();
            let Ok(at) = evaluate(&formula(text).tree, &inputs, Rounding::HalfUp) else { return Ok(()) };
            let formula = formula(text);
            let whole = range(&formula, &inputs, &at, Rounding::HalfUp);
            prop_assert!(whole.meets(&Interval::point(at.base)));
            let ends: Vec<_> = inputs.iter().enumerate().map(|(bit, input)| {
                let end = input.range.ends().unwrap()[corner >> bit & 1].clone();
                Value::exact(end, input.unit.clone())
            }).collect();
            if let Ok(at) = evaluate(&formula.tree, &ends, Rounding::HalfUp) {
                prop_assert!(whole.meets(&Interval::point(at.base)));
            }
        }
    }
}
