//! Secrets that nobody guesses: the session's token, and the nonce of each page.

use std::fmt::{self, Debug, Formatter};
use std::hint::black_box;

/// 128 random bits, in hexadecimal.
#[derive(Clone)]
pub(super) struct Token(String);

impl Token {
    /// Returns a new token from the operating system's random numbers.
    pub(super) fn random() -> Result<Self, getrandom::Error> {
        let mut bits = [0; 16];
        getrandom::fill(&mut bits)?;
        Ok(Self(bits.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// Returns it as it stands in addresses, cookies and pages.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether a guess is right; how long that takes does not tell how much of it is.
    pub(super) fn is(&self, guess: &str) -> bool {
        let differences = self.0.bytes().zip(guess.bytes()).fold(0, |found, (a, b)| found | (a ^ b));
        black_box(differences) == 0 && self.0.len() == guess.len()
    }
}

impl Debug for Token {
    /// Keeps it out of logs.
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_is_right() {
        let token = Token::random().unwrap();
        let right = token.as_str();
        assert_eq!(right.len(), 32);
        assert!(!format!("{token:?}").contains(right));
        assert!(token.is(right));
        assert!(!token.is(""));
        assert!(!token.is(&right[..31]));
        assert!(!token.is(&format!("{right}0")));
        assert!(!token.is(&right.to_uppercase().replace(|c: char| c.is_ascii_digit(), "x")));
        for at in 0..32 {
            let other = if &right[at..=at] == "0" { "1" } else { "0" };
            assert!(!token.is(&format!("{}{other}{}", &right[..at], &right[at + 1..])), "{at}");
        }
        assert!(!token.is(Token::random().unwrap().as_str()));
    }
}
