//! A clash of units because one figure was declared without its unit.

use super::Ledger;
use crate::diagnostic::{Code, Diagnostic};
use crate::figure::evaluate::Value;
use crate::figure::scope::Target;
use crate::text;

impl Ledger<'_> {
    /// Says of a clash of units which figure was declared without one, if exactly one was.
    pub(super) fn with_bare(
        &self,
        fault: Diagnostic,
        inputs: &[Value],
        targets: &[Option<Target>],
    ) -> Diagnostic {
        if fault.code != Code::UnitMismatch {
            return fault;
        }
        let stated = |target: &Target| {
            let declaration = &self.declarations[target.figure];
            declaration
                .stated
                .as_ref()
                .filter(|(stated, _)| stated.unit.is_bare())
                .map(|at| (declaration, at))
        };
        let mut bare = inputs.iter().zip(targets).filter(|(value, _)| value.unit.is_bare());
        let (Some((_, Some(target))), None) = (bare.next(), bare.next()) else { return fault };
        let Some((declaration, (number, at))) = stated(target).filter(|_| target.facet.is_none()) else {
            return fault;
        };
        let (name, number) = (&declaration.name, &number.text);
        let mut units = inputs.iter().filter(|value| !value.unit.is_bare()).map(|value| &value.unit);
        let unit = units.next().filter(|unit| units.all(|other| other == *unit));
        let told = Diagnostic::new(
            fault.code,
            fault.span,
            text!("“{name}”登记为 {number}，没有单位", "`{name}` is declared as {number}, without a unit"),
        )
        .related(*at, text!("登记在这里", "declared here"));
        let Some(unit) = unit else { return told };
        if declaration.origin.is_some() {
            // What stands there says where the number is taken from.
            let (zh, en) = (unit.name().zh, unit.name().en);
            return told.hint(text!(
                "数据里没有写单位，在登记里加上 单位: {zh}",
                "the data says no unit: add `unit: {en}` to the declaration"
            ));
        }
        let whole = unit.around(number, "");
        told.hint(text!("写上单位：{whole}", "give it its unit: {whole}")).fix(*at, whole)
    }
}
