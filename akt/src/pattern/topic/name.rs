//! Names of topics, and patterns over them.
//!
//! A name is words with dots between: `orders.eu.placed`. In a pattern, `*` stands for one word, and `>` at the end for
//! one or more.

use std::sync::Arc;

use crate::base::limits::TOPIC_NAME_BYTES_MAX;

const ONE: &str = "*";
const REST: &str = ">";

/// Whether `text` is the name of a topic.
pub(super) fn is_name(text: &str) -> bool {
    text.len() <= TOPIC_NAME_BYTES_MAX && text.split('.').all(is_word)
}

fn is_word(word: &str) -> bool {
    !word.is_empty()
        && !word
            .chars()
            .any(|char| matches!(char, '*' | '>') || char.is_whitespace() || char.is_control())
}

/// A name with wildcards. A name without any is a pattern that matches itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pattern(Arc<str>);

impl Pattern {
    /// The pattern that `text` is, if it is one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let words = text.strip_suffix(REST).map(|head| head.strip_suffix('.'));
        let words = match words {
            // `>` alone.
            Some(None) if text == REST => "",
            Some(None) => return None,
            Some(Some("")) => return None,
            Some(Some(head)) => head,
            None => text,
        };
        let fits = text.len() <= TOPIC_NAME_BYTES_MAX
            && (text == REST || words.split('.').all(|word| word == ONE || is_word(word)));
        fits.then(|| Self(text.into()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn matches(&self, name: &str) -> bool {
        let mut words = name.split('.');
        for part in self.0.split('.') {
            match (part, words.next()) {
                (REST, Some(_)) => return true,
                (_, None) => return false,
                (part, Some(word)) if part != ONE && part != word => return false,
                _ => {}
            }
        }
        words.next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::{Pattern, TOPIC_NAME_BYTES_MAX, is_name};

    #[test]
    fn names_are_words_with_dots_between() {
        for name in ["prices", "orders.eu", "ä.b-c_d.1"] {
            assert!(is_name(name), "{name}");
        }
        let long = "x".repeat(TOPIC_NAME_BYTES_MAX + 1);
        for text in [
            "", ".", "a.", ".a", "a..b", "a b", "a\n", "*", "a.>", "a.b*", &long,
        ] {
            assert!(!is_name(text), "{text}");
        }
        assert!(is_name(&long[1..]));
    }

    #[test]
    fn patterns_have_wildcards_for_whole_words() {
        for text in ["a", "*", ">", "a.*", "*.a", "a.>", "a.*.c.>", "*.>"] {
            let pattern = Pattern::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(pattern.as_str(), text);
        }
        let long = format!("{}.>", "x".repeat(TOPIC_NAME_BYTES_MAX - 1));
        for text in [
            "", ".>", "a>", ">.a", "a.>.b", "a*", "a.b*.c", "a..>", "*.", ">>", "a b", &long,
        ] {
            assert_eq!(Pattern::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_matches() {
        let cases = [
            ("a.b", "a.b", true),
            ("a.b", "a", false),
            ("a.b", "a.b.c", false),
            ("a.*", "a.b", true),
            ("a.*", "a", false),
            ("a.*", "a.b.c", false),
            ("a.>", "a.b", true),
            ("a.>", "a.b.c", true),
            ("a.>", "a", false),
            ("a.>", "b.c", false),
            (">", "a", true),
            (">", "a.b.c", true),
            ("*.b.>", "a.b.c", true),
            ("*.b.>", "a.c.c", false),
            ("*", "a", true),
            ("*", "a.b", false),
        ];
        for (pattern, name, expected) in cases {
            let matches = Pattern::parse(pattern).unwrap().matches(name);
            assert_eq!(matches, expected, "{pattern} on {name}");
        }
    }
}
