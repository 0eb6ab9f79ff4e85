//! Last year's values out of a table of figures as text: `.csv` or `.tsv` with the office's head row.
//!
//! A row whose value cannot be read is said and left out; other columns are nobody's business here.

use super::{Prior, Published};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Text};
use crate::figure::data::{Column, Head, in_place, separated};
use crate::figure::evaluate::Value;
use crate::figure::name::canonical;
use crate::figure::quantity::{Context, Exact, Quantity, scan};
use crate::figure::unit::{Alone, Unit};
use crate::report::Rounding;
use crate::source::{SourceFile, Span};
use crate::text;

/// What offices write into a cell that has no number.
const NOTHING: [&str; 6] = ["-", "—", "——", "/", "无", "n/a"];

impl Prior {
    /// Returns the values of a table of figures; `None` when its head row names no figures.
    pub fn of_table(file: &SourceFile, rounding: Rounding) -> (Option<Prior>, Diagnostics) {
        let mut faults = Diagnostics::default();
        let read = separated::read(&file.path, &file.text).unwrap_or_default();
        let Some(head) = Head::find(&read.sheet) else {
            let message = text!(
                "上年的表第一行应写明各列：名称、数值、单位、章节",
                "the first row of last year's table must name its columns: name, value, unit, section"
            );
            let place = file.span(0, file.line(1).len());
            faults.push(
                Diagnostic::new(Code::Settings, place, message).hint(text!(
                    "至少要有“名称”和“数值”两列",
                    "there must be a `name` and a `value` at least"
                )),
            );
            return (None, faults);
        };
        let mut published = Vec::new();
        for row in head.row + 1..=read.sheet.last_row().unwrap_or_default() {
            let words = |column| {
                let text = read.sheet.text(head.cell(row, column)?).trim().to_owned();
                (!text.is_empty()).then_some(text)
            };
            let (Some(name), Some(value)) = (words(Column::Name), words(Column::Value)) else { continue };
            let place = head.cell(row, Column::Value).and_then(|at| read.places.get(&at));
            let place = place.map_or(file.span(0, 0), |place| file.span(place.start, place.end));
            if NOTHING.contains(&value.as_str()) {
                continue;
            }
            let unit = words(Column::Unit).map(|unit| alone(&unit));
            let unit = unit.as_ref().or(head.unit(Column::Value));
            match quantity(&value, unit, read.sheet.unit.as_ref()) {
                Ok(quantity) => published.push(Published {
                    name: canonical(&name),
                    section: words(Column::Section),
                    scope: words(Column::Scope),
                    value: Value::of(&quantity, rounding, Exact::AsWritten),
                    quantity,
                    place,
                }),
                Err(None) => faults.push(no_number(&value, place)),
                Err(Some(Text { zh, en })) => {
                    let message = text!("“{value}”{zh}；这一行没有读", "`{value}` {en}: the row is not read");
                    let fault = Diagnostic::new(Code::BadValue, place, message);
                    faults.push(fault.severity(Severity::Warning));
                }
            }
        }
        (Some(Prior::of(published)), faults)
    }
}

fn no_number(found: &str, place: Span) -> Diagnostic {
    let message = text!(
        "“{found}”不是带单位的数，这一行没有读",
        "`{found}` is no number with a unit: the row is not read"
    );
    Diagnostic::new(Code::BadValue, place, message).severity(Severity::Warning).hint(text!(
        "写成 508件，或数值写 508、单位写 件",
        "write 508 cases, or 508 under value and cases under unit"
    ))
}

/// Reads a cell's number with the unit beside it; says why it has none, where it is a number.
fn quantity(text: &str, unit: Option<&Alone>, sheet: Option<&Alone>) -> Result<Quantity, Option<Text>> {
    let read = scan(text, Context::Declared).filter(|(_, length)| *length == text.len());
    let (quantity, _) = read.ok_or(None)?;
    in_place(quantity, None, unit, sheet).map_err(Some)
}

/// Reads a cell of the column of units, where any word is one.
fn alone(words: &str) -> Alone {
    Unit::alone(words).unwrap_or_else(|| Alone::Unit(Unit::of(words, None)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Encoding, SourceId};

    fn table(text: &str) -> (SourceFile, Option<Prior>, Diagnostics) {
        let file = SourceFile::new(SourceId(0), "2020.csv", text, Encoding::Utf8);
        let (prior, faults) = Prior::of_table(&file, Rounding::HalfUp);
        (file, prior, faults)
    }

    #[test]
    fn rows_are_read_as_offices_write_them() {
        for text in [
            "名称,数值,单位,备注\n事件,\"24,853\",件,x\n固投,11.4亿元,,\n缺,—,件,\n",
            "单位\t说明\t数值\t名称\r\n件\t\"a\"\"\tb\"\t24,853\t事件\r\n\t\t11.4亿元\t固投\r\n",
            "Name;Value;Unit\n事件;24853;件\n固投;11.4亿元;\n",
        ] {
            let (file, prior, faults) = table(text);
            let prior = prior.unwrap();
            assert!(faults.is_empty(), "{faults:?}");
            let read: Vec<_> = prior
                .published
                .iter()
                .map(|one| (one.name.as_str(), one.value.for_message(), file.slice(one.place)))
                .collect();
            assert_eq!(read[0].0, "事件");
            assert_eq!(read[0].1, "24853件", "{text}");
            assert_eq!(read[0].2.replace(',', ""), "24853");
            assert_eq!((read[1].0, read[1].1.as_str(), read[1].2), ("固投", "11.4亿元", "11.4亿元"));
            assert_eq!(read.len(), 2);
        }
    }

    #[test]
    fn money_has_the_unit_of_its_column_or_its_sheet() {
        for (text, worth) in [
            ("name,value,unit\nx,12,$k\n", "12000"),
            ("name,value,unit\nx,12,k$\n", "12000"),
            ("name,value,unit\nx,$12,€m\n", "12"),
            ("name,value ($ million)\nx,12\n", "12000000"),
            ("单位：亿元\n名称,数值\nx,12\n", "1200000000"),
            ("(in thousands of euros)\nname,value\nx,12\n", "12000"),
        ] {
            let (_, prior, faults) = table(text);
            assert!(faults.is_empty(), "{text} {faults:?}");
            assert_eq!(prior.unwrap().published[0].value.base.to_string(), worth, "{text}");
        }
        let (file, prior, faults) = table("name,value,unit\nx,12,$kk\n");
        assert!(prior.unwrap().published.is_empty());
        assert_eq!(faults.iter().map(|fault| file.slice(fault.span)).collect::<Vec<_>>(), ["12"]);
    }

    #[test]
    fn what_is_no_table_of_figures_is_said() {
        let (_, prior, faults) = table("甲,乙\n1,2\n");
        assert!(prior.is_none());
        assert_eq!(faults.iter().next().map(|fault| fault.code), Some(Code::Settings));
        let (file, prior, faults) = table("name,value\na,12 cases\nb,many\n");
        assert_eq!(prior.unwrap().published.len(), 1);
        assert_eq!(faults.iter().map(|fault| file.slice(fault.span)).collect::<Vec<_>>(), ["many"]);
        assert!(table("").1.is_none());
    }
}
