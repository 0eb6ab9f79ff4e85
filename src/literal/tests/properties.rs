//! What holds of any text: no panic, spans within the file, the literal's text at its span.

use proptest::prelude::*;

use super::labels::literals;
use crate::figure::FigureTable;
use crate::literal::Mentions;

proptest! {
    #[test]
    fn any_text_is_read(text in "[0-9一二三十百千万亿第《》“”（）()%.,，。:+/~ \\-岁级年月日个人户件元以上下内前近约a-zA-Z£五六七八九零两成分之百点多余\n]{0,60}") {
        let (found, report, sources) = literals(&[&text]);
        let figures = FigureTable::default();
        let mentions = Mentions::new(&report, &figures);
        let mut last = 0;
        for literal in &found {
            let file = sources.get(literal.span.file);
            prop_assert_eq!(file.slice(literal.span), literal.text.as_str());
            prop_assert!(literal.span.start <= literal.number.start && literal.number.end <= literal.span.end.max(literal.number.end));
            prop_assert!(literal.number.start >= last);
            last = literal.number.start;
            prop_assert!(mentions.before(literal).is_none() && mentions.equal(literal).is_empty());
        }
    }

    #[test]
    fn any_characters_at_all(text in "\\PC{0,40}") {
        literals(&[&text]);
    }
}
