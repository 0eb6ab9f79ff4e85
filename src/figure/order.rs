//! The order in which formulas can be evaluated, and the cycles that have none.
//!
//! Works on indexes alone.

/// The figures in an order in which each follows what it needs, and the cycles among them.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// Every figure once.
    pub(super) sorted: Vec<usize>,
    /// The cycles, each from its lowest figure along what it needs; overlapping ones are named once.
    pub(super) cycles: Vec<Vec<usize>>,
    /// Whether a figure is on a cycle.
    pub(super) cyclic: Vec<bool>,
}

/// How far the walk has come with a figure.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

impl Order {
    /// Sorts figures by what each needs. Walks with a stack of its own: chains may be long.
    pub(super) fn of(needs: &[Vec<usize>]) -> Order {
        let mut order = Order { cyclic: vec![false; needs.len()], ..Order::default() };
        let mut states = vec![State::New; needs.len()];
        for start in 0..needs.len() {
            if states[start] != State::New {
                continue;
            }
            states[start] = State::Open;
            let mut path = vec![(start, 0)];
            while let Some((figure, next)) = path.last_mut() {
                let figure = *figure;
                let Some(need) = needs[figure].get(*next).copied() else {
                    states[figure] = State::Done;
                    order.sorted.push(figure);
                    path.pop();
                    continue;
                };
                *next += 1;
                match states[need] {
                    State::New => {
                        states[need] = State::Open;
                        path.push((need, 0));
                    }
                    State::Open => order.note_cycle(&path, need),
                    State::Done => {}
                }
            }
        }
        order
    }

    /// Notes the cycle that ends the path and goes back to `first`.
    fn note_cycle(&mut self, path: &[(usize, usize)], first: usize) {
        let last = path.last().map_or(first, |(figure, _)| *figure);
        if self.cyclic[first] || self.cyclic[last] {
            self.cyclic[first] = true;
            self.cyclic[last] = true;
            return;
        }
        let from = path.iter().position(|(figure, _)| *figure == first).unwrap_or(0);
        let mut cycle: Vec<usize> = path[from..].iter().map(|(figure, _)| *figure).collect();
        for figure in &cycle {
            self.cyclic[*figure] = true;
        }
        let lowest = (0..cycle.len()).min_by_key(|index| cycle[*index]).unwrap_or(0);
        cycle.rotate_left(lowest);
        self.cycles.push(cycle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_come_first() {
        let order = Order::of(&[vec![1, 2], vec![2], vec![]]);
        assert_eq!(order.sorted, [2, 1, 0]);
        assert!(order.cycles.is_empty());
    }

    #[test]
    fn cycles_are_named_from_their_lowest() {
        let order = Order::of(&[vec![], vec![3], vec![1], vec![2], vec![3]]);
        assert_eq!(order.cycles, [[1, 3, 2]]);
        assert_eq!(order.cyclic, [false, true, true, true, false]);
        assert_eq!(Order::of(&[vec![0]]).cycles, [[0]]);
        let overlapping = Order::of(&[vec![1], vec![0, 2], vec![1]]);
        assert_eq!((overlapping.cycles, overlapping.cyclic), (vec![vec![0, 1]], vec![true; 3]));
    }

    #[test]
    fn long_chains_do_not_overflow() {
        let last = 199_999;
        let needs: Vec<_> = (0..=last).map(|i| if i < last { vec![i + 1] } else { vec![] }).collect();
        assert_eq!(Order::of(&needs).sorted[0], last);
    }
}
