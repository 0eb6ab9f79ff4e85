//! Bytes of a file into text: UTF-8, UTF-16 with its mark, GB18030, or UTF-8 with damage.
//!
//! Pure. Line ends are kept as they are; what the writer is told about it is `project`'s business.

use encoding_rs::GB18030;

use crate::source::Encoding;

/// A file's text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The text without a byte order mark.
    pub text: String,
    /// How it was decoded.
    pub encoding: Encoding,
    /// Where in the text the first byte stands that means nothing; U+FFFD stands there.
    pub damage: Option<usize>,
}

/// Decodes a file.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, Encoding::Utf8Bom),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes, Encoding::Utf16Le),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes, Encoding::Utf16Be),
        _ if looks_like_gb18030(bytes) => {
            match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
                Some(text) => Decoded { text: text.into_owned(), encoding: Encoding::Gb18030, damage: None },
                None => utf8(bytes, Encoding::Utf8),
            }
        }
        _ => utf8(bytes, Encoding::Utf8),
    }
}

/// Returns whether bytes are no UTF-8, and not merely UTF-8 with a few damaged places.
///
/// GB18030 accepts nearly any bytes, so that damaged UTF-8 would turn into nonsense without a word.
fn looks_like_gb18030(bytes: &[u8]) -> bool {
    let (mut sound, mut damaged) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        damaged += usize::from(!chunk.invalid().is_empty());
    }
    damaged > sound
}

/// Decodes UTF-8, with U+FFFD where it is damaged.
fn utf8(bytes: &[u8], encoding: Encoding) -> Decoded {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let damage = std::str::from_utf8(bytes).err().map(|error| error.valid_up_to());
    Decoded { text, encoding, damage }
}

/// Decodes UTF-16, with U+FFFD for a lone surrogate or an odd last byte.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, encoding: Encoding) -> Decoded {
    let pairs = bytes.chunks(2).map(|pair| match pair {
        [a, b] => unit([*a, *b]),
        // A lone surrogate is what `decode_utf16` reports as damage.
        _ => 0xd800,
    });
    let (mut text, mut damage) = (String::with_capacity(bytes.len()), None);
    for decoded in char::decode_utf16(pairs) {
        if decoded.is_err() {
            damage = damage.or(Some(text.len()));
        }
        text.push(decoded.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    Decoded { text, encoding, damage }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_of_an_office_is_read() {
        let text = "办结率99.22%\r\n";
        let mut utf16 = vec![0xff, 0xfe];
        utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        let mut utf16_be = vec![0xfe, 0xff];
        utf16_be.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        let cases = [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            ([&[0xef, 0xbb, 0xbf], text.as_bytes()].concat(), Encoding::Utf8Bom),
            (utf16, Encoding::Utf16Le),
            (utf16_be, Encoding::Utf16Be),
            (GB18030.encode(text).0.into_owned(), Encoding::Gb18030),
        ];
        for (bytes, encoding) in cases {
            assert_eq!(decode(&bytes), Decoded { text: text.into(), encoding, damage: None });
        }
    }

    #[test]
    fn damage_is_found_and_the_rest_is_kept() {
        let decoded = decode("办结率\u{1}件".replace('\u{1}', "").as_bytes());
        assert_eq!(decoded.damage, None);
        let decoded = decode(&[b"a\n".as_slice(), "办结率".as_bytes(), &[0xff], "件".as_bytes()].concat());
        assert_eq!(decoded.text, "a\n办结率\u{fffd}件");
        assert_eq!((decoded.encoding, decoded.damage), (Encoding::Utf8, Some(11)));
        assert_eq!(decode(&[0xff, 0xfe, 0x61, 0, 0x62]).text, "a\u{fffd}");
    }

    #[test]
    fn what_is_no_text_at_all_does_not_stop() {
        assert_eq!(decode(&[0xff; 3]).damage, Some(0));
        assert_eq!(decode(&[]).text, "");
    }
}
